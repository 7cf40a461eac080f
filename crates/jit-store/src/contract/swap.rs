//! Compare-and-swap on the version of a request.

use jit_domain::StatusName;

use super::scene::*;
use crate::{Scope, Store, StoreError, Version};

/// A submission is stored as it was decided, at version 1, and read back the same.
pub(crate) async fn a_new_request_is_stored_at_version_one(store: &impl Store) {
    let asked = asked(1);

    let committed = store.commit(asked.unit()).await.unwrap();

    let stored = committed.request.unwrap();
    assert_eq!(committed.sequence, 1);
    assert!(!committed.replayed);
    assert_eq!(stored.version, Version(1));
    assert_eq!(store.request(&asked.id).await.unwrap(), Some(stored));
    assert_eq!(store.request(&id(2)).await.unwrap(), None);
}

/// Of two writers who read the same version, the second loses and changes nothing.
pub(crate) async fn a_stale_commit_conflicts(store: &impl Store) {
    let read = asked(1).submit(store).await;
    let approved = done(store, &read, approve(&read), &lead(), at(1)).await;
    let notices = store.pending_notices(100).await.unwrap();

    let lost = perform(store, &read, reject(&read), &second_lead(), at(2)).await;

    let Err(StoreError::Conflict {
        current: Some(current),
    }) = lost
    else {
        panic!("a stale commit is a conflict, got {lost:?}");
    };
    assert_eq!(*current, approved, "the loser is told the current state");
    assert_eq!(approved.version, Version(2));
    assert_eq!(store.request(&read.value.id).await.unwrap(), Some(approved));
    assert_eq!(store.events(&read.value.id).await.unwrap().len(), 2);
    assert_eq!(store.head().await.unwrap().sequence, 2);
    assert_eq!(store.pending_notices(100).await.unwrap(), notices);
}

/// An ID that is taken is not given to a second request.
pub(crate) async fn a_taken_id_conflicts(store: &impl Store) {
    let first = asked(1).submit(store).await;
    let mut second = asked(1);
    second.by = lead();

    let lost = store.commit(second.unit()).await;

    assert!(
        matches!(&lost, Err(StoreError::Conflict { current: Some(current) }) if **current == first),
        "got {lost:?}"
    );
    assert_eq!(store.request(&id(1)).await.unwrap(), Some(first));
    assert_eq!(store.head().await.unwrap().sequence, 1);
}

/// A change of a request that was never stored is a conflict without a current state.
pub(crate) async fn a_change_of_an_unknown_request_conflicts(store: &impl Store) {
    let mut read = asked(1).submit(store).await;
    read.value.id = id(2);

    let lost = perform(store, &read, approve(&read), &lead(), at(1)).await;

    assert!(
        matches!(lost, Err(StoreError::Conflict { current: None })),
        "got {lost:?}"
    );
    assert_eq!(store.head().await.unwrap().sequence, 1);
}

/// Sessions do not change the request: many can be opened on what was read once.
pub(crate) async fn a_session_is_recorded_at_the_unchanged_version(store: &impl Store) {
    let read = asked(1).submit(store).await;
    let active = done(store, &read, approve(&read), &lead(), at(1)).await;

    for number in 1..=2 {
        let command = open_session(&active, number);
        let after = done(store, &active, command, &requester(), at(2)).await;
        assert_eq!(after, active);
    }

    assert_eq!(store.request(&id(1)).await.unwrap(), Some(active.clone()));
    let recorded = store.session(&access_key_id(2)).await.unwrap();
    let in_its_window = jit_domain::Session {
        window: active.value.window(),
        ..session(&active.value, 2)
    };
    assert_eq!(recorded, Some((id(1), in_its_window)));
    assert_eq!(store.session(&access_key_id(3)).await.unwrap(), None);
}

/// A revoke between the read and the record of a session wins: no credentials leave the broker.
pub(crate) async fn a_session_loses_against_a_revoke(store: &impl Store) {
    let read = asked(1).submit(store).await;
    let active = done(store, &read, approve(&read), &lead(), at(1)).await;
    let vend = transition(&active, open_session(&active, 1), &requester(), at(2));
    done(store, &active, revoke(), &lead(), at(2)).await;

    let lost = store.commit(vend).await;

    let Err(StoreError::Conflict {
        current: Some(current),
    }) = lost
    else {
        panic!("a session after a revoke is a conflict, got {lost:?}");
    };
    assert_eq!(current.value.status(at(2)).name(), StatusName::Revoked);
    assert_eq!(store.session(&access_key_id(1)).await.unwrap(), None);
    assert_eq!(store.events(&id(1)).await.unwrap().len(), 3);
    let revoked = found(store, &query(Scope::All)).await;
    assert_eq!(revoked, ids(&[1]));
}
