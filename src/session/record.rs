use jit_api::{AudienceParameter, Secret, TokenKind};
use jit_domain::{Issuer, Subject, Timestamp};
use serde::{Deserialize, Serialize};

use crate::config::BrokerUrl;
use crate::secure_url::SecureUrl;

/// The form of the record that this program writes.
pub(super) const VERSION: u32 = 1;

/// A token with less life than this, in seconds, is renewed before it is sent: it has to live until
/// the broker looks at it.
pub(super) const MIN_LIFE_SECONDS: i64 = 30;

/// What is kept of a sign-in at one broker.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct SessionRecord {
    pub(super) version: u32,
    /// The broker that the token is for; it is sent nowhere else.
    pub broker: BrokerUrl,
    /// Who issued it; none for a token that a person brought along.
    pub issuer: Option<Issuer>,
    /// Whom the issuer vouches for, where it told.
    pub subject: Option<Subject>,
    /// What is sent to the broker.
    pub token: Secret,
    /// When it arrived, by the clock of this machine.
    pub received_at: Timestamp,
    /// When it ends, by the clock of this machine; none when nobody told.
    pub expires_at: Option<Timestamp>,
    /// How to get another one.
    pub(super) renewal: Option<Renewal>,
}

/// What is needed to get another token, or to end the sign-in, without asking anybody else first.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Renewal {
    pub(super) refresh_token: Secret,
    pub(super) client_id: String,
    pub(super) token_endpoint: SecureUrl,
    pub(super) revocation_endpoint: Option<SecureUrl>,
    pub(super) audience: String,
    pub(super) audience_parameter: AudienceParameter,
    pub(super) token_kind: TokenKind,
}

impl SessionRecord {
    /// True when the token ends more than `seconds` from now, or at a time that nobody told.
    pub(super) fn lives_for(&self, seconds: i64, now: Timestamp) -> bool {
        self.expires_at
            .is_none_or(|end| end > now.plus_seconds(seconds))
    }

    /// True when there is something to get another token with.
    pub(crate) fn is_renewable(&self) -> bool {
        self.renewal.is_some()
    }

    /// True when it carries the same refresh token as another record.
    pub(super) fn renews_like(&self, other: &Self) -> bool {
        let refresh = |it: &Self| it.renewal.as_ref().map(|it| it.refresh_token.clone());
        match (refresh(self), refresh(other)) {
            (Some(one), Some(two)) => one.expose() == two.expose(),
            (None, None) => true,
            (Some(_), None) | (None, Some(_)) => false,
        }
    }

    /// The bytes that are kept.
    pub(super) fn to_bytes(&self) -> Vec<u8> {
        // Strings, numbers and enums only: there is nothing that JSON could not express.
        serde_json::to_vec(self).unwrap_or_default()
    }

    /// The record that bytes hold; none when they are damaged, of another version or of another
    /// broker: then the person signs in again.
    pub(super) fn from_bytes(bytes: &[u8], broker: &BrokerUrl) -> Option<Self> {
        let record: Self = serde_json::from_slice(bytes).ok()?;
        (record.version == VERSION && record.broker == *broker).then_some(record)
    }
}
