//! The writer: groups, failures inside of them, and readers beside it.

use std::pin::pin;

use futures::future::{join, join_all};
use futures::poll;

use super::{execute, hold, in_writer, last, open_test_store};
use crate::contract::scene::*;
use crate::contract::verified;
use crate::{Store, StoreError};

/// What waits while the disk is busy shares the next wait for it.
#[tokio::test]
async fn waiting_units_share_one_transaction() {
    let store = open_test_store();
    let release = hold(&store, "").await;
    let before = store.commits();

    let asked: Vec<_> = (0..64).map(asked).collect();
    let mut waiting = pin!(join_all(asked.iter().map(|a| store.commit(a.unit()))));
    assert!(poll!(waiting.as_mut()).is_pending());
    release.send(()).unwrap();
    let committed = waiting.await;

    assert!(committed.iter().all(Result::is_ok));
    assert_eq!(store.commits() - before, 2, "the held one, and one for all");
}

/// A unit that loses does not take those down that share its transaction.
#[tokio::test]
async fn a_conflict_does_not_spoil_its_group() {
    let store = open_test_store();
    let read = asked(1).submit(&*store).await;
    let release = hold(&store, "").await;

    let units = [
        asked(2).unit(),
        transition(&read, approve(&read), &lead(), at(1)),
        transition(&read, approve(&read), &second_lead(), at(1)),
        asked(2).unit(),
        asked(3).unit(),
    ];
    let mut waiting = pin!(join_all(units.map(|unit| store.commit(unit))));
    assert!(poll!(waiting.as_mut()).is_pending());
    release.send(()).unwrap();
    let answers: Vec<_> = waiting.await.iter().map(Result::is_ok).collect();

    assert_eq!(answers, [true, true, false, false, true]);
    let log = store.log(0, 100).await.unwrap();
    assert_eq!(verified(&log).sequence, 4);
}

/// A unit that the database refuses in the middle of its rows leaves none of them, and those that
/// shared its transaction are written all the same.
#[tokio::test]
async fn a_refused_unit_leaves_nothing_and_does_not_spoil_its_group() {
    let store = open_test_store();
    let read = asked(1).submit(&*store).await;
    let active = done(&*store, &read, approve(&read), &lead(), at(1)).await;
    let vend = || transition(&active, open_session(&active, 1), &requester(), at(2));
    store.commit(vend()).await.unwrap();
    let release = hold(&store, "").await;

    let units = [asked(2).unit(), vend(), asked(3).unit()];
    let mut waiting = pin!(join_all(units.map(|unit| store.commit(unit))));
    assert!(poll!(waiting.as_mut()).is_pending());
    release.send(()).unwrap();
    let answers = waiting.await;

    assert!(answers[0].is_ok() && answers[2].is_ok());
    assert!(
        matches!(answers[1], Err(StoreError::Unavailable(_))),
        "an access key is recorded once, got {:?}",
        answers[1]
    );
    let log = store.log(0, 100).await.unwrap();
    assert_eq!(verified(&log).sequence, 5);
    assert_eq!(store.events(&id(1)).await.unwrap().len(), 3);
}

/// A panic in the writer is told to its caller, and the writer goes on.
#[tokio::test]
async fn a_panic_in_the_writer_fails_its_caller_alone() {
    let store = open_test_store();
    let release = hold(&store, "").await;

    let broken = in_writer(&store, |_| panic!("on purpose"));
    let unit = asked(1);
    let mut waiting = pin!(join(broken, store.commit(unit.unit())));
    assert!(poll!(waiting.as_mut()).is_pending());
    release.send(()).unwrap();
    let (broken, committed) = waiting.await;

    assert!(matches!(broken, Err(StoreError::Unavailable(_))));
    assert_eq!(committed.unwrap().sequence, 1);
    asked(2).submit(&*store).await;
    assert_eq!(last(&store).await, 2);
    settings_are_safe(&store).await;
}

/// A commit that fails is rolled back as a whole; the chain goes on from the durable end.
#[tokio::test]
async fn a_failed_commit_takes_everything_back() {
    let store = open_test_store();
    asked(1).submit(&*store).await;
    store.fail_commits(true);

    let failed = store.commit(asked(2).unit()).await;

    assert!(matches!(failed, Err(StoreError::Unavailable(_))));
    assert_eq!(store.request(&id(2)).await.unwrap(), None);
    store.check().await.unwrap_err();
    assert_eq!(last(&store).await, 1);
    assert_eq!(*store.changes().borrow(), 1);
    store.fail_commits(false);
    asked(2).submit(&*store).await;
    let log = store.log(0, 100).await.unwrap();
    assert_eq!(verified(&log).sequence, 2);
}

/// While another program keeps the file locked, commits fail, reads go on, and nothing has to be
/// started again.
#[tokio::test]
async fn a_locked_file_refuses_commits_and_recovers() {
    let store = open_test_store();
    let read = asked(1).submit(&*store).await;
    let other = rusqlite::Connection::open(store.readers.database.file()).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();

    let units = [asked(2).unit(), asked(3).unit()];
    let refused = join_all(units.map(|unit| store.commit(unit))).await;

    for refused in refused {
        assert!(matches!(refused, Err(StoreError::Unavailable(_))));
    }
    store.check().await.unwrap_err();
    assert_eq!(store.request(&id(1)).await.unwrap(), Some(read));
    other.execute_batch("ROLLBACK").unwrap();
    asked(2).submit(&*store).await;
    assert_eq!(last(&store).await, 2);
}

/// Readers neither wait for an open transaction nor see what is not committed.
#[tokio::test]
async fn readers_see_the_last_committed_state() {
    let store = open_test_store();
    let read = asked(1).submit(&*store).await;
    let release = hold(&store, "UPDATE requests SET version = 7").await;

    let meanwhile = store.request(&id(1)).await.unwrap().unwrap();
    assert_eq!(meanwhile, read);

    release.send(()).unwrap();
    store.check().await.unwrap();
    let after = store.request(&id(1)).await.unwrap().unwrap();
    assert_eq!(after.version.0, 7);
}

/// Readers cannot write, whatever they are asked to run.
#[tokio::test]
async fn readers_cannot_write() {
    let store = open_test_store();
    let written = store
        .readers
        .read(|connection| Ok(connection.execute("UPDATE probe SET writes = 9", [])?))
        .await;

    assert!(matches!(written, Err(StoreError::Unavailable(_))));
}

/// The settings on which durability rests, also on a connection that replaced another.
#[tokio::test]
async fn the_writer_waits_for_the_disk() {
    let store = open_test_store();
    settings_are_safe(&store).await;
}

async fn settings_are_safe(store: &super::SqliteStore) {
    in_writer(store, |connection| {
        let pragma = |name| connection.pragma_query_value(None, name, |row| row.get::<_, i64>(0));
        assert_eq!(pragma("synchronous")?, 2, "FULL");
        assert_eq!(pragma("foreign_keys")?, 1);
        let mode: String = connection.pragma_query_value(None, "journal_mode", |row| row.get(0))?;
        assert_eq!(mode, "wal");
        Ok(())
    })
    .await
    .unwrap();
}

/// The log is only appended to, and nothing is deleted, even below the rules of this program.
#[tokio::test]
async fn the_file_refuses_to_change_or_delete_history() {
    let store = open_test_store();
    let read = asked(1).submit(&*store).await;
    let active = done(&*store, &read, approve(&read), &lead(), at(1)).await;
    done(
        &*store,
        &active,
        open_session(&active, 1),
        &requester(),
        at(2),
    )
    .await;

    for sql in [
        "UPDATE events SET event = '{}'",
        "DELETE FROM events",
        "DELETE FROM requests",
        "UPDATE sessions SET sequence = 1",
        "DELETE FROM sessions",
    ] {
        let refused = execute(&store, sql).await;
        let told = refused.unwrap_err().to_string();
        assert!(told.contains("is never"), "`{sql}` told `{told}`");
    }
}
