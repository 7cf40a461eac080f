//! The key that makes a repeated submission one.

use futures::future::join;
use jit_domain::{Person, Sha256Hex, Timestamp};

use super::scene::*;
use crate::{IdempotencyRecord, Store, StoreError};

const DAY: i64 = 24 * 3600;

fn record(by: &Person, key: &str, body: &str) -> IdempotencyRecord {
    IdempotencyRecord {
        person: by.id.clone(),
        key: key.parse().unwrap(),
        body: Sha256Hex::of(body.as_bytes()),
    }
}

/// The same key with the same body writes nothing and answers with the request of the first time,
/// as it is now.
pub(crate) async fn a_repeated_submission_is_one(store: &impl Store) {
    let record = record(&requester(), "key", "body");
    let first = store.commit(asked(1).unit_with_key(record.clone())).await;
    let read = first.unwrap().request.unwrap();
    let approved = done(store, &read, approve(&read), &lead(), at(1)).await;

    let again = store.commit(asked(2).unit_with_key(record.clone())).await;

    let again = again.unwrap();
    assert!(again.replayed);
    assert_eq!(again.sequence, 0);
    assert_eq!(again.request, Some(approved.clone()));
    assert_eq!(store.request(&id(2)).await.unwrap(), None);
    assert_eq!(store.head().await.unwrap().sequence, 2);
    assert_eq!(store.pending_notices(9).await.unwrap().len(), 2);
    let replayed = store.replayed(&record, at(2)).await.unwrap();
    assert_eq!(replayed, Some(approved));
}

/// The same key with another body is refused, before and inside the commit.
pub(crate) async fn a_key_with_another_body_is_refused(store: &impl Store) {
    let (first, other) = (
        record(&requester(), "key", "body"),
        record(&requester(), "key", "other"),
    );
    store.commit(asked(1).unit_with_key(first)).await.unwrap();

    let looked_up = store.replayed(&other, at(1)).await;
    let committed = store.commit(asked(2).unit_with_key(other)).await;

    assert!(matches!(looked_up, Err(StoreError::IdempotencyMismatch)));
    assert!(matches!(committed, Err(StoreError::IdempotencyMismatch)));
    assert_eq!(store.request(&id(2)).await.unwrap(), None);
    assert_eq!(store.head().await.unwrap().sequence, 1);
}

/// Keys of different people never meet, and different keys of one person do not either.
pub(crate) async fn keys_belong_to_one_person(store: &impl Store) {
    let records = [
        record(&requester(), "key", "body"),
        record(&requester(), "other-key", "body"),
        record(&lead(), "key", "other"),
    ];
    for (number, record) in (1..).zip(&records) {
        assert_eq!(store.replayed(record, at(0)).await.unwrap(), None);
        let unit = asked(number).unit_with_key(record.clone());
        assert!(!store.commit(unit).await.unwrap().replayed);
    }
    for (number, record) in (1..).zip(&records) {
        let replayed = store.replayed(record, at(1)).await.unwrap();
        assert_eq!(replayed.unwrap().value.id, id(number));
    }
}

/// A key counts up to, but not at, the instant 24 hours after its first use; then it is free for
/// any body, and counts for another 24 hours.
pub(crate) async fn a_key_counts_for_24_hours(store: &impl Store) {
    let first = record(&requester(), "key", "body");
    let second = record(&requester(), "key", "other");
    let unit = asked(1).unit_with_key(first.clone());
    store.commit(unit).await.unwrap();
    let last = Timestamp::from_millis(at(DAY).millis() - 1);

    let mut asked_again = asked(2);
    asked_again.at = last;
    let replay = store.commit(asked_again.unit_with_key(first.clone())).await;
    assert!(replay.unwrap().replayed);
    assert!(store.replayed(&first, last).await.unwrap().is_some());
    assert_eq!(store.replayed(&first, at(DAY)).await.unwrap(), None);
    assert_eq!(store.replayed(&second, at(DAY)).await.unwrap(), None);

    asked_again.at = at(DAY);
    let unit = asked_again.unit_with_key(second.clone());
    assert!(!store.commit(unit).await.unwrap().replayed);
    let replayed = store.replayed(&second, at(2 * DAY - 1)).await.unwrap();
    assert_eq!(replayed.unwrap().value.id, id(2));
    let mismatch = store.replayed(&first, at(DAY + 1)).await;
    assert!(matches!(mismatch, Err(StoreError::IdempotencyMismatch)));
}

/// Keys that count are kept however many others are forgotten.
pub(crate) async fn forgetting_keys_keeps_those_that_count(store: &impl Store) {
    let keyed = |number: u64, seconds| {
        let mut asked = asked(number);
        asked.at = at(seconds);
        let key = format!("key-{number}");
        (asked, record(&requester(), &key, "body"))
    };
    for number in 1..=20 {
        let (asked, record) = keyed(number, i64::try_from(number).unwrap());
        store.commit(asked.unit_with_key(record)).await.unwrap();
    }
    for number in 21..=40 {
        let (asked, record) = keyed(number, DAY + 10);
        store.commit(asked.unit_with_key(record)).await.unwrap();
    }
    for number in 1..=40 {
        let (_, record) = keyed(number, 0);
        let replayed = store.replayed(&record, at(DAY + 10)).await.unwrap();
        assert_eq!(replayed.is_some(), number > 10, "key {number}");
    }
}

/// Of two submissions with one key at once, exactly one writes, and both tell the same request.
pub(crate) async fn one_of_two_simultaneous_submissions_writes(store: &impl Store) {
    for pair in 0..10 {
        let record = record(&requester(), &format!("key-{pair}"), "body");
        let unit = |number| asked(number).unit_with_key(record.clone());

        let (one, other) = join(
            store.commit(unit(2 * pair)),
            store.commit(unit(2 * pair + 1)),
        )
        .await;

        let (one, other) = (one.unwrap(), other.unwrap());
        assert_ne!(one.replayed, other.replayed, "exactly one writes");
        assert_eq!(one.request, other.request);
        assert_eq!(store.head().await.unwrap().sequence, pair + 1);
    }
}

/// A submission that loses leaves its key free.
pub(crate) async fn a_key_of_a_lost_submission_stays_free(store: &impl Store) {
    let record = record(&requester(), "key", "body");
    asked(1).submit(store).await;

    let lost = store.commit(asked(1).unit_with_key(record.clone())).await;
    assert!(matches!(lost, Err(StoreError::Conflict { .. })));
    assert_eq!(store.replayed(&record, at(0)).await.unwrap(), None);

    let unit = asked(2).unit_with_key(record);
    assert!(!store.commit(unit).await.unwrap().replayed);
}
