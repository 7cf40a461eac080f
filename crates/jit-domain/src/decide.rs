use crate::command::{Acting, Command};
use crate::request::{self, Request};
use crate::{Event, EventKind, Refusal, RequestId, Timestamp};

/// Says what a command does to a request at an instant: the event to record, or the rule that
/// stands against it. Nothing has happened until the event is durable.
///
/// # Errors
///
/// The [`Refusal`] that names the rule; the request is unchanged.
pub fn decide(
    state: Option<&Request>,
    command: Command,
    acting: Acting<'_>,
    now: Timestamp,
) -> Result<Event, Refusal> {
    let (id, kind) = match (state, command) {
        (None, Command::Submit(submission)) => {
            let id = submission.id.clone();
            (id, request::submit(*submission, acting, now)?)
        }
        (None, _) => return Err(Refusal::NoSuchRequest),
        (Some(request), command) => (
            request.id.clone(),
            on_request(request, command, acting, now)?,
        ),
    };
    Ok(event(id, kind, acting, now))
}

fn on_request(
    request: &Request,
    command: Command,
    acting: Acting<'_>,
    now: Timestamp,
) -> Result<EventKind, Refusal> {
    let actor = acting.person;
    match command {
        Command::Submit(_) => Err(Refusal::AlreadySubmitted(request.id.clone())),
        Command::Approve {
            digest,
            duration,
            comment,
        } => request::approve(request, actor, &digest, duration, comment, now),
        Command::Reject { digest, comment } => {
            request::reject(request, actor, &digest, comment, now)
        }
        Command::Cancel => request::cancel(request, actor, now),
        Command::Finish => request::finish(request, actor, now),
        Command::Revoke {
            administrator,
            comment,
        } => request::revoke(request, actor, administrator, comment, now),
        Command::Review { verdict, comment } => {
            request::review(request, actor, verdict, comment, now)
        }
        Command::OpenSession { eligible, session } => {
            request::open_session(request, actor, eligible, *session, now)
        }
    }
}

fn event(id: RequestId, kind: EventKind, acting: Acting<'_>, now: Timestamp) -> Event {
    Event {
        at: now,
        request: Some(id),
        actor: Some(acting.person.to_actor()),
        bundle: acting.bundle.clone(),
        kind,
    }
}
