use crate::{EventKind, Person, Refusal, Request, Status, Timestamp};

/// Withdraws a request before its window opens.
///
/// # Errors
///
/// [`Refusal::NotTheRequester`] unless the actor is the requester; [`Refusal::WrongState`], naming
/// the state it is in, once the window has opened or the request has ended, and for a break-glass
/// window whatever the clock says: it opened at once, and somebody has to look back at it.
pub fn cancel(request: &Request, actor: &Person, now: Timestamp) -> Result<EventKind, Refusal> {
    if actor.id != request.requester.id {
        return Err(Refusal::NotTheRequester);
    }
    match request.status(now) {
        Status::Pending { .. } | Status::Scheduled if !request.is_break_glass() => {
            Ok(EventKind::Cancelled)
        }
        other => Err(Refusal::WrongState(other)),
    }
}
