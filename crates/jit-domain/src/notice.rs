use serde::{Deserialize, Serialize};

use crate::{EventKind, LevelNumber, Phase, Request, RequestId, ReviewVerdict};

/// Somebody has to be told. Written in the transaction of the event it comes from, delivered
/// afterwards.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Notice {
    /// The request it is about.
    pub request: RequestId,
    /// What happened.
    pub kind: NoticeKind,
    /// Who should know.
    pub audience: Audience,
}

/// What a notice says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NoticeKind {
    /// A level opened and waits for decisions.
    DecisionNeeded,
    /// The last approval was given.
    Approved,
    /// It was rejected.
    Rejected,
    /// The window was ended before its time.
    Revoked,
    /// Policies apply alike.
    Conflict,
    /// Glass was broken: a window opened without anybody's approval.
    BreakGlass,
    /// Somebody looked back at a break-glass window.
    Reviewed,
}

/// Who should know.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(tag = "to", rename_all = "snake_case")]
pub enum Audience {
    /// Whoever asked.
    Requester,
    /// Whoever approved it before.
    EarlierApprovers,
    /// Whoever may decide at this level.
    Approvers {
        /// The level.
        level: LevelNumber,
    },
    /// Whoever approves at this one of the levels that break-glass went around.
    SkippedApprovers {
        /// The level, counted among those that were skipped.
        level: LevelNumber,
    },
    /// Whoever is told of every break-glass window.
    Security,
    /// The administrators of the bundle.
    Administrators,
}

/// The notices that an event gives rise to; `after` is the request with the event applied.
#[must_use]
pub fn notices(kind: &EventKind, after: &Request) -> Vec<Notice> {
    let notice = |kind, audience| Notice {
        request: after.id.clone(),
        kind,
        audience,
    };
    match (kind, &after.phase) {
        (EventKind::Submitted(_), Phase::Pending { level }) => {
            vec![notice(
                NoticeKind::DecisionNeeded,
                Audience::Approvers { level: *level },
            )]
        }
        (EventKind::Submitted(_), _) if after.is_break_glass() => told_of_break_glass(after)
            .map(|audience| notice(NoticeKind::BreakGlass, audience))
            .collect(),
        (EventKind::Approved { level: closed, .. }, Phase::Pending { level })
            if closed != level =>
        {
            vec![notice(
                NoticeKind::DecisionNeeded,
                Audience::Approvers { level: *level },
            )]
        }
        (EventKind::Approved { .. }, Phase::Approved { .. }) => {
            vec![notice(NoticeKind::Approved, Audience::Requester)]
        }
        (EventKind::Rejected { .. }, _) => vec![
            notice(NoticeKind::Rejected, Audience::Requester),
            notice(NoticeKind::Rejected, Audience::EarlierApprovers),
        ],
        (EventKind::Revoked { .. }, _) => {
            let security = after.is_break_glass().then_some(Audience::Security);
            [Audience::Requester, Audience::EarlierApprovers]
                .into_iter()
                .chain(security)
                .map(|audience| notice(NoticeKind::Revoked, audience))
                .collect()
        }
        (EventKind::Reviewed { verdict, .. }, _) => told_of_review(*verdict)
            .iter()
            .map(|audience| notice(NoticeKind::Reviewed, *audience))
            .collect(),
        (EventKind::Failed { .. }, _) => {
            vec![notice(NoticeKind::Conflict, Audience::Administrators)]
        }
        _ => Vec::new(),
    }
}

/// Everyone who was skipped, and security.
fn told_of_break_glass(request: &Request) -> impl Iterator<Item = Audience> {
    let levels = std::iter::successors(Some(LevelNumber::FIRST), |level| Some(level.next()));
    let skipped = levels.take(request.skipped().len());
    skipped
        .map(|level| Audience::SkippedApprovers { level })
        .chain([Audience::Security])
}

/// A violation is more than the requester's business.
fn told_of_review(verdict: ReviewVerdict) -> &'static [Audience] {
    match verdict {
        ReviewVerdict::Ok => &[Audience::Requester],
        ReviewVerdict::Violation => &[
            Audience::Requester,
            Audience::Security,
            Audience::Administrators,
        ],
    }
}
