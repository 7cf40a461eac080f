//! Rows that this program did not write: they are reported, never guessed at.

use super::super::OpenError;
use super::{SqliteStore, execute, in_writer, open_test_store};
use crate::contract::scene::*;
use crate::{ChainHead, IdempotencyRecord, Scope, Store, StoreError, link};

/// A request that cannot be read is reported by every way that leads to it, and is not changed.
#[tokio::test]
async fn a_damaged_request_is_reported() {
    for damage in [
        "UPDATE requests SET request = 'no JSON'",
        "UPDATE requests SET request = '{}'",
        "UPDATE requests SET request = json_set(request, '$.unknown', 1)",
        "UPDATE requests SET request = json_set(request, '$.id', 'req-0000000009')",
        "UPDATE requests SET request = json_set(request, '$.created_at', 'yesterday')",
        "PRAGMA ignore_check_constraints = 1; UPDATE requests SET version = -1",
    ] {
        let store = open_test_store();
        let read = asked(1).submit(&*store).await;
        execute(&store, damage).await.unwrap();

        let read_again = store.request(&id(1)).await;
        let listed = store.requests(&query(Scope::All)).await;

        assert!(
            matches!(read_again, Err(StoreError::Damaged(_))),
            "`{damage}` gave {read_again:?}"
        );
        assert!(matches!(listed, Err(StoreError::Damaged(_))));
        let told = read_again.unwrap_err().to_string();
        assert!(!told.contains("stuck queue"), "no reasons in `{told}`");
        let mut stale = read;
        stale.version = crate::Version(5);
        let decided = perform(&*store, &stale, approve(&stale), &lead(), at(1)).await;
        assert!(
            matches!(decided, Err(StoreError::Damaged(_))),
            "{decided:?}"
        );
        assert_eq!(super::last(&store).await, 1);
    }
}

/// Events, sessions, notices and keys that cannot be read are reported.
#[tokio::test]
async fn other_damaged_rows_are_reported() {
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
    execute(
        &store,
        "DROP TRIGGER events_are_never_changed; DROP TRIGGER sessions_are_never_changed;
         UPDATE sessions SET sequence = 1;
         UPDATE events SET event = '{}' WHERE sequence = 2;
         UPDATE outbox SET notice = '{}';
",
    )
    .await
    .unwrap();

    let damaged = [
        store.events(&id(1)).await.err(),
        store.log(0, 10).await.err(),
        store.session(&access_key_id(1)).await.err(),
        store.pending_notices(10).await.err(),
    ];
    for (place, found) in damaged.into_iter().enumerate() {
        assert!(
            matches!(found, Some(StoreError::Damaged(_))),
            "{place}: {found:?}"
        );
    }
    assert!(store.replayed(&record, at(3)).await.is_ok());
}

/// An access key leads to the event that opened its session, and to no other.
#[tokio::test]
async fn a_session_that_points_elsewhere_is_reported() {
    let store = open_test_store();
    let read = asked(1).submit(&*store).await;
    let active = done(&*store, &read, approve(&read), &lead(), at(1)).await;
    for number in 1..=2 {
        let command = open_session(&active, number);
        done(&*store, &active, command, &requester(), at(2)).await;
    }
    let swap = "DROP TRIGGER sessions_are_never_changed;
         UPDATE sessions SET sequence = 7 - sequence;";
    execute(&store, swap).await.unwrap();

    let found = store.session(&access_key_id(1)).await;

    assert!(matches!(found, Err(StoreError::Damaged(_))), "{found:?}");
}

/// An event that was replaced by another with a hash of its own no longer fits the one behind it.
#[tokio::test]
async fn a_log_with_a_replaced_event_does_not_open() {
    let store = open_test_store();
    for number in 1..=3 {
        asked(number).submit(&*store).await;
    }
    let log = store.log(0, 3).await.unwrap();
    let mut forged = log[1].event.clone();
    forged.at = at(9);
    let before = ChainHead {
        sequence: 1,
        hash: log[0].hash.clone(),
    };
    let hash = link(&before, &forged).unwrap().hash;
    let forged = serde_json::to_string(&forged).unwrap();
    in_writer(&store, move |connection| {
        connection.execute_batch("DROP TRIGGER events_are_never_changed")?;
        let forge = "UPDATE events SET event = ?1, hash = ?2 WHERE sequence = 2";
        connection.execute(forge, (&forged, hash.as_str()))?;
        Ok(())
    })
    .await
    .unwrap();
    let folder = store.folder;
    drop(store.store);

    let opened = SqliteStore::open(folder.path());

    assert!(matches!(opened, Err(OpenError::Damaged(_))), "{opened:?}");
}

/// A log whose end was changed, cut or extended does not open.
#[tokio::test]
async fn a_log_with_a_changed_end_does_not_open() {
    for damage in [
        "UPDATE events SET event = json_set(event, '$.at', '2026-11-22T09:30:00.000Z')
         WHERE sequence = 3",
        "UPDATE events SET hash = previous_hash WHERE sequence = 3",
        "UPDATE events SET hash = replace(hash, substr(hash, 1, 1), 'e') || '0' WHERE sequence = 3",
        "DELETE FROM events WHERE sequence = 2",
        "INSERT INTO events SELECT 4, hash, hash, request, event FROM events WHERE sequence = 3",
    ] {
        let store = open_test_store();
        for number in 1..=3 {
            asked(number).submit(&*store).await;
        }
        let folder = store.folder;
        let drop_rules = "DROP TRIGGER events_are_never_changed;
             DROP TRIGGER events_are_never_deleted; DELETE FROM outbox;";
        execute(&store.store, drop_rules).await.unwrap();
        execute(&store.store, damage).await.unwrap();
        drop(store.store);

        let opened = SqliteStore::open(folder.path());

        assert!(
            matches!(opened, Err(OpenError::Damaged(_))),
            "`{damage}` gave {opened:?}"
        );
    }
}
