use std::fmt;
use std::sync::Arc;

use async_trait::async_trait;
use jsonwebtoken::DecodingKey;

use super::{KeySet, KeySetError, SignatureAlgorithm};

/// Where the issuer's public keys come from.
#[async_trait]
pub trait KeySource: Send + Sync + fmt::Debug {
    /// The key that a token names, if it is of the type that the algorithm needs.
    ///
    /// # Errors
    ///
    /// [`KeyError`].
    async fn key(
        &self,
        kid: Option<&str>,
        algorithm: SignatureAlgorithm,
    ) -> Result<Arc<DecodingKey>, KeyError>;

    /// Whether keys are at hand to check tokens with.
    fn is_ready(&self) -> bool;
}

/// Why there is no key for a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    /// The issuer publishes no such key.
    #[error("the issuer publishes no such key")]
    Unknown,
    /// The issuer cannot be reached, and what was known before is too old or does not have it.
    #[error("the keys of the issuer cannot be fetched")]
    Unavailable,
}

/// Keys that are known from the start: those of the development issuer.
#[derive(Clone, Debug)]
pub struct StaticKeys {
    keys: KeySet,
}

impl StaticKeys {
    /// The keys of a JSON Web Key Set.
    ///
    /// # Errors
    ///
    /// [`KeySetError`].
    pub fn from_json(json: &[u8]) -> Result<Self, KeySetError> {
        Ok(Self {
            keys: KeySet::parse(json)?,
        })
    }
}

#[async_trait]
impl KeySource for StaticKeys {
    async fn key(
        &self,
        kid: Option<&str>,
        algorithm: SignatureAlgorithm,
    ) -> Result<Arc<DecodingKey>, KeyError> {
        self.keys.find(kid, algorithm)
    }

    fn is_ready(&self) -> bool {
        true
    }
}
