use crate::{
    EventKind, Person, Phase, Refusal, Request, Session, SourceIdentity, Status, Timestamp, Window,
};

/// The window in which the actor may have credentials now.
///
/// # Errors
///
/// [`Refusal::NotTheRequester`] for anybody else; [`Refusal::NotEligible`] when the current bundle
/// no longer allows the target; [`Refusal::WindowNotOpen`] while pending or scheduled;
/// [`Refusal::WindowClosed`] in every terminal state.
pub fn may_vend(
    request: &Request,
    actor: &Person,
    eligible: bool,
    now: Timestamp,
) -> Result<Window, Refusal> {
    if actor.id != request.requester.id {
        return Err(Refusal::NotTheRequester);
    }
    if !eligible {
        return Err(Refusal::NotEligible);
    }
    match (request.status(now), &request.phase) {
        (Status::Active, Phase::Approved { window }) => Ok(*window),
        (status, _) if status.is_terminal() => Err(Refusal::WindowClosed(status)),
        (status, _) => Err(Refusal::WindowNotOpen {
            status,
            opens_at: request.window().map(|w| w.start),
        }),
    }
}

/// Records a session in its window, so that its credentials may leave the broker.
///
/// # Errors
///
/// Those of [`may_vend`], at the time of recording: a window that closed while STS was asked
/// yields no credentials. [`Refusal::ForeignSession`] unless the session is for the role that was
/// approved, in the name of the requester, and fenced at the end of the window or before.
pub fn open_session(
    request: &Request,
    actor: &Person,
    eligible: bool,
    session: Session,
    now: Timestamp,
) -> Result<EventKind, Refusal> {
    let window = may_vend(request, actor, eligible, now)?;
    if !belongs(&session, request, window) {
        return Err(Refusal::ForeignSession);
    }
    Ok(EventKind::SessionOpened(Session {
        window: Some(window),
        ..session
    }))
}

fn belongs(session: &Session, request: &Request, window: Window) -> bool {
    session.role == request.target.role
        && session.source_identity == SourceIdentity::of(&request.requester.id)
        && session.fence <= window.end
}
