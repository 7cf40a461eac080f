use cedar_policy::EntityUid;

use super::names::{CedarType, uid};

/// What a Cedar policy is asked about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Action {
    /// Whether the target can be asked for at all.
    Request,
    /// Whether no person has to agree.
    AutoApprove,
    /// Whether credentials are handed out now.
    Vend,
}

impl Action {
    pub(crate) const ALL: [Self; 3] = [Self::Request, Self::AutoApprove, Self::Vend];

    /// The word in policies.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Request => "request",
            Self::AutoApprove => "autoApprove",
            Self::Vend => "vend",
        }
    }

    pub(crate) fn uid(self) -> EntityUid {
        uid(CedarType::Action, self.name())
    }
}
