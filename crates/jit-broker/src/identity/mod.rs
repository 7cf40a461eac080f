//! Who is calling: from a bearer token to a [`Caller`], and nothing else reads a token.

use jit_domain::{Person, Timestamp};

/// The person behind a verified token. There is no other way to make one.
#[derive(Clone, Debug)]
pub struct Caller {
    /// Identity, display name, groups and attributes of this very token.
    pub person: Person,
    /// When the token ends.
    pub token_expires_at: Timestamp,
}

/// Verifies bearer tokens of one issuer.
#[derive(Debug)]
pub struct TokenVerifier {}
