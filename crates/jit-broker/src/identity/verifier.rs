use std::sync::Arc;

use jit_domain::Clock;

use super::claims::Claims;
use super::compact_token::CompactToken;
use super::token_header::TokenHeader;
use super::{AuthError, Caller, Flaw, KeySource, TokenSettings};

/// The longest token, in bytes.
pub(super) const MAX_TOKEN_BYTES: usize = 16 * 1024;

/// Verifies bearer tokens of one issuer.
#[derive(Clone, Debug)]
pub struct TokenVerifier {
    settings: TokenSettings,
    keys: Arc<dyn KeySource>,
    clock: Arc<dyn Clock>,
}

impl TokenVerifier {
    /// A verifier of tokens that meet the settings and are signed with one of the keys.
    #[must_use]
    pub fn new(settings: TokenSettings, keys: Arc<dyn KeySource>, clock: Arc<dyn Clock>) -> Self {
        Self {
            settings,
            keys,
            clock,
        }
    }

    /// Makes a [`Caller`] of a token: what follows `Bearer ` in the header, nothing else.
    ///
    /// # Errors
    ///
    /// [`AuthError`]. That a token has expired is only said of one that is right otherwise.
    pub async fn verify(&self, token: &str) -> Result<Caller, AuthError> {
        if token.len() > MAX_TOKEN_BYTES {
            return Err(Flaw::TooLong.into());
        }
        let token = CompactToken::split(token)?;
        let header = TokenHeader::read(&token.unverified_header()?, &self.settings)?;
        let key = self
            .keys
            .key(header.kid.as_deref(), header.algorithm)
            .await?;
        let claims = Claims(token.verified_claims(&key, header.algorithm)?);
        claims.to_caller(&self.settings, self.clock.now())
    }

    /// Whether tokens can be checked now: the issuer's keys are at hand.
    #[must_use]
    pub fn is_ready(&self) -> bool {
        self.keys.is_ready()
    }
}
