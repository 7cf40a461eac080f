use crate::{Comment, EventKind, Person, Refusal, Request, Status, Timestamp};

/// Ends an approved window before its time, open or still to come. It never depends on whether the
/// requester is still eligible.
///
/// # Errors
///
/// [`Refusal::NotAnApprover`] unless the actor is an approver of any level or an administrator;
/// [`Refusal::WrongState`], naming the state it is in, unless it is scheduled or active.
pub fn revoke(
    request: &Request,
    actor: &Person,
    administrator: bool,
    comment: Option<Comment>,
    now: Timestamp,
) -> Result<EventKind, Refusal> {
    if !administrator && !request.is_approver(actor) {
        return Err(Refusal::NotAnApprover);
    }
    match request.status(now) {
        Status::Scheduled | Status::Active => Ok(EventKind::Revoked { comment }),
        other => Err(Refusal::WrongState(other)),
    }
}
