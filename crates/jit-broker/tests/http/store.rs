use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use async_trait::async_trait;
use jit_domain::{AccessKeyId, Request, RequestId, RequestPrefix, Session, Timestamp};
use jit_store::{
    ChainHead, Committed, IdempotencyRecord, LogQuery, Page, RecordedEvent, RecordedNotice,
    RequestQuery, RequestWithEvents, Scope, Store, StoreError, TargetKey, UnitOfWork, Versioned,
};
use tokio::sync::{Notify, watch};

/// The real store, which can be made to refuse all writes.
#[derive(Debug)]
pub(crate) struct TestStore {
    inner: Arc<dyn Store>,
    pub(crate) is_full: AtomicBool,
    /// Tells that somebody has looked at a request or a list.
    pub(crate) looked: Notify,
    /// The next look at a request is finished only when it is told to go on.
    pub(crate) holds: AtomicBool,
    pub(crate) go_on: Notify,
}

impl TestStore {
    pub(crate) fn around(inner: Arc<dyn Store>) -> Self {
        Self {
            inner,
            is_full: AtomicBool::new(false),
            looked: Notify::new(),
            holds: AtomicBool::new(false),
            go_on: Notify::new(),
        }
    }

    fn check_room(&self) -> Result<(), StoreError> {
        if self.is_full.load(Ordering::SeqCst) {
            return Err(StoreError::Unavailable("no space left".to_owned()));
        }
        Ok(())
    }
}

#[async_trait]
impl Store for TestStore {
    async fn commit(&self, unit: UnitOfWork) -> Result<Committed, StoreError> {
        self.check_room()?;
        self.inner.commit(unit).await
    }

    async fn request(&self, id: &RequestId) -> Result<Option<Versioned<Request>>, StoreError> {
        self.inner.request(id).await
    }

    async fn request_with_events(
        &self,
        id: &RequestId,
    ) -> Result<Option<RequestWithEvents>, StoreError> {
        let found = self.inner.request_with_events(id).await;
        self.looked.notify_one();
        if self.holds.swap(false, Ordering::SeqCst) {
            self.go_on.notified().await;
        }
        found
    }

    async fn requests_by_prefix(
        &self,
        prefix: &RequestPrefix,
        scope: &Scope,
        limit: u32,
    ) -> Result<Vec<Versioned<Request>>, StoreError> {
        self.inner.requests_by_prefix(prefix, scope, limit).await
    }

    async fn requests(&self, query: &RequestQuery) -> Result<Page<Versioned<Request>>, StoreError> {
        let page = self.inner.requests(query).await;
        self.looked.notify_one();
        page
    }

    async fn request_for_target(
        &self,
        target: &TargetKey,
        now: Timestamp,
    ) -> Result<Option<Versioned<Request>>, StoreError> {
        self.inner.request_for_target(target, now).await
    }

    async fn replayed(
        &self,
        record: &IdempotencyRecord,
        now: Timestamp,
    ) -> Result<Option<Versioned<Request>>, StoreError> {
        self.inner.replayed(record, now).await
    }

    async fn session(
        &self,
        access_key_id: &AccessKeyId,
    ) -> Result<Option<(RequestId, Session)>, StoreError> {
        self.inner.session(access_key_id).await
    }

    async fn events(&self, id: &RequestId) -> Result<Vec<RecordedEvent>, StoreError> {
        self.inner.events(id).await
    }

    async fn log(&self, after: u64, limit: u32) -> Result<Vec<RecordedEvent>, StoreError> {
        self.inner.log(after, limit).await
    }

    async fn log_matching(&self, query: &LogQuery) -> Result<Vec<RecordedEvent>, StoreError> {
        self.inner.log_matching(query).await
    }

    async fn head(&self) -> Result<ChainHead, StoreError> {
        self.inner.head().await
    }

    async fn pending_notices(&self, limit: u32) -> Result<Vec<RecordedNotice>, StoreError> {
        self.inner.pending_notices(limit).await
    }

    async fn check(&self) -> Result<(), StoreError> {
        self.check_room()?;
        self.inner.check().await
    }

    fn changes(&self) -> watch::Receiver<u64> {
        self.inner.changes()
    }
}
