use crate::{EventKind, Person, Refusal, Request, Status, Timestamp};

/// Withdraws a request before its window opens.
///
/// # Errors
///
/// [`Refusal::NotTheRequester`] unless the actor is the requester; [`Refusal::WrongState`], naming
/// the state it is in, once the window has opened or the request has ended.
pub fn cancel(request: &Request, actor: &Person, now: Timestamp) -> Result<EventKind, Refusal> {
    if actor.id != request.requester.id {
        return Err(Refusal::NotTheRequester);
    }
    match request.status(now) {
        Status::Pending { .. } | Status::Scheduled => Ok(EventKind::Cancelled),
        other => Err(Refusal::WrongState(other)),
    }
}
