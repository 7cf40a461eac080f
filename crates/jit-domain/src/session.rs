use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::newtype::parsed_text;
use crate::{DisplayName, RequestId, RoleArn, SourceIdentity, Timestamp};

/// The ID of an access key: 16 to 128 of `[A-Za-z0-9_]`. Not a secret; it is what ties a line of
/// CloudTrail to a session.
///
/// Source: AWS STS API Reference, `Credentials.AccessKeyId`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct AccessKeyId(String);

/// The text is not the ID of an access key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("an access key ID is 16 to 128 letters, digits or `_`")]
pub struct ParseAccessKeyIdError;

impl FromStr for AccessKeyId {
    type Err = ParseAccessKeyIdError;

    fn from_str(s: &str) -> Result<Self, Self::Err> {
        let ok = (16..=128).contains(&s.len())
            && s.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_');
        ok.then(|| Self(s.to_owned())).ok_or(ParseAccessKeyIdError)
    }
}

parsed_text!(AccessKeyId, ParseAccessKeyIdError);

/// The `RoleSessionName` of a request's sessions: the requester's name made safe, `+`, and the ten
/// characters of the request ID; at most 64 of `[\w+=,.@-]`.
///
/// Source of the bounds: AWS STS API Reference, `AssumeRole`, parameter `RoleSessionName`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct SessionName(String);

/// The text is not 2 to 64 of `[\w+=,.@-]`: what AWS takes as a session name or source identity.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a session name or source identity is 2 to 64 letters, digits or `_+=,.@-`")]
pub struct ParseSessionNameError;

impl SessionName {
    /// The name of the sessions of a request.
    #[must_use]
    pub fn of(name: &DisplayName, id: &RequestId) -> Self {
        let room = 64 - 1 - id.characters().len();
        let safe = |c: char| if is_safe(c) { c } else { '-' };
        let name: String = name.as_str().trim().chars().map(safe).take(room).collect();
        Self(format!("{name}+{}", id.characters()))
    }
}

impl FromStr for SessionName {
    type Err = ParseSessionNameError;

    fn from_str(s: &str) -> Result<Self, Self::Err> {
        is_safe_name(s)
            .then(|| Self(s.to_owned()))
            .ok_or(ParseSessionNameError)
    }
}

parsed_text!(SessionName, ParseSessionNameError);

/// Whether AWS takes the character in a session name: `[\w+=,.@-]`.
pub(crate) fn is_safe(c: char) -> bool {
    c.is_ascii_alphanumeric() || "_+=,.@-".contains(c)
}

/// Whether AWS takes the text as a session name and as a source identity. A source identity must
/// not begin with `aws:`; no colon is safe, so none does.
pub(crate) fn is_safe_name(s: &str) -> bool {
    (2..=64).contains(&s.len()) && s.chars().all(is_safe)
}

/// One set of STS credentials as the audit log knows it: everything but the secrets.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Session {
    /// Ties the session to CloudTrail.
    pub access_key_id: AccessKeyId,
    /// The role that was assumed.
    pub role: RoleArn,
    /// `RoleSessionName`.
    pub session_name: SessionName,
    /// `SourceIdentity`.
    pub source_identity: SourceIdentity,
    /// When the credentials expire at AWS.
    pub expiration: Timestamp,
    /// The instant from which the fence denies everything.
    pub fence: Timestamp,
    /// The request ID that STS answered with, for AWS Support.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sts_request_id: Option<String>,
    /// True for credentials of the sandbox, which AWS refuses.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub sandbox: bool,
}
