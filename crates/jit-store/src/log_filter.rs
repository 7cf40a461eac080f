use jit_domain::{AccountId, EventName, StatusName, Subject, Timestamp};

/// Which events of the log. What is not set lets every event through.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LogFilter {
    /// Decided at this instant or later.
    pub from: Option<Timestamp>,
    /// Decided before this instant.
    pub before: Option<Timestamp>,
    /// Done by this subject, or about a request of theirs, at whatever issuer.
    pub person: Option<Subject>,
    /// About a request for this account, or a refusal that names it.
    pub account: Option<AccountId>,
    /// About a request that is in any of these states at the time of reading.
    pub statuses: Vec<StatusName>,
    /// Of any of these kinds.
    pub events: Vec<EventName>,
}

impl LogFilter {
    /// Whether it lets every event through.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// A stretch of the log, and which events of it.
#[derive(Clone, Debug)]
pub struct LogQuery {
    /// Events behind this sequence number.
    pub after: u64,
    /// So many events are looked at, whether they match or not.
    pub span: u32,
    /// Which of them.
    pub filter: LogFilter,
    /// The instant that states are read at.
    pub now: Timestamp,
}
