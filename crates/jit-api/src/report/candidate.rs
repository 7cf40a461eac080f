use std::num::NonZeroU32;

use jit_domain::{AccountId, AccountName, GroupName, PermissionSetName};
use serde::{Deserialize, Serialize};

/// A group's requests for a target that a policy could approve instead of people: they were many,
/// and people said yes to them without any of it being regretted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AutomationCandidate {
    /// The account.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub account: AccountId,
    /// Its name.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub account_name: AccountName,
    /// The permission set.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub permission_set: PermissionSetName,
    /// The group.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub group: GroupName,
    /// How many different people asked.
    pub people: u64,
    /// How many of the requests people decided.
    pub decided: u64,
    /// How many of these they approved.
    pub approved: u64,
    /// How many of those asked for an hour or less, the most that a policy approves alone.
    pub within_an_hour: u64,
    /// Half of the approvals took no longer than this, in seconds.
    pub median_seconds: u64,
    /// How long the approvals took together, in seconds.
    pub waited_seconds: u64,
}

/// A group's requests for a permission set that only reads, which are so many that the group might
/// as well have it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct StandingCandidate {
    /// The account.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub account: AccountId,
    /// Its name.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub account_name: AccountName,
    /// The permission set.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub permission_set: PermissionSetName,
    /// The group.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub group: GroupName,
    /// How many different people asked.
    pub people: u64,
    /// How often they did.
    pub requests: u64,
    /// On how many different days, in UTC.
    pub days: u64,
}

/// What makes a candidate.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ReportTerms {
    /// How many requests of a group for a target people have to have decided before a policy is
    /// proposed for it.
    #[cfg_attr(feature = "openapi", schema(value_type = u32, minimum = 1))]
    pub automation_min_requests: NonZeroU32,
    /// How many of a hundred of them they have to have approved, 1 to 100.
    pub automation_min_approved_percent: u32,
    /// How many requests of a group for a target make standing access worth a thought.
    #[cfg_attr(feature = "openapi", schema(value_type = u32, minimum = 1))]
    pub standing_min_requests: NonZeroU32,
    /// The permission sets that only read; none named for those whose names say so.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "openapi", schema(value_type = Vec<String>))]
    pub read_only: Vec<PermissionSetName>,
}

impl Default for ReportTerms {
    fn default() -> Self {
        let at_least = |n| NonZeroU32::new(n).unwrap_or(NonZeroU32::MIN);
        Self {
            automation_min_requests: at_least(10),
            automation_min_approved_percent: 100,
            standing_min_requests: at_least(20),
            read_only: Vec::new(),
        }
    }
}
