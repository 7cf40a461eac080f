use jit_domain::CanonicalJsonError;
use jit_store::StoreError;

use super::signer::SignError;

/// Why there is no checkpoint.
#[derive(Debug, thiserror::Error)]
pub enum CheckpointFailure {
    /// The log cannot be read now.
    #[error("the log cannot be read: {0}")]
    Store(#[from] StoreError),
    /// The key cannot be used now.
    #[error("the checkpoint cannot be signed: {0}")]
    Sign(#[from] SignError),
    /// The checkpoint has no JSON form.
    #[error(transparent)]
    Json(#[from] CanonicalJsonError),
    /// The log is not the one that the last checkpoint was made of. Nothing is signed any more:
    /// it would vouch for a log that was tampered with.
    #[error(
        "the audit log does not agree with checkpoint {sequence}: it was rolled back or written anew; \
         nothing is signed until somebody has looked (`jit-broker audit verify`)"
    )]
    OtherLog {
        /// The record that the checkpoint is about.
        sequence: u64,
    },
}
