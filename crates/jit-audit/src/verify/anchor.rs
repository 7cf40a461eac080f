use jit_domain::{EventHash, Timestamp};
use serde::Serialize;

use crate::{Checkpoint, KeyId};

/// An end that a log once had, as it is known from elsewhere.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Anchor {
    /// The number of the last record.
    pub sequence: u64,
    /// The hash of the last record.
    pub hash: EventHash,
    /// The hash of the first record, where that is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub log: Option<EventHash>,
    /// When it was signed, where it was.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at: Option<Timestamp>,
    /// By which key it was signed, where it was.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub key: Option<KeyId>,
    /// The line of the checkpoints that it stands on, counted from 1; 0 where it is on none.
    #[serde(skip)]
    pub line: u64,
}

impl Anchor {
    /// From a checkpoint whose signature was verified.
    #[must_use]
    pub fn signed(checkpoint: Checkpoint, key: KeyId, line: u64) -> Self {
        Self {
            sequence: checkpoint.sequence,
            hash: checkpoint.hash,
            log: Some(checkpoint.log),
            at: Some(checkpoint.at),
            key: Some(key),
            line,
        }
    }

    /// An end that somebody has noted, such as from a notification.
    #[must_use]
    pub fn noted(sequence: u64, hash: EventHash) -> Self {
        Self {
            sequence,
            hash,
            log: None,
            at: None,
            key: None,
            line: 0,
        }
    }
}
