use super::digest::Digested;
use crate::command::{Acting, Submission};
use crate::{
    Approval, Ask, EventKind, PersonId, Refusal, Ruling, SubmittedRequest, Timestamp,
    VerifiedClaims, Window, WindowDuration,
};

/// How far ahead a window may be scheduled: 30 days.
const MAX_AHEAD_SECONDS: i64 = 30 * 24 * 3600;

/// Submits a request that is eligible and on which the bundle has ruled.
///
/// # Errors
///
/// [`Refusal::StartOutOfBounds`] for a start that is not in the next 30 days;
/// [`Refusal::BreakGlassNeverWaits`] for a break-glass window with a start;
/// [`Refusal::AutomaticTooLong`], [`Refusal::NoLevel`] and [`Refusal::NoReviewer`] for a ruling that
/// breaks the rules of approvals, whatever the bundle says.
pub fn submit(
    submission: Submission,
    acting: Acting<'_>,
    now: Timestamp,
) -> Result<EventKind, Refusal> {
    let Submission {
        ref id,
        ref target,
        ref ask,
        ..
    } = submission;
    let in_reach = |start| now < start && start <= now.plus_seconds(MAX_AHEAD_SECONDS);
    if ask.start.is_some_and(|start| !in_reach(start)) {
        return Err(Refusal::StartOutOfBounds);
    }
    let digest = Digested {
        id,
        issuer: &acting.person.id.issuer,
        subject: &acting.person.id.subject,
        account: &target.account,
        permission_set: &target.permission_set,
        duration_seconds: ask.duration,
        reason: &ask.reason,
        ticket: ask.ticket.as_ref(),
        start: ask.start,
        extends: ask.extends.as_ref(),
        bundle: acting.bundle,
    }
    .digest();
    let Submission {
        target,
        ask,
        eligibility,
        ruling,
        failed_policies,
        checks,
        ..
    } = submission;
    let claims = Some(VerifiedClaims::from(acting.person));
    match ruling {
        Ruling::Conflict {
            policies,
            selectors,
        } => {
            let submitted = SubmittedRequest {
                target,
                ask,
                eligibility,
                approval: None,
                digest,
                pending_until: now,
                window: None,
                claims,
                failed_policies,
                checks,
            };
            Ok(EventKind::Failed {
                submitted: Box::new(submitted),
                policies,
                selectors,
            })
        }
        Ruling::Approval {
            approval,
            pending_for,
        } => {
            let window = window_at_once(&approval, &ask, &acting.person.id, now)?;
            let pending_until = pending_until(&ask, pending_for, now);
            let submitted = SubmittedRequest {
                target,
                ask,
                eligibility,
                approval: Some(approval),
                digest,
                pending_until,
                window,
                claims,
                failed_policies,
                checks,
            };
            Ok(EventKind::Submitted(Box::new(submitted)))
        }
    }
}

/// The window of an automatic or break-glass approval; none when people have to agree.
fn window_at_once(
    approval: &Approval,
    ask: &Ask,
    requester: &PersonId,
    now: Timestamp,
) -> Result<Option<Window>, Refusal> {
    match approval {
        Approval::Manual { levels, .. } if levels.is_empty() => Err(Refusal::NoLevel),
        Approval::Manual { .. } => Ok(None),
        Approval::Automatic { .. } if ask.duration > WindowDuration::HOUR => {
            Err(Refusal::AutomaticTooLong)
        }
        Approval::BreakGlass { .. } if ask.start.is_some() => Err(Refusal::BreakGlassNeverWaits),
        Approval::BreakGlass { .. } if !is_reviewable(approval, requester) => {
            Err(Refusal::NoReviewer)
        }
        Approval::Automatic { .. } | Approval::BreakGlass { .. } => {
            Ok(Some(Window::opened_by(now, ask.start, ask.duration)))
        }
    }
}

/// Whether anybody but the requester is named who could look back at a break-glass window.
fn is_reviewable(approval: &Approval, requester: &PersonId) -> bool {
    let skipped = approval.skipped().iter().map(|level| &level.approvers);
    skipped
        .chain(approval.security())
        .any(|who| who.names_another_than(requester))
}

/// A request with a scheduled start can be decided until that window would be over; any other for
/// as long as its policy says.
fn pending_until(ask: &Ask, pending_for: WindowDuration, now: Timestamp) -> Timestamp {
    match ask.start {
        Some(start) => start.plus(ask.duration),
        None => now.plus(pending_for),
    }
}
