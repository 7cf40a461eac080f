use std::fmt;

use async_trait::async_trait;
use jit_domain::{EmailAddress, Notice, SinkName, Timestamp};

use crate::{Store, StoreError};

/// Notices on their way to whoever has to be told: each is routed once to its deliveries, and each
/// delivery is tried by one broker at a time until it has arrived or was given up.
///
/// Times are those of the caller's clock. Every engine passes the same contract suite.
#[async_trait]
pub trait Outbox: Store {
    /// Writes the notices of every moment that has come and was not told yet; answers how many
    /// moments those were, at most `limit` of each kind. A moment is told once, whoever asks.
    ///
    /// A window that ended more than a day ago is not told any more.
    async fn tell_moments(&self, now: Timestamp, limit: u32) -> Result<u32, StoreError>;

    /// Writes notices that come from no request, unless some were written under the same key
    /// before; answers whether they were.
    async fn announce(&self, announcement: Announcement) -> Result<bool, StoreError>;

    /// Says where notices go. A notice that has been routed before stays as it is.
    async fn route(&self, routed: Vec<RoutedNotice>) -> Result<(), StoreError>;

    /// Takes deliveries that are due, those that have waited longest first. Nobody else gets them
    /// before the lease is over or they are settled.
    async fn claim(&self, claim: Claim) -> Result<Vec<Delivery>, StoreError>;

    /// Says what came of deliveries. What is not leased to this owner any more stays as it is: the
    /// owner was too slow, and somebody else has it now.
    async fn settle(&self, settlements: Vec<Settlement>) -> Result<(), StoreError>;

    /// Gives up what nobody holds, was routed before `before` and has not arrived; answers how many
    /// there were for each sink.
    async fn give_up(
        &self,
        before: Timestamp,
        now: Timestamp,
    ) -> Result<Vec<(SinkName, u64)>, StoreError>;

    /// What waits, for each sink for which something does.
    async fn backlog(&self) -> Result<Vec<Backlog>, StoreError>;

    /// When deliveries arrived at a sink at that instant or later, for each address on its own; the
    /// latest first, at most `limit`.
    async fn arrivals(
        &self,
        sink: &SinkName,
        since: Timestamp,
        limit: u32,
    ) -> Result<Vec<Arrival>, StoreError>;
}

/// Notices that come from no request.
#[derive(Clone, Debug)]
pub struct Announcement {
    /// What happened, so that several brokers that saw it announce it once.
    pub key: String,
    /// Who has to be told.
    pub notices: Vec<Notice>,
    /// When it happened.
    pub at: Timestamp,
}

/// Where a notice goes.
#[derive(Clone, Debug)]
pub struct RoutedNotice {
    /// The number of the notice.
    pub notice: u64,
    /// What is delivered, composed once so that every attempt says the same.
    pub message: String,
    /// One delivery for each; none when nobody is to be told.
    pub destinations: Vec<Destination>,
    /// When it was routed.
    pub at: Timestamp,
}

/// One place that a notice goes to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Destination {
    /// The sink.
    pub sink: SinkName,
    /// Whom the sink is to reach; none where the sink is the recipient.
    pub recipient: Option<EmailAddress>,
}

/// A wish for deliveries to try.
#[derive(Clone, Debug)]
pub struct Claim {
    /// The sink that is ready.
    pub sink: SinkName,
    /// Who tries.
    pub owner: LeaseOwner,
    /// The present instant.
    pub now: Timestamp,
    /// The instant from which others may try.
    pub lease_until: Timestamp,
    /// At most that many.
    pub limit: u32,
}

/// Who holds a lease: a random name for each run of a broker.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeaseOwner(u64);

impl LeaseOwner {
    /// The owner of these random bits.
    #[must_use]
    pub fn from_random_bits(bits: u64) -> Self {
        Self(bits)
    }
}

impl fmt::Display for LeaseOwner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016x}", self.0)
    }
}

/// The number of a delivery.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DeliveryId(pub(crate) u64);

/// One notice on its way to one place, leased to whoever claimed it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delivery {
    /// Its number.
    pub id: DeliveryId,
    /// Where it goes.
    pub destination: Destination,
    /// What is delivered.
    pub message: String,
    /// When it was routed.
    pub routed_at: Timestamp,
    /// How often it was tried, this time included.
    pub attempts: u32,
    /// The instant from which others may try.
    pub lease_until: Timestamp,
}

/// What came of a delivery.
#[derive(Clone, Debug)]
pub struct Settlement {
    /// Which.
    pub delivery: DeliveryId,
    /// Who tried.
    pub owner: LeaseOwner,
    /// What came of it.
    pub outcome: DeliveryOutcome,
}

/// How a delivery went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DeliveryOutcome {
    /// It arrived.
    Delivered {
        /// When.
        at: Timestamp,
    },
    /// It failed and is tried again.
    Retry {
        /// Not before this instant.
        at: Timestamp,
    },
    /// It was not tried after all; the attempt does not count.
    Postponed {
        /// Not before this instant.
        until: Timestamp,
    },
    /// It failed for the last time.
    GivenUp {
        /// When.
        at: Timestamp,
    },
}

/// What waits for one sink.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Backlog {
    /// The sink.
    pub sink: SinkName,
    /// How many deliveries.
    pub waiting: u64,
    /// When the oldest of them was routed.
    pub oldest: Timestamp,
}

/// Something that reached a sink.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Arrival {
    /// Whom it reached; none where the sink is the recipient.
    pub recipient: Option<EmailAddress>,
    /// When.
    pub at: Timestamp,
}
