use std::str::FromStr;

use jit_domain::{PersonId, Sha256Hex};

/// A key that a client chose so that a repeated submission is one: 1 to 128 printable ASCII
/// characters.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct IdempotencyKey(String);

/// The text is not an idempotency key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("an idempotency key is 1 to 128 printable ASCII characters")]
pub struct ParseIdempotencyKeyError;

impl IdempotencyKey {
    /// The key as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for IdempotencyKey {
    type Err = ParseIdempotencyKeyError;

    fn from_str(s: &str) -> Result<Self, Self::Err> {
        let ok = (1..=128).contains(&s.len()) && s.bytes().all(|b| b.is_ascii_graphic());
        ok.then(|| Self(s.to_owned()))
            .ok_or(ParseIdempotencyKeyError)
    }
}

/// What makes a submission a repetition: the same person, the same key, in the last 24 hours.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IdempotencyRecord {
    /// Keys of different people never meet.
    pub person: PersonId,
    /// The client's key.
    pub key: IdempotencyKey,
    /// The digest of the body: the same key with another body is a mistake of the client.
    pub body: Sha256Hex,
}

impl IdempotencyRecord {
    /// How long a key is honoured, in milliseconds: 24 hours.
    pub const HONOURED_MILLIS: i64 = 24 * 3600 * 1000;
}
