use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::{EventKind, LevelNumber, Phase, Request, RequestId, ReviewVerdict, Verdict};

/// Somebody has to be told. Written in the transaction of the event it comes from, delivered
/// afterwards.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Notice {
    /// The request it is about; none where it is about the broker itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub request: Option<RequestId>,
    /// What happened.
    pub kind: NoticeKind,
    /// Who should know.
    pub audience: Audience,
    /// What else there is to say, where no request says it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
}

/// What a notice says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
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
    /// The window has opened.
    WindowOpened,
    /// The window ends in a few minutes.
    WindowEnding,
    /// The window has ended, in its time.
    WindowEnded,
    /// Nobody has looked back at a break-glass window in time.
    ReviewOverdue,
    /// A policy bundle was not taken because of its faults.
    BundleRefused,
}

impl NoticeKind {
    /// Every kind, in the order of a request's life.
    pub const ALL: [Self; 12] = [
        Self::DecisionNeeded,
        Self::Approved,
        Self::Rejected,
        Self::WindowOpened,
        Self::WindowEnding,
        Self::WindowEnded,
        Self::Revoked,
        Self::Conflict,
        Self::BreakGlass,
        Self::Reviewed,
        Self::ReviewOverdue,
        Self::BundleRefused,
    ];

    /// The word for it, in the bundle and in what is delivered.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::DecisionNeeded => "decision_needed",
            Self::Approved => "approved",
            Self::Rejected => "rejected",
            Self::Revoked => "revoked",
            Self::Conflict => "conflict",
            Self::BreakGlass => "break_glass",
            Self::Reviewed => "reviewed",
            Self::WindowOpened => "window_opened",
            Self::WindowEnding => "window_ending",
            Self::WindowEnded => "window_ended",
            Self::ReviewOverdue => "review_overdue",
            Self::BundleRefused => "bundle_refused",
        }
    }
}

/// The text is not a kind of notice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "a kind is decision_needed, approved, rejected, window_opened, window_ending, window_ended, \
     revoked, conflict, break_glass, reviewed, review_overdue or bundle_refused"
)]
pub struct UnknownNoticeKindError;

impl FromStr for NoticeKind {
    type Err = UnknownNoticeKindError;

    fn from_str(s: &str) -> Result<Self, Self::Err> {
        let found = Self::ALL.into_iter().find(|kind| kind.as_str() == s);
        found.ok_or(UnknownNoticeKindError)
    }
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

impl Audience {
    /// The word for it, without the level.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Requester => "requester",
            Self::EarlierApprovers => "earlier_approvers",
            Self::Approvers { .. } => "approvers",
            Self::SkippedApprovers { .. } => "skipped_approvers",
            Self::Security => "security",
            Self::Administrators => "administrators",
        }
    }

    /// The level of the approvers.
    #[must_use]
    pub fn level(self) -> Option<LevelNumber> {
        match self {
            Self::Approvers { level } | Self::SkippedApprovers { level } => Some(level),
            _ => None,
        }
    }
}

impl Notice {
    /// A notice about a request.
    #[must_use]
    pub fn about(request: &Request, kind: NoticeKind, audience: Audience) -> Self {
        Self {
            request: Some(request.id.clone()),
            kind,
            audience,
            detail: None,
        }
    }
}

/// The notices that an event gives rise to; `after` is the request with the event applied.
#[must_use]
pub fn notices(kind: &EventKind, after: &Request) -> Vec<Notice> {
    let notice = |kind, audience| Notice::about(after, kind, audience);
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
            let earlier = has_earlier_approvers(after).then_some(Audience::EarlierApprovers);
            [Audience::Requester]
                .into_iter()
                .chain(earlier)
                .map(|audience| notice(NoticeKind::Approved, audience))
                .collect()
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

/// Whether somebody approved before the one whose approval was the last.
fn has_earlier_approvers(request: &Request) -> bool {
    let approvals = request.decisions.iter();
    let approvals = approvals.filter(|d| matches!(d.verdict, Verdict::Approve { .. }));
    approvals.count() > 1
}
