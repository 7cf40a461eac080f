use async_trait::async_trait;
use jit_audit::Checkpoint;

/// A checkpoint with its signature.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedCheckpoint {
    /// What was signed.
    pub checkpoint: Checkpoint,
    /// The compact JWS, of one line without its end.
    pub jws: String,
}

/// The checkpoint did not get there, this time.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct PlaceError(pub String);

/// Somewhere outside of the database that checkpoints are sent to.
#[async_trait]
pub trait CheckpointPlace: Send + Sync + std::fmt::Debug {
    /// The word for this kind of place, in figures and for `/readyz`, which anybody reads.
    fn kind(&self) -> &'static str;

    /// Keeps the checkpoint; durable when it returns. One that is there already is kept as it is.
    ///
    /// # Errors
    ///
    /// When it may not be there.
    async fn put(&self, signed: &SignedCheckpoint) -> Result<(), PlaceError>;

    /// The checkpoint that was kept last, as it is written, where the place can tell.
    ///
    /// # Errors
    ///
    /// When the place cannot be read.
    async fn last(&self) -> Result<Option<String>, PlaceError> {
        Ok(None)
    }
}
