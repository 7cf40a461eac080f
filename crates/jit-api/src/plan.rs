use jit_domain::{
    AccountId, AccountName, PermissionSetName, PersonSelector, PolicyName, RoleArn, Timestamp,
    WindowDuration,
};
use serde::{Deserialize, Serialize};

use crate::{ApprovalKind, LevelView};

/// What a submission would do: the answer of `POST /v1/requests?dry_run=true`. Nothing is written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Plan {
    /// Always true: tells a plan from a request.
    pub dry_run: bool,
    /// The account.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub account: AccountId,
    /// Its name.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub account_name: AccountName,
    /// The permission set.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub permission_set: PermissionSetName,
    /// The role it is in that account.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub role_arn: RoleArn,
    /// How long the window would be, in seconds.
    #[cfg_attr(feature = "openapi", schema(value_type = u32))]
    pub duration_seconds: WindowDuration,
    /// What approval it would take.
    pub approval: ApprovalKind,
    /// The eligibility that allows it.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub eligibility: PolicyName,
    /// The approval policies that apply.
    #[cfg_attr(feature = "openapi", schema(value_type = Vec<String>))]
    pub policies: Vec<PolicyName>,
    /// Who would have to agree, in order.
    pub levels: Vec<LevelView>,
    /// The levels that break-glass would go around, whose approvers would be told.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub skipped: Vec<LevelView>,
    /// Who would be told of the break-glass window besides: `groups`, `users`, `attributes`; each
    /// entry is an alternative.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<Object>))]
    pub security: Option<PersonSelector>,
    /// How this was decided, step by step.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub steps: Vec<PlanStep>,
    /// Until when it could be decided.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = DateTime))]
    pub pending_until: Timestamp,
}

/// One step of a decision: which rule was looked at, and what came of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PlanStep {
    /// The rule: `catalog`, `eligibility`, `guardrails`, `break-glass`, `deny-access`,
    /// `auto-approval`, `approval`, `approvers` or `checks`.
    pub rule: String,
    /// What came of it: `passes`, `skipped`, `decides` or `refuses`.
    pub outcome: String,
    /// For people, in one line.
    pub text: String,
    /// Where the policy stands that it was about: file and line in the bundle.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub origin: Option<String>,
}
