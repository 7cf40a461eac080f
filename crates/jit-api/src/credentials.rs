use jit_domain::{
    AccessKeyId, AccountId, AccountName, PermissionSetName, RequestId, RoleArn, Timestamp,
};
use serde::{Deserialize, Serialize};

use crate::Secret;

/// The body of `POST /v1/credentials`: a target, or a request.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct CredentialsRequest {
    /// Twelve digits or the exact name in the catalog; with `permission_set`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub account: Option<String>,
    /// The permission set; with `account`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub permission_set: Option<String>,
    /// One request, instead of a target.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub request_id: Option<String>,
    /// The access key ID of the session that the client holds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub known_session: Option<String>,
}

/// The answer of `POST /v1/credentials`.
#[derive(Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CredentialsAnswer {
    /// The request whose window is open.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub request_id: RequestId,
    /// The account.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub account: AccountId,
    /// Its name.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub account_name: AccountName,
    /// The permission set.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub permission_set: PermissionSetName,
    /// The role.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub role_arn: RoleArn,
    /// The first instant after the window.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = DateTime))]
    pub window_end: Timestamp,
    /// Ask again after that many seconds whether the session is still good.
    pub recheck_seconds: u32,
    /// While the broker cannot be asked, the session may be used that long after the broker last
    /// confirmed it, in seconds; 0 for not at all.
    #[serde(default)]
    pub offline_grace_seconds: u32,
    /// Report credentials to AWS SDKs as ending so soon that they ask again before every call.
    #[serde(default)]
    pub strict: bool,
    /// True when the credentials are of the sandbox, which AWS refuses.
    pub sandbox: bool,
    /// New credentials, or leave to keep the known ones.
    #[serde(flatten)]
    pub vended: Vended,
}

/// What was vended.
#[derive(Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(untagged)]
pub enum Vended {
    /// A new session.
    New {
        /// Its credentials.
        credentials: SessionCredentials,
    },
    /// The session that the client named is still good.
    Keep {
        /// Always true.
        keep: bool,
    },
}

/// One set of STS credentials.
#[derive(Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SessionCredentials {
    /// The ID of the access key; not a secret.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub access_key_id: AccessKeyId,
    /// The secret access key.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = Password))]
    pub secret_access_key: Secret,
    /// The session token.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = Password))]
    pub session_token: Secret,
    /// When they stop to be of use: the earlier of AWS's expiration and the end of the window.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = DateTime))]
    pub expiration: Timestamp,
}
