use serde::{Deserialize, Serialize};

use crate::PolicyName;

/// A policy that could not be evaluated. It counted as a denial.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct FailedPolicy {
    /// The policy.
    pub policy: PolicyName,
    /// What went wrong, in one line of at most 240 characters.
    pub error: String,
}
