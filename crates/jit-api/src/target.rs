use jit_domain::{AccountId, AccountName, PermissionSetName, PolicyName, RoleArn, WindowDuration};
use serde::{Deserialize, Serialize};

use crate::LevelView;

/// One thing the caller may request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TargetOffer {
    /// The account.
    #[cfg_attr(feature = "openapi", schema(value_type = String, pattern = "^[0-9]{12}$"))]
    pub account: AccountId,
    /// Its name.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub account_name: AccountName,
    /// The permission set.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub permission_set: PermissionSetName,
    /// The role it is in this account.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub role_arn: RoleArn,
    /// The longest window that can be asked for, in seconds.
    #[cfg_attr(feature = "openapi", schema(value_type = u32))]
    pub max_duration_seconds: WindowDuration,
    /// What approval it takes.
    pub approval: ApprovalKind,
    /// The approval policy that applies, if one does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    pub policy: Option<PolicyName>,
    /// Who has to agree, in order.
    #[serde(default)]
    pub levels: Vec<LevelView>,
    /// The shortest reason that is taken, in characters.
    pub reason_min_length: u32,
    /// Whether a ticket has to be named.
    pub ticket_required: bool,
    /// The longest window, in seconds, that a policy alone would approve now; absent when people
    /// have to agree however short it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<u32>))]
    pub automatic_up_to_seconds: Option<WindowDuration>,
    /// The longest window, in seconds, for which the person may break glass here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<u32>))]
    pub break_glass_up_to_seconds: Option<WindowDuration>,
    /// The guardrail that forbids even the shortest window now, asked for without a ticket.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    pub forbidden_by: Option<PolicyName>,
}

/// What approval a target takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum ApprovalKind {
    /// A policy alone.
    Automatic,
    /// People.
    Manual,
    /// Nobody, in an emergency: it opens at once, and somebody else looks back at it afterwards.
    BreakGlass,
    /// Policies apply alike: a request would fail.
    Conflict,
    /// No policy applies: a request would be refused.
    None,
}

/// A page of targets.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TargetPage {
    /// In order of account name and permission set.
    pub targets: Vec<TargetOffer>,
    /// Where the next page begins; absent on the last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_cursor: Option<String>,
}
