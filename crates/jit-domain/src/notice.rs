use serde::{Deserialize, Serialize};

use crate::{EventKind, LevelNumber, Phase, Request, RequestId};

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
        (EventKind::Revoked { .. }, _) => vec![
            notice(NoticeKind::Revoked, Audience::Requester),
            notice(NoticeKind::Revoked, Audience::EarlierApprovers),
        ],
        (EventKind::Failed { .. }, _) => {
            vec![notice(NoticeKind::Conflict, Audience::Administrators)]
        }
        _ => Vec::new(),
    }
}
