use serde::{Deserialize, Serialize};

use crate::{Comment, PolicyName};

/// An external check that let an ask pass, and what it had to say.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct PassedCheck {
    /// The check, as the bundle calls it.
    pub check: PolicyName,
    /// What approvers should know. Text of another service: renderers neutralise it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<Comment>,
    /// Whether it asked for the level that the bundle has for it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub adds_level: bool,
}
