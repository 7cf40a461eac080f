use crate::{LevelNumber, Person, Refusal, Request, RequestDigest, Status, Timestamp};

/// The level at which the actor may approve or reject now.
///
/// Who the actor is comes before what state the request is in: a stranger learns nothing.
///
/// # Errors
///
/// The first rule that stands against it, in the order of the source.
pub(super) fn open_level_for(
    request: &Request,
    actor: &Person,
    digest: &RequestDigest,
    now: Timestamp,
) -> Result<LevelNumber, Refusal> {
    if actor.id == request.requester.id {
        return Err(Refusal::OwnRequest);
    }
    if !request.is_approver(actor) {
        return Err(Refusal::NotAnApprover);
    }
    let level = match request.status(now) {
        Status::Pending { level } => level,
        other => return Err(Refusal::WrongState(other)),
    };
    if request.has_approved(&actor.id) {
        return Err(Refusal::AlreadyApproved);
    }
    let open = request.levels().get(level.index());
    if !open.is_some_and(|l| l.approvers.matches(actor)) {
        return Err(Refusal::LevelNotOpen { open: level });
    }
    if *digest != request.digest {
        return Err(Refusal::StaleDigest);
    }
    Ok(level)
}
