use jit_domain::{AccessKeyId, RequestId, RoleArn, SessionName, SourceIdentity, Timestamp};
use serde::{Deserialize, Serialize};

use crate::PersonView;

/// The sessions that somebody looked for: the answer of `GET /v1/audit/sessions`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AuditSessions {
    /// In the order in which they were opened.
    pub sessions: Vec<AuditSession>,
}

/// A session as the audit log knows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AuditSession {
    /// The request whose window it was opened in.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub request: RequestId,
    /// Whose it is. Text of a person: neutralise it before showing it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub requester: Option<PersonView>,
    /// When its credentials were vended.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = DateTime))]
    pub opened_at: Timestamp,
    /// The ID of its access key.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub access_key_id: AccessKeyId,
    /// The role.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub role_arn: RoleArn,
    /// `RoleSessionName`.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub session_name: SessionName,
    /// `SourceIdentity`.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub source_identity: SourceIdentity,
    /// The end of its window, from which on AWS denies everything.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = DateTime))]
    pub window_end: Timestamp,
    /// When its credentials expire.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = DateTime))]
    pub expiration: Timestamp,
    /// When the window was ended before its time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, format = DateTime))]
    pub ended_early_at: Option<Timestamp>,
    /// How: `revoked`, or `finished` by its requester.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended_early_by: Option<String>,
    /// True for credentials of the sandbox, which AWS refuses.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub sandbox: bool,
}
