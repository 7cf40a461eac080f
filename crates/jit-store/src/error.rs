use jit_domain::{ApplyError, Request};

use crate::Versioned;

/// Why the store did not do it. Nothing was written.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// Somebody else changed the request first.
    #[error("the request was changed by somebody else")]
    Conflict {
        /// The request as it is now, also where the ID of a new one was taken; none when there is
        /// no such request.
        current: Option<Box<Versioned<Request>>>,
    },
    /// The idempotency key was used with another body in the last 24 hours.
    #[error("the idempotency key was used with another body")]
    IdempotencyMismatch,
    /// The events of a request do not add up: the store is damaged.
    #[error("the event does not follow from the stored request: {0}")]
    Apply(#[from] ApplyError),
    /// The store cannot be reached, is full or is read-only.
    #[error("the store is unavailable: {0}")]
    Unavailable(String),
    /// A stored row cannot be read.
    #[error("the store is damaged: {0}")]
    Damaged(String),
}
