use serde::{Deserialize, Serialize};

use crate::{
    AccountId, AdministrativeRead, Approval, Ask, BundleChange, BundleDigest, BundleRefusal,
    Comment, DisplayName, FailedPolicy, LevelNumber, PassedCheck, PermissionSetName, PersonId,
    PolicyName, RequestDigest, RequestId, ReviewVerdict, Session, Target, Timestamp,
    VerifiedClaims, Window, WindowDuration,
};

/// Who did something, as the audit log keeps it.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Actor {
    /// The identity.
    #[serde(flatten)]
    pub id: PersonId,
    /// What they were called at that time, for display.
    pub name: DisplayName,
}

/// One line of the audit log: what happened, to which request, by whom, when, under which bundle.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Event {
    /// When it was decided.
    pub at: Timestamp,
    /// The request it belongs to; none for what was refused before there was one, and for what is
    /// about none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub request: Option<RequestId>,
    /// Who did it; none where nobody could be identified, or nobody did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub actor: Option<Actor>,
    /// The policy bundle in force.
    pub bundle: BundleDigest,
    /// What happened.
    #[serde(flatten)]
    pub kind: EventKind,
}

/// What happened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(tag = "type", content = "data", rename_all = "snake_case")]
pub enum EventKind {
    /// A person asked; it is pending, or approved by a policy alone.
    Submitted(Box<SubmittedRequest>),
    /// A person asked, and policies apply alike: the request failed.
    Failed {
        /// What was asked.
        submitted: Box<SubmittedRequest>,
        /// The policies, in the order of the bundle.
        policies: Vec<PolicyName>,
        /// What each of them selects by, in one line for people.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        selectors: Vec<String>,
    },
    /// One approval.
    Approved {
        /// The level it counts for.
        level: LevelNumber,
        /// The shorter duration that was granted, if any.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        duration: Option<WindowDuration>,
        /// The window, when this was the last approval that was needed.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        window: Option<Window>,
        /// What the approver said.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        comment: Option<Comment>,
    },
    /// The rejection that ended it.
    Rejected {
        /// The level at which it was rejected.
        level: LevelNumber,
        /// What the approver said.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        comment: Option<Comment>,
    },
    /// The requester withdrew it.
    Cancelled,
    /// The requester gave it back early.
    Finished,
    /// An approver or administrator ended it.
    Revoked {
        /// What they said.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        comment: Option<Comment>,
    },
    /// Somebody else looked back at a break-glass window.
    Reviewed {
        /// What they found.
        verdict: ReviewVerdict,
        /// What they said.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        comment: Option<Comment>,
    },
    /// Credentials were vended; durable before they leave the broker.
    SessionOpened(Session),
    /// Somebody tried what they may not do.
    Refused(RefusedAttempt),
    /// An auditor or administrator read what is not theirs.
    Read(AdministrativeRead),
    /// Another policy bundle came into force.
    BundleChanged(Box<BundleChange>),
    /// A policy bundle was not taken.
    BundleRefused(BundleRefusal),
}

impl EventKind {
    /// The word for it in the log.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Submitted(_) => "submitted",
            Self::Failed { .. } => "failed",
            Self::Approved { .. } => "approved",
            Self::Rejected { .. } => "rejected",
            Self::Cancelled => "cancelled",
            Self::Finished => "finished",
            Self::Revoked { .. } => "revoked",
            Self::Reviewed { .. } => "reviewed",
            Self::SessionOpened(_) => "session_opened",
            Self::Refused(_) => "refused",
            Self::Read(_) => "read",
            Self::BundleChanged(_) => "bundle_changed",
            Self::BundleRefused(_) => "bundle_refused",
        }
    }
}

/// Everything about a request that never changes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct SubmittedRequest {
    /// What is asked for.
    pub target: Target,
    /// How long, why, when.
    pub ask: Ask,
    /// The eligibility that allowed the ask.
    pub eligibility: PolicyName,
    /// How it is approved; none when it failed with a conflict.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub approval: Option<Approval>,
    /// What a decision is bound to.
    pub digest: RequestDigest,
    /// The instant from which nobody can decide it any more.
    pub pending_until: Timestamp,
    /// The window, when a policy approved it at once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub window: Option<Window>,
    /// What the token of the requester said; none in the events of older versions.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub claims: Option<VerifiedClaims>,
    /// Policies that could not be evaluated, each of which counted as a denial.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub failed_policies: Vec<FailedPolicy>,
    /// External checks that let it pass, in the order of the eligibility.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub checks: Vec<PassedCheck>,
}

/// A refusal that matters to an auditor.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct RefusedAttempt {
    /// What was tried: `submit`, `approve`, `reject`, `revoke`, `cancel`, `finish`, `review`,
    /// `vend`, `read` or `authenticate`.
    pub action: String,
    /// The stable code of the refusal, as on the wire.
    pub code: String,
    /// The account that was named, if any, as an ID.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub account: Option<AccountId>,
    /// The permission set that was named, if any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub permission_set: Option<PermissionSetName>,
    /// The policy that forbade it, where one policy did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub policy: Option<PolicyName>,
    /// Policies that could not be evaluated, each of which counted as a denial.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub failed_policies: Vec<FailedPolicy>,
    /// The external check that refused it, or that could not be asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub check: Option<PolicyName>,
    /// What the check said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub said: Option<Comment>,
    /// What was asked, of a submission.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub submission: Option<Box<RefusedSubmission>>,
}

/// A submission that the policies refused.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct RefusedSubmission {
    /// How long, why, when.
    pub ask: Ask,
    /// Whether it asked for a break-glass window.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub break_glass: bool,
    /// What the token of the person said.
    pub claims: VerifiedClaims,
}
