use jit_domain::{EventHash, Notice, RecordedEvent, Request, Timestamp};

use crate::Versioned;

/// A request and everything that happened to it, as they are at one moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequestWithEvents {
    /// The request.
    pub request: Versioned<Request>,
    /// Its events, in order.
    pub events: Vec<RecordedEvent>,
}

/// A notice that waits to be routed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordedNotice {
    /// Names the notice for ever, across attempts to deliver it.
    pub id: u64,
    /// The end of the log when it was written: the event it comes from, where it comes from one;
    /// 0 before the first event.
    pub sequence: u64,
    /// The hash of that event; 64 zeros before the first.
    pub hash: EventHash,
    /// When it was written.
    pub at: Timestamp,
    /// What to say, and to whom.
    pub notice: Notice,
}
