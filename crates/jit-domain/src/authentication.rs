use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::Timestamp;

/// How and when a person signed in, as far as their verified token says.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Authentication {
    /// The methods, such as `mfa` or `hwk`; none when the token does not say.
    ///
    /// Source: RFC 8176 (values of the claim `amr`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub methods: Option<BTreeSet<String>>,
    /// When; none when the token does not say.
    ///
    /// Source: OpenID Connect Core 1.0, section 2 (the claim `auth_time`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<Timestamp>,
}
