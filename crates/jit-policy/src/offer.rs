use jit_domain::{Level, PolicyName, Target, WindowDuration};

/// One target that a person may request, and what it takes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offer {
    /// The target.
    pub target: Target,
    /// The longest window that can be asked for: the longest of the eligibilities that match,
    /// within the approval policy.
    pub max_duration: WindowDuration,
    /// The shortest reason, in characters.
    pub reason_min_length: u32,
    /// Whether a ticket has to be named.
    pub ticket_required: bool,
    /// What approval it takes.
    pub approval: ApprovalOutlook,
}

/// What approval a target takes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ApprovalOutlook {
    /// A policy alone may approve it.
    Automatic {
        /// The policy.
        policy: PolicyName,
    },
    /// People have to agree.
    Manual {
        /// The policy.
        policy: PolicyName,
        /// In order.
        levels: Vec<Level>,
    },
    /// Policies apply alike: a request would fail.
    Conflict {
        /// The policies, in the order of the bundle.
        policies: Vec<PolicyName>,
    },
    /// No policy applies: a request would be refused.
    None,
}
