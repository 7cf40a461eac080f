use async_trait::async_trait;
use jit_audit::{PublicKey, SIGNATURE_BYTES};

/// No signature was made.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct SignError(pub String);

/// Holds the private key that signs checkpoints, or knows who does: a file, or a service that never
/// hands the key out.
#[async_trait]
pub trait CheckpointSigner: Send + Sync + std::fmt::Debug {
    /// The public half.
    fn key(&self) -> &PublicKey;

    /// The Ed25519 signature of the message.
    ///
    /// # Errors
    ///
    /// When the key cannot be used now.
    async fn sign(&self, message: &[u8]) -> Result<[u8; SIGNATURE_BYTES], SignError>;
}
