use jit_domain::{Event, EventHash, Notice};
use serde::{Deserialize, Serialize};

/// One line of the audit log, linked to the one before it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
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

/// A notice that waits for delivery.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordedNotice {
    /// Names the notice for ever, across attempts to deliver it.
    pub id: u64,
    /// The event it comes from.
    pub sequence: u64,
    /// What to say, and to whom.
    pub notice: Notice,
}
