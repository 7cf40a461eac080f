//! The audit log and what is written with its events.

use jit_domain::{Audience, EventHash, NoticeKind, RequestId};

use super::scene::*;
use crate::{ChainHead, RecordedEvent, Store, link};

/// Events are numbered from 1 without gaps, whatever conflicts lie between them, and each names the
/// hash of the one before.
pub(crate) async fn events_form_one_chain_without_gaps(store: &impl Store) {
    assert_eq!(store.head().await.unwrap(), ChainHead::default());
    let first = asked(1).submit(store).await;
    asked(2).submit(store).await;
    store.commit(asked(2).unit()).await.unwrap_err();
    done(store, &first, approve(&first), &lead(), at(1)).await;
    store.commit(refusal(Some(id(1)))).await.unwrap();

    let log = store.log(0, 100).await.unwrap();

    assert_eq!(log.len(), 4);
    assert_eq!(log[0].previous_hash, EventHash::genesis());
    assert_eq!(verified(&log), store.head().await.unwrap());
    assert_eq!(store.log(2, 1).await.unwrap(), log[2..3], "behind, at most");
    assert_eq!(store.log(4, 10).await.unwrap(), []);
    assert_eq!(store.log(u64::MAX, 10).await.unwrap(), []);
}

/// The end of a log that begins at the first event.
pub(crate) fn verified(log: &[RecordedEvent]) -> ChainHead {
    let mut head = ChainHead::default();
    for recorded in log {
        let position = link(&head, &recorded.event).unwrap();
        assert_eq!(recorded.previous_hash, head.hash);
        assert_eq!(recorded.sequence, position.sequence);
        assert_eq!(recorded.hash, position.hash);
        head = ChainHead {
            sequence: position.sequence,
            hash: position.hash,
        };
    }
    head
}

/// The events of one request are those that name it, in order.
pub(crate) async fn events_of_a_request_are_its_own(store: &impl Store) {
    let first = asked(1).submit(store).await;
    asked(2).submit(store).await;
    store.commit(refusal(None)).await.unwrap();
    done(store, &first, approve(&first), &lead(), at(1)).await;

    let sequences = async |id: RequestId| -> Vec<u64> {
        let events = store.events(&id).await.unwrap();
        events.iter().map(|recorded| recorded.sequence).collect()
    };

    assert_eq!(sequences(id(1)).await, [1, 4]);
    assert_eq!(sequences(id(2)).await, [2]);
    assert_eq!(sequences(id(3)).await, [] as [u64; 0]);
}

/// A request is read together with its own events, and an unknown one not at all.
pub(crate) async fn a_request_comes_with_its_events(store: &impl Store) {
    let first = asked(1).submit(store).await;
    asked(2).submit(store).await;
    done(store, &first, approve(&first), &lead(), at(1)).await;

    let found = store.request_with_events(&id(1)).await.unwrap().unwrap();

    assert_eq!(store.request(&id(1)).await.unwrap(), Some(found.request));
    assert_eq!(store.events(&id(1)).await.unwrap(), found.events);
    assert_eq!(found.events.len(), 2);
    assert_eq!(store.request_with_events(&id(9)).await.unwrap(), None);
}

/// A refusal is logged without touching any request, known or unknown.
pub(crate) async fn a_refusal_is_logged_and_changes_nothing(store: &impl Store) {
    let stored = asked(1).submit(store).await;

    for about in [None, Some(id(1)), Some(id(9))] {
        let committed = store.commit(refusal(about)).await.unwrap();
        assert_eq!(committed.request, None);
    }

    assert_eq!(store.request(&id(1)).await.unwrap(), Some(stored));
    assert_eq!(store.request(&id(9)).await.unwrap(), None);
    assert_eq!(store.events(&id(9)).await.unwrap().len(), 1);
    assert_eq!(store.head().await.unwrap().sequence, 4);
}

/// Notices are written with the event they come from, and keep their order and number.
pub(crate) async fn notices_are_written_with_their_event(store: &impl Store) {
    let read = asked(1).submit(store).await;
    done(store, &read, reject(&read), &lead(), at(1)).await;

    let pending = store.pending_notices(100).await.unwrap();

    let told: Vec<_> = pending
        .iter()
        .map(|p| (p.sequence, p.notice.kind, p.notice.audience))
        .collect();
    let level = jit_domain::LevelNumber::FIRST;
    assert_eq!(
        told,
        [
            (1, NoticeKind::DecisionNeeded, Audience::Approvers { level }),
            (2, NoticeKind::Rejected, Audience::Requester),
            (2, NoticeKind::Rejected, Audience::EarlierApprovers),
        ]
    );
    assert!(pending.is_sorted_by(|a, b| a.id < b.id));
    assert!(pending.iter().all(|p| p.notice.request == Some(id(1))));
    assert_eq!(store.pending_notices(1).await.unwrap(), pending[..1]);
}

/// Each commit that wrote tells the last sequence number; one that lost does not.
pub(crate) async fn changes_tell_the_last_event(store: &impl Store) {
    let mut changes = store.changes();
    assert_eq!(*changes.borrow_and_update(), 0);

    asked(1).submit(store).await;
    assert!(changes.has_changed().unwrap());
    assert_eq!(*changes.borrow_and_update(), 1);

    store.commit(asked(1).unit()).await.unwrap_err();
    assert!(
        !changes.has_changed().unwrap(),
        "a conflict changes nothing"
    );
    assert_eq!(*store.changes().borrow(), 1, "a late listener knows too");
}

/// The check passes on a sound store, and is no event.
pub(crate) async fn a_check_writes_no_event(store: &impl Store) {
    store.check().await.unwrap();
    store.check().await.unwrap();

    assert_eq!(store.head().await.unwrap(), ChainHead::default());
}
