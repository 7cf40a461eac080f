use super::vote::open_level_for;
use crate::{
    Comment, EventKind, LevelNumber, Person, Refusal, Request, RequestDigest, Timestamp, Window,
    WindowDuration,
};

/// Approves at the open level; the last approval of the last level opens the window.
///
/// # Errors
///
/// [`Refusal::OwnRequest`], [`Refusal::NotAnApprover`], [`Refusal::WrongState`],
/// [`Refusal::AlreadyApproved`], [`Refusal::LevelNotOpen`], [`Refusal::StaleDigest`];
/// [`Refusal::Widened`] when the duration is longer than what was approved so far.
pub fn approve(
    request: &Request,
    actor: &Person,
    digest: &RequestDigest,
    duration: Option<WindowDuration>,
    comment: Option<Comment>,
    now: Timestamp,
) -> Result<EventKind, Refusal> {
    let level = open_level_for(request, actor, digest, now)?;
    let shortest = request.shortest_duration();
    let granted = duration.unwrap_or(shortest);
    if granted > shortest {
        return Err(Refusal::Widened { shortest });
    }
    let window =
        completes(request, level).then(|| Window::opened_by(now, request.ask.start, granted));
    Ok(EventKind::Approved {
        level,
        duration: duration.filter(|d| *d < shortest),
        window,
        comment,
    })
}

/// Whether one more approval at this level is the last that the request needs.
fn completes(request: &Request, level: LevelNumber) -> bool {
    let last = level.index() + 1 == request.levels().len();
    let needed = request
        .levels()
        .get(level.index())
        .map(|l| l.approvals.get());
    let after = u32::try_from(request.approvals_at(level) + 1).unwrap_or(u32::MAX);
    last && needed.is_some_and(|n| after >= n)
}
