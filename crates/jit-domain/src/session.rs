use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::newtype::parsed_text;
use crate::{DisplayName, RequestId, RoleArn, SourceIdentity, Timestamp, Window};

/// The ID of an access key: 16 to 128 of `[A-Za-z0-9_]`. Not a secret; it is what ties a line of
/// CloudTrail to a session.
///
/// Source: AWS STS API Reference, `Credentials.AccessKeyId`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
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
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
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
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
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
    /// The window that it was opened in; none in the events of older versions.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub window: Option<Window>,
    /// The request ID that STS answered with, for AWS Support.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sts_request_id: Option<String>,
    /// True for credentials of the sandbox, which AWS refuses.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub sandbox: bool,
}

#[cfg(test)]
mod tests {
    use proptest::prelude::{any, proptest};

    use super::*;
    use crate::newtype::corpus::{refuses, takes};

    fn name_of(name: &str) -> String {
        let id = RequestId::from_random_bits(0);
        SessionName::of(&DisplayName::from(name), &id).to_string()
    }

    #[test]
    fn a_session_is_named_after_the_person_and_the_request() {
        let table = [
            ("engineer", "engineer+0000000000"),
            ("Engineer One", "Engineer-One+0000000000"),
            ("  engineer ", "engineer+0000000000"),
            ("engineer@example.com", "engineer@example.com+0000000000"),
            ("Ing\u{e9}nieur", "Ing-nieur+0000000000"),
            ("aws:engineer", "aws-engineer+0000000000"),
            ("a/../b", "a-..-b+0000000000"),
            ("\u{1b}[1m\0", "--1m-+0000000000"),
            ("", "+0000000000"),
        ];
        for (name, session) in table {
            assert_eq!(name_of(name), session);
        }
    }

    #[test]
    fn a_long_name_is_cut_so_that_the_request_stays_readable() {
        assert_eq!(
            name_of(&"n".repeat(53)),
            format!("{}+0000000000", "n".repeat(53))
        );
        assert_eq!(
            name_of(&"n".repeat(54)),
            format!("{}+0000000000", "n".repeat(53))
        );
        assert_eq!(name_of(&"\u{1f44d}".repeat(80)).len(), 64);
    }

    proptest! {
        #[test]
        fn aws_takes_every_session_name_and_requests_never_share_one(
            name in any::<String>(), one: u64, other: u64,
        ) {
            let name = DisplayName::from(name);
            let of = |bits| SessionName::of(&name, &RequestId::from_random_bits(bits));
            assert_eq!(of(one).as_str().parse(), Ok(of(one)));
            let same_request = one << 14 == other << 14;
            assert_eq!(of(one) == of(other), same_request);
        }
    }

    #[test]
    fn a_session_name_is_two_to_64_safe_characters() {
        takes::<SessionName>(&["ab", "a_+=,.@-9", &"s".repeat(64)]);
        refuses::<SessionName>(&["", "a", "a b", "a:b", "a/b", "aé", "ab\n", &"s".repeat(65)]);
    }

    #[test]
    fn an_access_key_id_is_16_to_128_word_characters() {
        takes::<AccessKeyId>(&["ASIAIOSFODNN7EXAMPLE", &"A".repeat(16), &"a_9".repeat(42)]);
        refuses::<AccessKeyId>(&[
            "",
            "ASIA",
            &"A".repeat(15),
            &"A".repeat(129),
            "ASIAIOSFODNN7EXAMPL/",
            "ASIAIOSFODNN7EXAMPLÉ",
            "ASIAIOSFODNN7EXAMPLE\n",
        ]);
    }
}
