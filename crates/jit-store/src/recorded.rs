use jit_domain::{Notice, RecordedEvent, Request};

use crate::Versioned;

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
