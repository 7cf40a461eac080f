use async_trait::async_trait;
use jit_domain::{AccessKeyId, Request, RequestId, RequestPrefix, Session, Timestamp};
use tokio::sync::watch;

use crate::{
    ChainHead, IdempotencyRecord, LogQuery, Page, RecordedEvent, RecordedNotice, RequestQuery,
    RequestWithEvents, Scope, StoreError, TargetKey, UnitOfWork, Versioned,
};

/// Where requests and their audit log live.
///
/// Every engine passes the same contract suite. Dropping the future of a [`commit`](Self::commit)
/// does not undo it and does not leave it half done.
#[async_trait]
pub trait Store: Send + Sync + std::fmt::Debug {
    /// Writes one unit in one transaction; durable when it returns.
    ///
    /// A submission whose idempotency key was used with the same body in the last 24 hours writes
    /// nothing and answers with the request of that time, `replayed`.
    ///
    /// # Errors
    ///
    /// [`StoreError`]; nothing was written.
    async fn commit(&self, unit: UnitOfWork) -> Result<Committed, StoreError>;

    /// One request.
    async fn request(&self, id: &RequestId) -> Result<Option<Versioned<Request>>, StoreError>;

    /// One request with all its events, in order, as they are at one moment.
    async fn request_with_events(
        &self,
        id: &RequestId,
    ) -> Result<Option<RequestWithEvents>, StoreError>;

    /// The requests in a scope whose IDs begin so; at most `limit`, in order of ID. What there is
    /// to review is taken without regard to the time: expired requests are in it.
    async fn requests_by_prefix(
        &self,
        prefix: &RequestPrefix,
        scope: &Scope,
        limit: u32,
    ) -> Result<Vec<Versioned<Request>>, StoreError>;

    /// A page of requests.
    async fn requests(&self, query: &RequestQuery) -> Result<Page<Versioned<Request>>, StoreError>;

    /// The request that decides about credentials for a target: the active one with the latest
    /// end of its window, else the newest.
    async fn request_for_target(
        &self,
        target: &TargetKey,
        now: Timestamp,
    ) -> Result<Option<Versioned<Request>>, StoreError>;

    /// The request of an idempotency key that still counts, before any decision is made.
    ///
    /// # Errors
    ///
    /// [`StoreError::IdempotencyMismatch`] when the body was another one.
    async fn replayed(
        &self,
        record: &IdempotencyRecord,
        now: Timestamp,
    ) -> Result<Option<Versioned<Request>>, StoreError>;

    /// The session of an access key, with its request.
    async fn session(
        &self,
        access_key_id: &AccessKeyId,
    ) -> Result<Option<(RequestId, Session)>, StoreError>;

    /// All events of a request, in order.
    async fn events(&self, id: &RequestId) -> Result<Vec<RecordedEvent>, StoreError>;

    /// The events behind a sequence number, in order; at most `limit`.
    async fn log(&self, after: u64, limit: u32) -> Result<Vec<RecordedEvent>, StoreError>;

    /// The events of a stretch of the log that match, in order.
    async fn log_matching(&self, query: &LogQuery) -> Result<Vec<RecordedEvent>, StoreError>;

    /// The end of the audit chain.
    async fn head(&self) -> Result<ChainHead, StoreError>;

    /// Notices that wait to be routed, oldest first; at most `limit`.
    async fn pending_notices(&self, limit: u32) -> Result<Vec<RecordedNotice>, StoreError>;

    /// Whether the store can be read and written now. It really writes, so that a full disk shows.
    async fn check(&self) -> Result<(), StoreError>;

    /// Tells the last sequence number that was committed, each time one is.
    fn changes(&self) -> watch::Receiver<u64>;
}

/// What a commit did.
#[derive(Clone, Debug)]
pub struct Committed {
    /// The sequence number of the event; of a replay, 0.
    pub sequence: u64,
    /// The request as it is now; none where the unit had none.
    pub request: Option<Versioned<Request>>,
    /// True when an idempotency key led to an earlier request and nothing was written.
    pub replayed: bool,
}
