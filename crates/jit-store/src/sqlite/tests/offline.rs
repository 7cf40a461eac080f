//! The log as it is read without a broker, before and after somebody wrote to the database.

use jit_audit::{Entry, HeadLine, LineParser, Report, Verifier};
use jit_domain::RecordedEvent;

use super::{TestStore, execute, open_test_store};
use crate::contract::scene::*;
use crate::sqlite::{OfflineLog, OpenError, RowFault};
use crate::{Store, StoreError};

/// Two requests, one of them approved and used, and a refusal: five events.
async fn store() -> TestStore {
    let store = open_test_store();
    let read = asked(1).submit(&*store).await;
    asked(2).submit(&*store).await;
    store.commit(refusal(Some(id(1)))).await.unwrap();
    let active = done(&*store, &read, approve(&read), &lead(), at(1)).await;
    let command = open_session(&active, 1);
    done(&*store, &active, command, &requester(), at(2)).await;
    store
}

fn lines(log: &OfflineLog, after: u64) -> Vec<String> {
    let mut lines = Vec::new();
    let keep = |line: &str| {
        lines.push(line.to_owned());
        Ok::<_, StoreError>(())
    };
    log.lines(after, keep).unwrap();
    lines
}

fn verified(store: &TestStore) -> Report {
    let log = OfflineLog::open(store.folder.path()).unwrap();
    let mut verifier = Verifier::new(0, Vec::new());
    let mut parser = LineParser::default();
    for (number, line) in (1..).zip(lines(&log, 0)) {
        match parser.parse(&line) {
            Entry::Record(record) => verifier.record(None, &record),
            other => verifier.entry(number, &other),
        }
    }
    verifier.finish(HeadLine::None)
}

#[tokio::test]
async fn the_lines_are_the_events_and_verify_beside_a_broker() {
    let store = store().await;
    let log = OfflineLog::open(store.folder.path()).unwrap();

    let read: Vec<RecordedEvent> = lines(&log, 0)
        .iter()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(read, store.log(0, 10).await.unwrap());
    assert_eq!(lines(&log, 3).len(), 2);
    assert_eq!(lines(&log, 5), [""; 0]);
    assert_eq!(log.head().unwrap(), store.head().await.unwrap());
    assert_eq!(log.row_faults(10).unwrap(), []);
    assert!(verified(&store).intact);
}

#[tokio::test]
async fn what_is_written_meanwhile_belongs_to_another_moment() {
    let store = store().await;
    let log = OfflineLog::open(store.folder.path()).unwrap();
    let before = log.head().unwrap();

    store.commit(refusal(None)).await.unwrap();

    assert_eq!(log.head().unwrap(), before);
    assert_eq!(lines(&log, 0).len(), 5);
    drop(log);
    assert_eq!(verified(&store).records, 6);
}

#[tokio::test]
async fn every_change_of_the_log_is_named() {
    for (change, first_bad) in [
        (
            "UPDATE events SET event = replace(event, 'stuck', 'other') WHERE sequence = 2",
            2,
        ),
        (
            "UPDATE events SET hash = previous_hash WHERE sequence = 3",
            3,
        ),
        (
            "UPDATE events SET previous_hash = hash WHERE sequence = 3",
            3,
        ),
        ("DELETE FROM events WHERE sequence = 1", 1),
        ("DELETE FROM events WHERE sequence = 4", 4),
        ("UPDATE events SET sequence = 40 WHERE sequence = 4", 4),
        ("UPDATE events SET event = 'no JSON' WHERE sequence = 4", 4),
        ("UPDATE events SET event = '' WHERE sequence = 4", 4),
        (
            "UPDATE events SET event = event || ' ' || char(10) || '{}' WHERE sequence = 5",
            5,
        ),
        (
            "UPDATE events SET hash = '\",\"x\":\"' WHERE sequence = 5",
            5,
        ),
        (
            "UPDATE events SET event = replace(event, '{\"at\"', '{\"sequence\":9,\"at\"') \
             WHERE sequence = 5",
            5,
        ),
    ] {
        let store = store().await;
        execute(
            &store,
            "DROP TRIGGER events_are_never_changed; DROP TRIGGER events_are_never_deleted; \
             DROP TABLE sessions; DROP TABLE outbox",
        )
        .await
        .unwrap();
        execute(&store, change).await.unwrap();
        let report = verified(&store);
        assert_eq!(report.first_bad, Some(first_bad), "{change}: {report:?}");
    }
}

#[tokio::test]
async fn a_row_that_is_not_what_its_events_say_is_named() {
    for (change, fault) in [
        (
            "UPDATE requests SET request = json_set(request, '$.ask.duration', 7200)",
            RowFault::Differs(id(2).to_string()),
        ),
        (
            "UPDATE requests SET request = 'no JSON'",
            RowFault::Differs(id(2).to_string()),
        ),
        (
            "DROP TRIGGER requests_are_never_deleted; PRAGMA foreign_keys = off; \
             DELETE FROM approvers; DELETE FROM requests",
            RowFault::Missing(id(2).to_string()),
        ),
    ] {
        let store = store().await;
        let change = format!("{change} WHERE id = '{}'", id(2));
        execute(&store, change.leak()).await.unwrap();
        let log = OfflineLog::open(store.folder.path()).unwrap();
        assert_eq!(log.row_faults(10).unwrap(), [fault]);
        assert_eq!(log.row_faults(0).unwrap(), []);
    }
}

#[tokio::test]
async fn nothing_is_made_where_there_is_no_store() {
    let folder = tempfile::tempdir().unwrap();
    let opened = OfflineLog::open(folder.path());
    assert!(matches!(opened, Err(OpenError::File { .. })), "{opened:?}");
    let missing = folder.path().join("missing");
    assert!(OfflineLog::open(&missing).is_err());
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
}

/// A store that another program left behind, or that nobody has written to.
#[tokio::test]
async fn a_file_that_is_no_store_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("store")).unwrap();
    let file = folder.path().join("store/jit.sqlite3");
    std::fs::write(&file, "").unwrap();
    assert!(matches!(
        OfflineLog::open(folder.path()),
        Err(OpenError::NotAStore)
    ));
    std::fs::write(
        &file,
        "not a database, but long enough to be looked at as one",
    )
    .unwrap();
    assert!(OfflineLog::open(folder.path()).is_err());
}
