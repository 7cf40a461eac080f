use crate::{EventKind, Person, Refusal, Request, Status, Timestamp};

/// Gives an open window back before its end.
///
/// # Errors
///
/// [`Refusal::NotTheRequester`] unless the actor is the requester; [`Refusal::WrongState`], naming
/// the state it is in, unless the window is open.
pub fn finish(request: &Request, actor: &Person, now: Timestamp) -> Result<EventKind, Refusal> {
    if actor.id != request.requester.id {
        return Err(Refusal::NotTheRequester);
    }
    match request.status(now) {
        Status::Active => Ok(EventKind::Finished),
        other => Err(Refusal::WrongState(other)),
    }
}
