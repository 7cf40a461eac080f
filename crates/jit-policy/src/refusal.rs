use jit_domain::{FailedPolicy, LevelNumber, PolicyName};

/// Why the bundle says no.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PolicyRefusal {
    /// No eligibility matches this person and target, or the catalog does not know the target:
    /// both look alike, so that the catalog cannot be probed.
    #[error("you are not eligible for this target")]
    NotEligible,
    /// Eligible, but the ask is outside of the limits of every eligibility that matches; this is
    /// what the nearest of them says.
    #[error("{message}")]
    Limit {
        /// The field of the ask: `duration_seconds`, `reason` or `ticket`.
        field: &'static str,
        /// What its limit is.
        message: String,
        /// The eligibility that came nearest.
        eligibility: PolicyName,
    },
    /// A guardrail forbids it, whoever approves.
    #[error("the guardrail `{policy}` forbids this")]
    Guardrail {
        /// The policy: the first by name of those that forbid it, else of those that could not be
        /// evaluated.
        policy: PolicyName,
        /// Policies that could not be evaluated, each of which counted as a denial.
        failed_policies: Vec<FailedPolicy>,
    },
    /// No approval policy applies.
    #[error("no approval policy applies to this target")]
    NoPolicy,
    /// A level can never get its approvals without the requester.
    #[error("level {level} of `{policy}` has too few possible approvers without you")]
    NoApprover {
        /// The approval policy.
        policy: PolicyName,
        /// The level that lacks people.
        level: LevelNumber,
    },
}

impl PolicyRefusal {
    /// The stable code of it, as on the wire and in the audit log.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::NotEligible => "not_eligible",
            Self::Limit { .. } => "limit",
            Self::Guardrail { .. } => "guardrail",
            Self::NoPolicy => "no_policy",
            Self::NoApprover { .. } => "no_approver",
        }
    }
}
