use jit_domain::{DisplayName, GroupName, Issuer, Subject, Timestamp};
use serde::{Deserialize, Serialize};

/// Who the broker sees: the answer of `GET /v1/me`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Me {
    /// The issuer of the token.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub issuer: Issuer,
    /// The subject of the token.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub subject: Subject,
    /// For display.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub name: DisplayName,
    /// The groups of the token, in order.
    #[cfg_attr(feature = "openapi", schema(value_type = Vec<String>))]
    pub groups: Vec<GroupName>,
    /// What the person is to the broker besides a requester.
    pub roles: Vec<BrokerRole>,
    /// How the person signed in, such as `pwd` or `mfa`; none when the token does not say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sign_in_methods: Option<Vec<String>>,
    /// When the person signed in; none when the token does not say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, format = DateTime))]
    pub signed_in_at: Option<Timestamp>,
    /// When the token ends.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = DateTime))]
    pub token_expires_at: Timestamp,
}

/// A role of a person in the broker.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum BrokerRole {
    /// Is eligible for at least one target.
    Requester,
    /// Is named by at least one level of an approval policy.
    Approver,
    /// Is told of every break-glass window, and may revoke and review it.
    Security,
    /// May read everything.
    Auditor,
    /// May revoke everything.
    Administrator,
}
