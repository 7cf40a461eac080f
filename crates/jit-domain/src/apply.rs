use crate::request::{Phase, Request};
use crate::{
    Actor, Decision, Event, EventKind, RequestId, Review, ReviewState, SubmittedRequest, Timestamp,
    Verdict,
};

/// The events do not tell the story of one request.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ApplyError {
    /// The first event is not a submission, or a later one is.
    #[error("`{event}` cannot be the {place} event of a request")]
    OutOfPlace {
        /// What happened.
        event: &'static str,
        /// `first` or `next`.
        place: &'static str,
    },
    /// The event belongs to another request, or names none or no actor.
    #[error("`{event}` does not belong to this request")]
    Foreign {
        /// What happened.
        event: &'static str,
    },
    /// The event needs a phase that the request is not in.
    #[error("`{event}` does not follow from the phase of {id}")]
    Unexpected {
        /// What happened.
        event: &'static str,
        /// The request.
        id: RequestId,
    },
}

/// Folds an event into the state: `None` before the submission.
///
/// # Errors
///
/// [`ApplyError`] when the events cannot have come from [`decide`](crate::decide): a damaged log.
pub fn apply(state: Option<Request>, event: &Event) -> Result<Request, ApplyError> {
    let name = event.kind.name();
    let (Some(id), Some(actor)) = (&event.request, &event.actor) else {
        return Err(ApplyError::Foreign { event: name });
    };
    match (state, &event.kind) {
        (None, EventKind::Submitted(submitted)) => Ok(first(id, actor, event, submitted)),
        (
            None,
            EventKind::Failed {
                submitted,
                policies,
                selectors,
            },
        ) => {
            let mut request = first(id, actor, event, submitted);
            request.phase = Phase::Failed {
                policies: policies.clone(),
                selectors: selectors.clone(),
            };
            Ok(request)
        }
        (None, _) => Err(ApplyError::OutOfPlace {
            event: name,
            place: "first",
        }),
        (Some(_), EventKind::Submitted(_) | EventKind::Failed { .. }) => {
            Err(ApplyError::OutOfPlace {
                event: name,
                place: "next",
            })
        }
        (Some(request), _) if request.id != *id => Err(ApplyError::Foreign { event: name }),
        (Some(request), kind) if !may_have(&request, actor, kind) => Err(ApplyError::Unexpected {
            event: kind.name(),
            id: request.id,
        }),
        (Some(request), kind) => next(request, actor, event, kind),
    }
}

fn first(id: &RequestId, actor: &Actor, event: &Event, submitted: &SubmittedRequest) -> Request {
    Request {
        id: id.clone(),
        requester: actor.clone(),
        target: submitted.target.clone(),
        ask: submitted.ask.clone(),
        eligibility: submitted.eligibility.clone(),
        approval: submitted.approval.clone(),
        checks: submitted.checks.clone(),
        bundle: event.bundle.clone(),
        digest: submitted.digest.clone(),
        created_at: event.at,
        pending_until: submitted.pending_until,
        decisions: Vec::new(),
        phase: submitted
            .window
            .map_or_else(Phase::first_level, |window| Phase::Approved { window }),
        review: None,
    }
}

/// Whether an event of this kind can be this actor's: the log of a request in which people decide
/// their own requests, or end those of others, is damaged.
fn may_have(request: &Request, actor: &Actor, kind: &EventKind) -> bool {
    let own = actor.id == request.requester.id;
    match kind {
        EventKind::Approved { .. } => !own && !request.has_approved(&actor.id),
        EventKind::Rejected { .. } | EventKind::Reviewed { .. } => !own,
        EventKind::Cancelled | EventKind::Finished | EventKind::SessionOpened(_) => own,
        _ => true,
    }
}

fn next(
    mut request: Request,
    actor: &Actor,
    event: &Event,
    kind: &EventKind,
) -> Result<Request, ApplyError> {
    let at = event.at;
    let mut record = |verdict, comment: &Option<_>| {
        request.decisions.push(Decision {
            by: actor.clone(),
            at,
            verdict,
            comment: comment.clone(),
        });
    };
    let phase = match (kind, request.phase.clone()) {
        (
            EventKind::Approved {
                level,
                duration,
                window,
                comment,
            },
            Phase::Pending { level: open },
        ) if *level == open => {
            record(
                Verdict::Approve {
                    level: *level,
                    duration: *duration,
                },
                comment,
            );
            match window {
                Some(window) => Phase::Approved { window: *window },
                None => Phase::Pending {
                    level: request.level_after_decisions(),
                },
            }
        }
        (EventKind::Rejected { level, comment }, Phase::Pending { level: open })
            if *level == open =>
        {
            record(Verdict::Reject { level: *level }, comment);
            Phase::Rejected { at }
        }
        (EventKind::Cancelled, Phase::Pending { .. }) => Phase::Cancelled { at, window: None },
        (EventKind::Cancelled, Phase::Approved { window }) => Phase::Cancelled {
            at,
            window: Some(window),
        },
        (EventKind::Finished, Phase::Approved { window }) => Phase::Finished { at, window },
        (EventKind::Revoked { comment }, Phase::Approved { window }) => {
            record(Verdict::Revoke, comment);
            Phase::Revoked { at, window }
        }
        (EventKind::SessionOpened(_), Phase::Approved { window }) if window.contains(at) => {
            Phase::Approved { window }
        }
        (EventKind::Reviewed { verdict, comment }, phase) if is_to_review(&request, at) => {
            request.review = Some(Review {
                by: actor.clone(),
                at,
                verdict: *verdict,
                comment: comment.clone(),
            });
            phase
        }
        (EventKind::Refused(_), phase) => phase,
        (kind, _) => {
            return Err(ApplyError::Unexpected {
                event: kind.name(),
                id: request.id,
            });
        }
    };
    request.phase = phase;
    Ok(request)
}

fn is_to_review(request: &Request, at: Timestamp) -> bool {
    matches!(
        request.review_state(at),
        ReviewState::Open | ReviewState::Overdue
    )
}
