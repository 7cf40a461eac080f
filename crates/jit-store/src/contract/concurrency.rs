//! Many callers at once, and callers that leave.

use std::pin::pin;

use futures::future::join_all;
use futures::poll;

use super::log::verified;
use super::scene::*;
use crate::{Scope, Store, StoreError, Version};

/// How many callers there are at once.
const CALLERS: u64 = 64;

/// Whatever many callers write at once is all there, in one chain.
pub(crate) async fn simultaneous_submissions_are_all_stored(store: &impl Store) {
    let asked: Vec<_> = (0..CALLERS).map(asked).collect();

    let committed = join_all(asked.iter().map(|asked| store.commit(asked.unit()))).await;

    let mut sequences: Vec<_> = committed
        .into_iter()
        .map(|committed| committed.unwrap().sequence)
        .collect();
    sequences.sort_unstable();
    assert!(sequences.into_iter().eq(1..=CALLERS));
    let log = store.log(0, 1_000).await.unwrap();
    assert_eq!(verified(&log).sequence, CALLERS);
    assert_eq!(store.pending_notices(1_000).await.unwrap().len(), 64);
    assert_eq!(found(store, &query(Scope::All)).await.len(), 64);
}

/// Of many who decide on the same version, exactly one wins each time, and the losers are told who.
pub(crate) async fn one_of_many_simultaneous_decisions_wins(store: &impl Store) {
    let mut asked = asked(1);
    asked.ruling = manual(vec![level(group("leads"), 3)]);
    let mut read = asked.submit(store).await;
    let deciders: Vec<_> = (0..CALLERS)
        .map(|number| person(&format!("lead-{number}"), &["leads"]))
        .collect();
    for round in 0..3_u64 {
        // Those who approved in an earlier round cannot again.
        let able = deciders
            .iter()
            .filter(|by| read.value.decisions.iter().all(|d| d.by.id != by.id));
        let units = able.map(|by| transition(&read, approve(&read), by, at(1)));
        let decided = join_all(units.map(|unit| store.commit(unit))).await;

        let mut winners = Vec::new();
        let mut losers = Vec::new();
        for result in decided {
            match result {
                Ok(committed) => winners.push(committed.request.unwrap()),
                Err(StoreError::Conflict {
                    current: Some(current),
                }) => losers.push(*current),
                Err(other) => panic!("a decision wins or loses, got {other:?}"),
            }
        }
        assert_eq!(winners.len(), 1, "in round {round}");
        assert_eq!(winners[0].version, Version(round + 2));
        assert!(losers.iter().all(|told| *told == winners[0]));
        read = winners.remove(0);
    }
    assert_eq!(store.events(&id(1)).await.unwrap().len(), 4);
}

/// Of an approval and a revocation, a cancellation or a rejection at once, one wins.
pub(crate) async fn opposite_decisions_do_not_both_win(store: &impl Store) {
    for number in 0..20 {
        let read = asked(number).submit(store).await;
        let units = [
            transition(&read, approve(&read), &lead(), at(1)),
            transition(&read, reject(&read), &second_lead(), at(1)),
            transition(&read, jit_domain::Command::Cancel, &requester(), at(1)),
        ];

        let decided = join_all(units.into_iter().map(|unit| store.commit(unit))).await;

        assert_eq!(decided.iter().filter(|d| d.is_ok()).count(), 1);
        assert_eq!(store.events(&id(number)).await.unwrap().len(), 2);
    }
}

/// A caller that leaves takes nothing back and leaves nothing half done.
pub(crate) async fn a_caller_that_leaves_leaves_nothing_half_done(store: &impl Store) {
    for number in 0..CALLERS {
        let asked = asked(number);
        let mut commit = pin!(store.commit(asked.unit()));
        for _ in 0..number % 3 {
            let _ = poll!(commit.as_mut());
        }
    }
    // Whatever was handed over before this one is done when this one is.
    asked(1_000).submit(store).await;

    let log = store.log(0, 1_000).await.unwrap();
    let notices = store.pending_notices(1_000).await.unwrap();
    let stored = found(store, &query(Scope::All)).await;
    let mut logged: Vec<_> = log.iter().filter_map(|l| l.event.request.clone()).collect();
    logged.sort();
    logged.reverse();
    assert_eq!(verified(&log), store.head().await.unwrap());
    assert_eq!(logged, stored, "an event for each row");
    assert_eq!(notices.len(), stored.len(), "a notice for each row");
    for number in (0..CALLERS).filter(|number| number % 3 == 0) {
        assert!(!stored.contains(&id(number)), "never begun");
    }
}
