//! Opening: what is kept, what is refused, and who may read the files.

use std::fs::{self, Permissions};
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::Path;

use rusqlite::Connection;

use super::super::{OfflineLog, OpenError, check_sqlite};
use super::{SqliteStore, open_test_store};
use crate::contract::scene::*;
use crate::contract::verified;
use crate::{IdempotencyRecord, RequestQuery, ReviewFilter, Scope, Store};

/// What was committed is there after a restart, and the chain goes on.
#[tokio::test]
async fn a_restart_keeps_everything() {
    let store = open_test_store();
    let record = IdempotencyRecord {
        person: requester().id,
        key: "key".parse().unwrap(),
        body: jit_domain::Sha256Hex::of(b"body"),
    };
    let unit = asked(1).unit_with_key(record.clone());
    let read = store.commit(unit).await.unwrap().request.unwrap();
    let active = done(&*store, &read, approve(&read), &lead(), at(1)).await;
    done(
        &*store,
        &active,
        open_session(&active, 1),
        &requester(),
        at(2),
    )
    .await;
    let log = store.log(0, 100).await.unwrap();
    let notices = store.pending_notices(100).await.unwrap();

    let store = store.reopened();

    assert_eq!(store.request(&id(1)).await.unwrap(), Some(active.clone()));
    assert_eq!(store.log(0, 100).await.unwrap(), log);
    assert_eq!(store.pending_notices(100).await.unwrap(), notices);
    let session = store.session(&access_key_id(1)).await.unwrap();
    assert_eq!(session.unwrap().0, id(1));
    assert_eq!(*store.changes().borrow(), 3);
    let replayed = store.replayed(&record, at(3)).await.unwrap();
    assert_eq!(replayed, Some(active));
    asked(2).submit(&*store).await;
    let log = store.log(0, 100).await.unwrap();
    assert_eq!(verified(&log).sequence, 4);
    assert_eq!(found(&*store, &query(Scope::All)).await, ids(&[2, 1]));
}

/// What was handed over before the store is dropped is written.
#[tokio::test]
async fn closing_writes_what_was_handed_over() {
    let store = open_test_store();
    let release = super::hold(&store, "").await;
    for number in 0..10 {
        let asked = asked(number);
        let mut commit = std::pin::pin!(store.commit(asked.unit()));
        assert!(futures::poll!(commit.as_mut()).is_pending());
    }
    release.send(()).unwrap();

    let store = store.reopened();

    assert_eq!(super::last(&store).await, 10);
}

/// One process has the store; the next one gets it when the first has closed it.
#[tokio::test]
async fn a_second_broker_is_refused() {
    let store = open_test_store();
    asked(1).submit(&*store).await;

    let second = SqliteStore::open(store.folder.path());

    assert!(matches!(second, Err(OpenError::InUse { .. })), "{second:?}");
    asked(2).submit(&*store).await;
    assert_eq!(super::last(&store.reopened()).await, 2);
}

/// A store that a newer program wrote is left alone.
#[test]
fn a_newer_schema_is_refused() {
    let (folder, file) = closed_store();
    change(&file, "PRAGMA user_version = 99");

    let opened = SqliteStore::open(folder.path());

    assert!(matches!(opened, Err(OpenError::Newer { found: 99, .. })));
    let told = opened.unwrap_err().to_string();
    assert_eq!(
        told,
        "the store has schema 99, and this program knows up to 3: update it"
    );
}

/// A store of the first version is brought up to date with everything in it, and takes what that
/// version did not know.
#[tokio::test]
async fn a_store_of_the_first_version_is_brought_up_to_date() {
    let store = open_test_store();
    let read = asked(1).submit(&*store).await;
    let active = done(&*store, &read, approve(&read), &lead(), at(1)).await;
    let log = store.log(0, 9).await.unwrap();
    let folder = store.folder;
    drop(store.store);
    let file = folder.path().join("store").join("jit.sqlite3");
    change(
        &file,
        "DROP TABLE deliveries;
         DROP TABLE told;
         ALTER TABLE outbox RENAME TO newer;
         CREATE TABLE outbox (
             id           INTEGER PRIMARY KEY,
             sequence     INTEGER NOT NULL REFERENCES events (sequence),
             notice       TEXT    NOT NULL,
             delivered_at INTEGER
         ) STRICT;
         INSERT INTO outbox (id, sequence, notice) SELECT id, sequence, notice FROM newer;
         DROP TABLE newer;
         CREATE INDEX outbox_pending ON outbox (id) WHERE delivered_at IS NULL;
         DROP INDEX requests_unreviewed;
         ALTER TABLE requests DROP COLUMN review_due;
         PRAGMA user_version = 1;",
    );

    let store = SqliteStore::open(folder.path()).unwrap();

    assert_eq!(store.request(&id(1)).await.unwrap(), Some(active.clone()));
    assert_eq!(store.log(0, 9).await.unwrap(), log);
    let waiting = store.pending_notices(9).await.unwrap();
    assert_eq!(waiting, [], "nobody waits for old notices");
    done(&store, &active, revoke(), &lead(), at(2)).await;
    let waiting = store.pending_notices(9).await.unwrap();
    assert_eq!(waiting.len(), 2);
    let mut broken = asked(2);
    broken.ruling = break_glass(vec![level(group("leads"), 1)]);
    broken.submit(&store).await;
    let unreviewed = RequestQuery {
        review: Some(ReviewFilter::Open),
        now: at(3600),
        ..query(Scope::MayReview(lead()))
    };
    assert_eq!(found(&store, &unreviewed).await, ids(&[2]));
    let log = store.log(0, 9).await.unwrap();
    assert_eq!(verified(&log).sequence, 4);
}

/// A database of another program is left alone, and so is a file that is none.
#[test]
fn a_foreign_file_is_refused() {
    let (folder, file) = closed_store();
    change(&file, "PRAGMA application_id = 1");
    let opened = SqliteStore::open(folder.path());
    assert!(matches!(opened, Err(OpenError::NotAStore)), "{opened:?}");

    let (folder, file) = closed_store();
    fs::remove_file(&file).unwrap();
    change(&file, "CREATE TABLE other (id INTEGER)");
    let opened = SqliteStore::open(folder.path());
    assert!(matches!(opened, Err(OpenError::NotAStore)), "{opened:?}");

    let (folder, file) = closed_store();
    fs::write(
        &file,
        "not a database, but long enough to look at".repeat(99),
    )
    .unwrap();
    let opened = SqliteStore::open(folder.path());
    assert!(matches!(opened, Err(OpenError::Sqlite(_))), "{opened:?}");
}

/// An SQLite that can damage a file is refused.
#[test]
fn an_old_sqlite_is_refused() {
    for (number, accepted) in [
        (3_051_002, false),
        (3_045_000, false),
        (3_051_003, true),
        (3_054_001, true),
    ] {
        assert_eq!(check_sqlite(number, "").is_ok(), accepted, "{number}");
    }
    let refused = check_sqlite(3_051_002, "3.51.2").unwrap_err();
    assert_eq!(
        refused.to_string(),
        "SQLite 3.51.2 is linked, but a store needs 3.51.3 or newer"
    );
}

/// Only the owner can enter the folder and read the files, also when they were looser before.
#[tokio::test]
async fn files_are_for_their_owner_alone() {
    let store = open_test_store();
    let folder = store.folder.path().join("store");
    asked(1).submit(&*store).await;
    assert_eq!(modes(&folder), [0o700, 0o600, 0o600, 0o600, 0o600]);
    let outer = store.folder.path().to_owned();
    drop(store.store);
    fs::set_permissions(&folder, Permissions::from_mode(0o777)).unwrap();
    for file in fs::read_dir(&folder).unwrap() {
        fs::set_permissions(file.unwrap().path(), Permissions::from_mode(0o666)).unwrap();
    }

    let _store = SqliteStore::open(&outer).unwrap();

    assert_eq!(modes(&folder), [0o700, 0o600, 0o600, 0o600, 0o600]);
}

/// A link in the place of the folder or of a file leads nowhere.
#[test]
fn links_are_refused() {
    let elsewhere = tempfile::tempdir().unwrap();
    let folder = tempfile::tempdir().unwrap();
    symlink(elsewhere.path(), folder.path().join("store")).unwrap();
    let opened = SqliteStore::open(folder.path());
    assert!(matches!(opened, Err(OpenError::File { .. })), "{opened:?}");

    for name in ["lock", "jit.sqlite3"] {
        let (folder, file) = closed_store();
        let target = elsewhere.path().join(name);
        let place = file.with_file_name(name);
        fs::rename(&place, &target).unwrap();
        symlink(&target, &place).unwrap();
        let opened = SqliteStore::open(folder.path());
        assert!(matches!(opened, Err(OpenError::File { .. })), "{opened:?}");
    }
}

/// A folder that does not exist yet is made.
#[test]
fn a_missing_folder_is_made() {
    let folder = tempfile::tempdir().unwrap();
    let deep = folder.path().join("a").join("b");

    SqliteStore::open(&deep).unwrap();

    assert!(deep.join("store").join("jit.sqlite3").is_file());
}

fn modes(folder: &Path) -> Vec<u32> {
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    let files = ["lock", "jit.sqlite3", "jit.sqlite3-wal", "jit.sqlite3-shm"];
    let files = files.map(|name| mode(&folder.join(name)));
    [mode(folder)].into_iter().chain(files).collect()
}

/// A store with nothing in it that no process has open, and its file.
fn closed_store() -> (tempfile::TempDir, std::path::PathBuf) {
    let store = open_test_store();
    drop(store.store);
    let file = store.folder.path().join("store").join("jit.sqlite3");
    (store.folder, file)
}

fn change(file: &Path, sql: &str) {
    Connection::open(file).unwrap().execute_batch(sql).unwrap();
}

#[test]
fn a_log_that_is_not_there_is_not_made() {
    let folder = tempfile::tempdir().unwrap();
    let missing = folder.path().join("nowhere");
    assert!(matches!(
        OfflineLog::open(&missing),
        Err(OpenError::File { .. })
    ));
    assert!(matches!(
        OfflineLog::open(folder.path()),
        Err(OpenError::File { .. })
    ));
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
    let store = folder.path().join("store");
    fs::create_dir(&store).unwrap();
    fs::write(store.join("jit.sqlite3"), "").unwrap();
    assert!(matches!(
        OfflineLog::open(folder.path()),
        Err(OpenError::NotAStore)
    ));
    fs::remove_file(store.join("jit.sqlite3")).unwrap();
    symlink("/etc/passwd", store.join("jit.sqlite3")).unwrap();
    assert!(matches!(
        OfflineLog::open(folder.path()),
        Err(OpenError::File { .. })
    ));
}
