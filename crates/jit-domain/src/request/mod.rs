//! A request, and one file for each thing that can happen to it.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::{
    Actor, Approval, Ask, BundleDigest, Decision, Level, LevelNumber, PassedCheck, Person,
    PersonId, PolicyName, RequestDigest, RequestId, Review, Status, Target, Timestamp, Verdict,
    Window, WindowDuration,
};

mod approve;
mod cancel;
mod digest;
mod finish;
mod reject;
mod review;
mod revoke;
mod submit;
mod vend;
mod vote;

pub use approve::approve;
pub use cancel::cancel;
pub use digest::Digested;
pub use finish::finish;
pub use reject::reject;
pub use review::review;
pub use revoke::revoke;
pub use submit::submit;
pub use vend::{may_vend, open_session};

/// A person's immutable ask, with everything that was decided about it: what its events add up to.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Request {
    /// Its name.
    pub id: RequestId,
    /// Who asks.
    pub requester: Actor,
    /// What for.
    pub target: Target,
    /// How long, why, when.
    pub ask: Ask,
    /// The eligibility that allowed the ask.
    pub eligibility: PolicyName,
    /// How it is approved; none when it failed with a conflict.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub approval: Option<Approval>,
    /// External checks that let it pass, in the order of the eligibility.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub checks: Vec<PassedCheck>,
    /// The bundle at the time of the ask.
    pub bundle: BundleDigest,
    /// What a decision is bound to.
    pub digest: RequestDigest,
    /// When it was asked.
    pub created_at: Timestamp,
    /// The instant from which a pending request is expired.
    pub pending_until: Timestamp,
    /// Approvals, the rejection and the revocation, in order.
    pub decisions: Vec<Decision>,
    /// What was recorded last; with the time it gives the [`Status`].
    pub phase: Phase,
    /// The look back at a break-glass window, once somebody has looked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub review: Option<Review>,
}

/// What the events say, without regard to the time. [`Request::status`] adds the clock.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(tag = "phase", rename_all = "snake_case", deny_unknown_fields)]
pub enum Phase {
    /// Waits for decisions at a level.
    Pending {
        /// The open level.
        level: LevelNumber,
    },
    /// Approved for a window.
    Approved {
        /// The window.
        window: Window,
    },
    /// Rejected by an approver.
    Rejected {
        /// When.
        at: Timestamp,
    },
    /// Withdrawn by the requester.
    Cancelled {
        /// When.
        at: Timestamp,
        /// The window that was approved, if it was.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        window: Option<Window>,
    },
    /// Given back by the requester.
    Finished {
        /// When.
        at: Timestamp,
        /// The window as it was approved.
        window: Window,
    },
    /// Ended by an approver or administrator.
    Revoked {
        /// When.
        at: Timestamp,
        /// The window as it was approved.
        window: Window,
    },
    /// Policies applied alike.
    Failed {
        /// The policies, in the order of the bundle.
        policies: Vec<PolicyName>,
        /// What each of them selects by, in one line for people.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        selectors: Vec<String>,
    },
}

impl Phase {
    pub(crate) fn first_level() -> Self {
        Self::Pending {
            level: LevelNumber::FIRST,
        }
    }
}

impl Request {
    /// The state at an instant.
    #[must_use]
    pub fn status(&self, now: Timestamp) -> Status {
        match &self.phase {
            Phase::Pending { .. } if now >= self.pending_until => Status::Expired,
            Phase::Pending { level } => Status::Pending { level: *level },
            Phase::Approved { window } if now < window.start => Status::Scheduled,
            Phase::Approved { window } if now < window.end => Status::Active,
            Phase::Approved { .. } | Phase::Finished { .. } => Status::Ended,
            Phase::Rejected { .. } => Status::Rejected,
            Phase::Cancelled { .. } => Status::Cancelled,
            Phase::Revoked { .. } => Status::Revoked,
            Phase::Failed { .. } => Status::Failed,
        }
    }

    /// The window that counts: as it was approved, cut where the request ended early; empty when
    /// it ended before it opened.
    #[must_use]
    pub fn window(&self) -> Option<Window> {
        match self.phase {
            Phase::Approved { window } => Some(window),
            Phase::Finished { at, window }
            | Phase::Revoked { at, window }
            | Phase::Cancelled {
                at,
                window: Some(window),
            } => Some(Window {
                start: window.start,
                end: at.clamp(window.start, window.end),
            }),
            _ => None,
        }
    }

    /// The levels of its approval; none when it is automatic, break-glass or failed.
    #[must_use]
    pub fn levels(&self) -> &[Level] {
        self.approval.as_ref().map_or(&[], Approval::levels)
    }

    /// The shortest duration that was approved so far, or the one that was asked for.
    #[must_use]
    pub fn shortest_duration(&self) -> WindowDuration {
        let narrowed = self.decisions.iter().filter_map(|d| match d.verdict {
            Verdict::Approve { duration, .. } => duration,
            _ => None,
        });
        narrowed.fold(self.ask.duration, WindowDuration::min)
    }

    /// The levels that break-glass went around; none of any other request.
    #[must_use]
    pub fn skipped(&self) -> &[Level] {
        self.approval.as_ref().map_or(&[], Approval::skipped)
    }

    /// Whether the person is named as an approver of any level, also of one that was skipped, or
    /// is of those who are told of a break-glass window. The requester never is.
    #[must_use]
    pub fn is_approver(&self, person: &Person) -> bool {
        let named = |approval: &Approval| approval.names(person);
        person.id != self.requester.id && self.approval.as_ref().is_some_and(named)
    }

    /// How many different people approved at a level.
    pub(crate) fn approvals_at(&self, level: LevelNumber) -> usize {
        let at =
            |d: &&Decision| matches!(d.verdict, Verdict::Approve { level: l, .. } if l == level);
        let people: BTreeSet<_> = self.decisions.iter().filter(at).map(|d| &d.by.id).collect();
        people.len()
    }

    pub(crate) fn has_approved(&self, person: &PersonId) -> bool {
        self.decisions
            .iter()
            .any(|d| d.by.id == *person && matches!(d.verdict, Verdict::Approve { .. }))
    }

    /// The first level that lacks approvals, counting the decisions so far.
    pub(crate) fn level_after_decisions(&self) -> LevelNumber {
        let mut number = LevelNumber::FIRST;
        for level in self.levels() {
            let needed = usize::try_from(level.approvals.get()).unwrap_or(usize::MAX);
            if self.approvals_at(number) < needed {
                break;
            }
            number = number.next();
        }
        number
    }
}
