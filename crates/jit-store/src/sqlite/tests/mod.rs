use std::ops::Deref;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::mpsc::{Sender, channel};

use rusqlite::Connection;
use tempfile::TempDir;

use super::SqliteStore;
use super::fault::Fault;
use super::writer::Job;
use crate::contract::store_contract;
use crate::{Store, StoreError};

mod damage;
mod full_disk;
mod groups;
mod kill;
mod offline;
mod opening;
mod plans;

store_contract!(open_test_store());

/// Counts the commits of a writer that wrote something, and makes them fail.
#[derive(Debug, Default)]
pub(super) struct Commits {
    count: AtomicU32,
    fail: AtomicBool,
}

impl Commits {
    pub(super) fn watch(self: &Arc<Self>, mut writer: Connection) -> rusqlite::Result<Connection> {
        let commits = Arc::clone(self);
        writer.commit_hook(Some(move || {
            commits.count.fetch_add(1, Ordering::SeqCst);
            commits.fail.load(Ordering::SeqCst)
        }))?;
        Ok(writer)
    }
}

/// A store that goes with its folder.
pub(super) struct TestStore {
    store: SqliteStore,
    folder: TempDir,
}

impl Deref for TestStore {
    type Target = SqliteStore;

    fn deref(&self) -> &SqliteStore {
        &self.store
    }
}

pub(super) fn open_test_store() -> TestStore {
    let folder = tempfile::tempdir().unwrap();
    TestStore {
        store: SqliteStore::open(folder.path()).unwrap(),
        folder,
    }
}

impl TestStore {
    fn commits(&self) -> u32 {
        self.readers.database.commits.count.load(Ordering::SeqCst)
    }

    fn fail_commits(&self, fail: bool) {
        let commits = &self.readers.database.commits;
        commits.fail.store(fail, Ordering::SeqCst);
    }

    /// Closes the store, and opens it again.
    fn reopened(self) -> Self {
        drop(self.store);
        Self {
            store: SqliteStore::open(self.folder.path()).unwrap(),
            folder: self.folder,
        }
    }
}

/// Does something on the writer's connection, inside a transaction of its own or of a group.
async fn in_writer(
    store: &SqliteStore,
    act: impl Fn(&Connection) -> Result<(), Fault> + Send + 'static,
) -> Result<(), StoreError> {
    let act = Box::new(act);
    store.writer.ask(|answer| Job::Run { act, answer }).await
}

/// Runs statements on the writer's connection, as somebody with access to the file could.
async fn execute(store: &SqliteStore, sql: &'static str) -> Result<(), StoreError> {
    in_writer(store, move |connection| Ok(connection.execute_batch(sql)?)).await
}

/// Runs a statement and then keeps the writer busy in the open transaction until the sender is
/// used or dropped, so that what is handed over meanwhile forms one group.
async fn hold(store: &SqliteStore, sql: &'static str) -> Sender<()> {
    let (release, released) = channel();
    let (reached, held) = channel();
    let act = Box::new(move |connection: &Connection| {
        connection.execute_batch(sql)?;
        let _ = reached.send(());
        let _ = released.recv();
        Ok(())
    });
    let (answer, _) = tokio::sync::oneshot::channel();
    let jobs = store.writer.queue().unwrap();
    assert!(jobs.send(Job::Run { act, answer }).await.is_ok());
    held.recv().unwrap();
    release
}

/// The readers' view of the last sequence number.
async fn last(store: &SqliteStore) -> u64 {
    store.head().await.unwrap().sequence
}
