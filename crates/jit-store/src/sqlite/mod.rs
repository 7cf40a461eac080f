//! The store of one broker in one SQLite file.
//!
//! One thread writes: it takes all units that wait and commits them in one transaction, so that
//! they share one wait for the disk. Readers stand beside it and see the last committed state.

use std::fmt;
use std::path::Path;

use async_trait::async_trait;
use jit_domain::{AccessKeyId, Request, RequestId, RequestPrefix, Session, Timestamp};
use tokio::sync::watch;

use crate::{
    ChainHead, Committed, IdempotencyRecord, LogQuery, Page, RecordedEvent, RecordedNotice,
    RequestQuery, RequestWithEvents, Scope, Store, StoreError, TargetKey, UnitOfWork, Versioned,
};

mod columns;
mod conditions;
mod connection;
mod fault;
mod folder;
mod group;
mod idempotency;
mod list;
mod log;
mod log_filter;
mod offline;
mod open_error;
mod outbox;
mod readers;
mod row;
mod schema;
#[cfg(test)]
mod tests;
mod write;
mod writer;

pub use offline::{OfflineLog, RowFault};
pub use open_error::OpenError;

use fault::Fault;
use idempotency::Earlier;
use readers::Readers;
use writer::{Job, Writer};

/// The SQLite engine. Dropping it waits until what was handed over is written.
pub struct SqliteStore {
    readers: Readers,
    writer: Writer,
    changes: watch::Sender<u64>,
}

impl SqliteStore {
    /// Opens the store below a folder, or makes a new one. The store is in the folder `store` in
    /// it, which its owner alone can enter, and belongs to this process until it is dropped.
    ///
    /// It blocks, for a moment: call it at start-up.
    ///
    /// # Errors
    ///
    /// [`OpenError`]
    pub fn open(folder: &Path) -> Result<Self, OpenError> {
        check_sqlite(rusqlite::version_number(), rusqlite::version())?;
        let (database, lock) = folder::claim(folder)?;
        let mut connection = database.writer()?;
        schema::migrate(&mut connection)?;
        outbox::release_leases(&connection)?;
        let head = log::verify_end(&connection)?;
        let (changes, _) = watch::channel(head.sequence);
        let writer = Writer::start(database.clone(), connection, changes.clone(), lock).map_err(
            |source| OpenError::File {
                path: database.file().to_owned(),
                source,
            },
        )?;
        Ok(Self {
            readers: Readers::new(database),
            writer,
            changes,
        })
    }
}

fn check_sqlite(number: i32, found: &'static str) -> Result<(), OpenError> {
    if number < connection::MIN_SQLITE {
        return Err(OpenError::OldSqlite { found });
    }
    Ok(())
}

impl From<Fault> for OpenError {
    fn from(fault: Fault) -> Self {
        match fault {
            Fault::Sqlite(err) => Self::Sqlite(err),
            Fault::Damaged(what) => Self::Damaged(what),
            Fault::Stopped(why) => Self::Damaged(why.to_owned()),
        }
    }
}

impl fmt::Debug for SqliteStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SqliteStore")
            .field("readers", &self.readers)
            .finish_non_exhaustive()
    }
}

#[async_trait]
impl Store for SqliteStore {
    async fn commit(&self, unit: UnitOfWork) -> Result<Committed, StoreError> {
        let unit = Box::new(unit);
        self.writer.ask(|answer| Job::Commit { unit, answer }).await
    }

    async fn request(&self, id: &RequestId) -> Result<Option<Versioned<Request>>, StoreError> {
        let id = id.clone();
        self.readers
            .read(move |connection| row::request_by_id(connection, &id))
            .await
    }

    async fn request_with_events(
        &self,
        id: &RequestId,
    ) -> Result<Option<RequestWithEvents>, StoreError> {
        let id = id.clone();
        self.readers
            .read(move |connection| log::with_request(connection, &id))
            .await
    }

    async fn requests_by_prefix(
        &self,
        prefix: &RequestPrefix,
        scope: &Scope,
        limit: u32,
    ) -> Result<Vec<Versioned<Request>>, StoreError> {
        let (prefix, scope) = (prefix.clone(), scope.clone());
        self.readers
            .read(move |connection| list::by_prefix(connection, &prefix, &scope, limit))
            .await
    }

    async fn requests(&self, query: &RequestQuery) -> Result<Page<Versioned<Request>>, StoreError> {
        let query = query.clone();
        self.readers
            .read(move |connection| list::page(connection, &query))
            .await
    }

    async fn request_for_target(
        &self,
        target: &TargetKey,
        now: Timestamp,
    ) -> Result<Option<Versioned<Request>>, StoreError> {
        let target = target.clone();
        self.readers
            .read(move |connection| list::for_target(connection, &target, now))
            .await
    }

    async fn replayed(
        &self,
        record: &IdempotencyRecord,
        now: Timestamp,
    ) -> Result<Option<Versioned<Request>>, StoreError> {
        let record = record.clone();
        let earlier = self
            .readers
            .read(move |connection| idempotency::find(connection, &record, now));
        match earlier.await? {
            Earlier::None => Ok(None),
            Earlier::Same(request) => Ok(Some(*request)),
            Earlier::OtherBody => Err(StoreError::IdempotencyMismatch),
        }
    }

    async fn session(
        &self,
        access_key_id: &AccessKeyId,
    ) -> Result<Option<(RequestId, Session)>, StoreError> {
        let access_key_id = access_key_id.clone();
        self.readers
            .read(move |connection| log::session(connection, &access_key_id))
            .await
    }

    async fn events(&self, id: &RequestId) -> Result<Vec<RecordedEvent>, StoreError> {
        let id = id.clone();
        self.readers
            .read(move |connection| log::of_request(connection, &id))
            .await
    }

    async fn log(&self, after: u64, limit: u32) -> Result<Vec<RecordedEvent>, StoreError> {
        self.readers
            .read(move |connection| log::behind(connection, after, limit))
            .await
    }

    async fn log_matching(&self, query: &LogQuery) -> Result<Vec<RecordedEvent>, StoreError> {
        let query = query.clone();
        self.readers
            .read(move |connection| log_filter::matching(connection, &query))
            .await
    }

    async fn head(&self) -> Result<ChainHead, StoreError> {
        self.readers.read(log::head).await
    }

    async fn pending_notices(&self, limit: u32) -> Result<Vec<RecordedNotice>, StoreError> {
        self.readers
            .read(move |connection| outbox::unrouted(connection, limit))
            .await
    }

    async fn check(&self) -> Result<(), StoreError> {
        self.readers.read(log::head).await?;
        self.writer.ask(|answer| Job::Check { answer }).await
    }

    fn changes(&self) -> watch::Receiver<u64> {
        self.changes.subscribe()
    }
}
