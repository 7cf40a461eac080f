use jit_domain::{Event, EventHash, Notice, Request};
use serde::{Deserialize, Serialize};

use crate::Versioned;

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

/// A request and everything that happened to it, as they are at one moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequestWithEvents {
    /// The request.
    pub request: Versioned<Request>,
    /// Its events, in order.
    pub events: Vec<RecordedEvent>,
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
