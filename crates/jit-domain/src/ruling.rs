use serde::{Deserialize, Serialize};

use crate::{Level, Person, PersonSelector, PolicyName, WindowDuration};

/// What the policy bundle says about an eligible ask.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ruling {
    /// Somebody, or a policy alone, can approve it.
    Approval {
        /// How.
        approval: Approval,
        /// How long it may stay pending.
        pending_for: WindowDuration,
    },
    /// Policies apply alike and no rule says which counts.
    Conflict {
        /// The policies, in the order of the bundle.
        policies: Vec<PolicyName>,
        /// What each of them selects by, in one line for people.
        selectors: Vec<String>,
    },
}

/// How a request is approved. Recorded with the request; a later bundle does not change it.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Approval {
    /// By an auto-approval policy, at once. Never for longer than an hour.
    Automatic {
        /// The policy that permits it.
        policy: PolicyName,
    },
    /// By people, level after level.
    Manual {
        /// The policy that asks for these levels.
        policy: PolicyName,
        /// At least one; they run in order.
        levels: Vec<Level>,
        /// True when only the sign-in of the approvers can tell whether there are enough of them.
        approvers_unverified: bool,
    },
    /// By nobody: it opens at once in an emergency, and somebody else looks back at it afterwards.
    BreakGlass {
        /// The eligibility that lets glass be broken.
        policy: PolicyName,
        /// The levels of the manual policies that apply, all of which were skipped. Their
        /// approvers are told, may revoke, and may review.
        skipped: Vec<Level>,
        /// Who is told of every break-glass window, and may revoke and review it too.
        security: PersonSelector,
        /// How long after the end of the window the review is due.
        review_within: WindowDuration,
    },
}

impl Approval {
    /// The policy that decides.
    #[must_use]
    pub fn policy(&self) -> &PolicyName {
        match self {
            Self::Automatic { policy }
            | Self::Manual { policy, .. }
            | Self::BreakGlass { policy, .. } => policy,
        }
    }

    /// The levels of a manual approval; none when nobody has to agree.
    #[must_use]
    pub fn levels(&self) -> &[Level] {
        match self {
            Self::Automatic { .. } | Self::BreakGlass { .. } => &[],
            Self::Manual { levels, .. } => levels,
        }
    }

    /// The levels that break-glass goes around; none of any other approval.
    #[must_use]
    pub fn skipped(&self) -> &[Level] {
        match self {
            Self::Automatic { .. } | Self::Manual { .. } => &[],
            Self::BreakGlass { skipped, .. } => skipped,
        }
    }

    /// Who is told of the window besides those who were skipped; none unless it is break-glass.
    #[must_use]
    pub fn security(&self) -> Option<&PersonSelector> {
        match self {
            Self::Automatic { .. } | Self::Manual { .. } => None,
            Self::BreakGlass { security, .. } => Some(security),
        }
    }

    /// Whether the person is among the approvers of a level, of one that was skipped, or of
    /// security.
    #[must_use]
    pub fn names(&self, person: &Person) -> bool {
        let levels = self.levels().iter().chain(self.skipped());
        levels
            .map(|level| &level.approvers)
            .chain(self.security())
            .any(|who| who.matches(person))
    }
}
