//! Who is calling: from a bearer token to a [`Caller`], and nothing else reads a token.

use jit_domain::{Person, Timestamp};

mod algorithm;
mod auth_error;
mod claim_path;
mod claims;
mod compact_token;
mod http_keys;
mod issuer_client;
mod key_set;
mod key_source;
mod protected_url;
mod settings;
mod token_header;
mod verifier;

pub use algorithm::{SignatureAlgorithm, UnknownAlgorithmError};
pub use auth_error::{AuthError, Flaw};
pub use claim_path::{ClaimPath, ParseClaimPathError};
pub use http_keys::HttpKeys;
pub use issuer_client::{FetchError, IssuerClient};
pub use key_set::{KeySet, KeySetError};
pub use key_source::{KeyError, KeySource, StaticKeys};
pub use protected_url::{ProtectedUrl, UnprotectedUrlError};
pub use settings::{AudienceClaim, ClaimNames, TokenSettings, TokenType};
pub use verifier::TokenVerifier;

/// The person behind a verified token. There is no other way to make one.
#[derive(Clone, Debug)]
pub struct Caller {
    /// Identity, display name, groups and attributes of this very token.
    pub person: Person,
    /// When the token ends.
    pub token_expires_at: Timestamp,
}
