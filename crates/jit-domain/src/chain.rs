use serde::{Deserialize, Serialize};

use crate::{CanonicalJsonError, Event, EventHash, Sha256Hex, canonical_json};

/// The end of the audit chain.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct ChainHead {
    /// The last sequence number; 0 for an empty log.
    pub sequence: u64,
    /// The last hash; 64 zeros for an empty log.
    pub hash: EventHash,
}

impl Default for ChainHead {
    fn default() -> Self {
        Self {
            sequence: 0,
            hash: EventHash::genesis(),
        }
    }
}

/// One line of the audit log, linked to the one before it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct RecordedEvent {
    /// Counts all events from 1, without gaps.
    pub sequence: u64,
    /// The hash of the event before; 64 zeros for the first.
    pub previous_hash: EventHash,
    /// The hash of this one.
    pub hash: EventHash,
    /// What happened.
    #[serde(flatten)]
    pub event: Event,
}

/// Where an event stands in the chain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EventPosition {
    /// Its sequence number.
    pub sequence: u64,
    /// Its hash: SHA-256 over the canonical JSON of the event with `sequence` and `previous_hash`.
    pub hash: EventHash,
}

#[derive(Serialize)]
struct Linked<'a> {
    sequence: u64,
    previous_hash: &'a EventHash,
    #[serde(flatten)]
    event: &'a Event,
}

/// Links an event to the end of the chain.
///
/// # Errors
///
/// When the event has no canonical JSON, which no event of the domain lacks.
pub fn link(head: &ChainHead, event: &Event) -> Result<EventPosition, CanonicalJsonError> {
    let sequence = head.sequence + 1;
    let bytes = canonical_json(&Linked {
        sequence,
        previous_hash: &head.hash,
        event,
    })?;
    Ok(EventPosition {
        sequence,
        hash: Sha256Hex::of(&bytes).into(),
    })
}
