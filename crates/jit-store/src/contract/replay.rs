//! Random lives of requests: the row is what the events add up to, and lists agree with the domain.

use jit_domain::{
    Command, Person, Request, ReviewState, Ruling, StatusName, Timestamp, WindowDuration, apply,
};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;

use super::log::verified;
use super::scene::*;
use super::to_revoke::to_revoke;
use crate::{RequestQuery, ReviewFilter, Scope, Store, UnitOfWork, Version, Versioned};

/// How many requests live.
const LIVES: u64 = 60;

/// One thing that somebody tries after some seconds. Most are refused by the domain.
#[derive(Clone, Debug)]
struct Step {
    by: usize,
    seconds: i64,
    attempt: Attempt,
}

#[derive(Clone, Debug)]
enum Attempt {
    Approve { narrowed: Option<i64> },
    Reject,
    Cancel,
    Finish,
    Revoke { administrator: bool },
    Review,
    Vend,
}

fn people() -> [Person; 6] {
    let outsider = person("outsider", &[]);
    [
        requester(),
        lead(),
        second_lead(),
        security(),
        guard(),
        outsider,
    ]
}

fn rulings() -> [Ruling; 6] {
    [
        manual(vec![level(group("leads"), 1)]),
        manual(vec![level(group("leads"), 2), level(group("security"), 1)]),
        manual(vec![level(group("security"), 1), level(group("leads"), 1)]),
        automatic(),
        break_glass(vec![level(group("leads"), 2), level(group("security"), 1)]),
        conflicting(),
    ]
}

fn attempt() -> impl Strategy<Value = Attempt> {
    prop_oneof![
        6 => proptest::option::of(1_i64..4000).prop_map(|narrowed| Attempt::Approve { narrowed }),
        1 => Just(Attempt::Reject),
        1 => Just(Attempt::Cancel),
        1 => Just(Attempt::Finish),
        1 => any::<bool>().prop_map(|administrator| Attempt::Revoke { administrator }),
        2 => Just(Attempt::Review),
        3 => Just(Attempt::Vend),
    ]
}

/// Who asks, the ruling, the delay of the start if any, and what is tried then.
fn life() -> impl Strategy<Value = (usize, usize, Option<i64>, Vec<Step>)> {
    let step = (0..people().len(), 0_i64..900, attempt()).prop_map(|(by, seconds, attempt)| Step {
        by,
        seconds,
        attempt,
    });
    (
        0..2_usize,
        0..rulings().len(),
        proptest::option::weighted(0.3, 100_i64..2000),
        proptest::collection::vec(step, 0..10),
    )
}

fn command(attempt: &Attempt, read: &Versioned<Request>, number: u32) -> Command {
    match attempt {
        Attempt::Approve { narrowed } => Command::Approve {
            digest: read.value.digest.clone(),
            duration: narrowed.map(|seconds| WindowDuration::try_from(seconds).unwrap()),
            comment: None,
        },
        Attempt::Reject => reject(read),
        Attempt::Cancel => Command::Cancel,
        Attempt::Finish => Command::Finish,
        Attempt::Revoke { administrator } => Command::Revoke {
            administrator: *administrator,
            comment: None,
        },
        Attempt::Review => review(),
        Attempt::Vend => open_session(read, number),
    }
}

/// Lives random lives and gives the requests as the store should have them.
async fn live(store: &impl Store) -> Vec<Versioned<Request>> {
    let (mut runner, strategy) = (TestRunner::deterministic(), life());
    let mut sessions = 0;
    let mut lived = Vec::new();
    for number in 0..LIVES {
        let (by, ruling, start, steps) = strategy.new_tree(&mut runner).unwrap().current();
        let mut now = at(i64::try_from(number).unwrap() * 40);
        let mut asked = asked(number * 7919);
        asked.by = people()[by].clone();
        asked.ruling = rulings()[ruling].clone();
        let waits = !matches!(asked.ruling, Ruling::Approval { ref approval, .. } if approval.security().is_some());
        asked.start = start
            .filter(|_| waits)
            .map(|seconds| now.plus_seconds(seconds));
        asked.at = now;
        let mut read = asked.submit(store).await;
        for step in steps {
            now = now.plus_seconds(step.seconds);
            sessions += 1;
            let command = command(&step.attempt, &read, sessions);
            if let Ok(event) = decided(Some(&read.value), command, &people()[step.by], now) {
                let next = apply(Some(read.value.clone()), &event).unwrap();
                let bump = u64::from(next != read.value);
                let unit = UnitOfWork::transition(&read, event).unwrap();
                let stored = store.commit(unit).await.unwrap().request.unwrap();
                assert_eq!(stored.value, next);
                assert_eq!(stored.version, Version(read.version.0 + bump));
                read = stored;
            }
        }
        lived.push(read);
    }
    lived
}

/// The row of a request is what its events add up to, and all events form one chain.
pub(crate) async fn a_row_is_what_its_events_add_up_to(store: &impl Store) {
    for expected in live(store).await {
        let stored = store.request(&expected.value.id).await.unwrap().unwrap();
        let mut folded = None;
        for recorded in store.events(&expected.value.id).await.unwrap() {
            folded = Some(apply(folded, &recorded.event).unwrap());
        }
        assert_eq!(stored, expected);
        assert_eq!(folded, Some(stored.value));
    }
    let log = store.log(0, 10_000).await.unwrap();
    assert_eq!(verified(&log), store.head().await.unwrap());
}

/// Lists find exactly the requests that the domain says are in the scope and the state.
pub(crate) async fn lists_agree_with_the_domain(store: &impl Store) {
    let lived = live(store).await;
    let mut seen = Vec::new();
    for seconds in [0, 900, 1800, 2700, 3600, 4500, 6000, 9000, 12_000] {
        let now = at(seconds);
        for person in people() {
            for scope in [
                Scope::Mine(person.id.clone()),
                Scope::ToReview(person.clone()),
                Scope::MayReview(person.clone()),
                to_revoke(person.clone(), false),
                to_revoke(person.clone(), true),
                Scope::VisibleTo(person),
                Scope::All,
            ] {
                for (statuses, review) in filters() {
                    let query = RequestQuery {
                        statuses,
                        review,
                        now,
                        ..query(scope.clone())
                    };
                    let expected = expected(&lived, &query);
                    assert_eq!(found(store, &query).await, expected, "{query:?}");
                    seen.push(expected.len());
                }
            }
        }
    }
    assert!(
        seen.iter().filter(|n| **n > 0).count() > 300,
        "too few lists"
    );
}

fn filters() -> Vec<(Vec<StatusName>, Option<ReviewFilter>)> {
    use StatusName::{Active, Ended, Pending, Scheduled};
    let mut filters = vec![
        (vec![], None),
        (vec![Scheduled, Active], None),
        (vec![Pending, Ended], None),
        (vec![], Some(ReviewFilter::Unreviewed)),
        (vec![Active], Some(ReviewFilter::Unreviewed)),
        (vec![], Some(ReviewFilter::Open)),
        (vec![Active, Ended], Some(ReviewFilter::Open)),
        (vec![], Some(ReviewFilter::Overdue)),
    ];
    filters.extend(StatusName::ALL.map(|status| (vec![status], None)));
    filters
}

fn expected(lived: &[Versioned<Request>], query: &RequestQuery) -> Vec<jit_domain::RequestId> {
    let in_state = |request: &Request| {
        let status = request.status(query.now).name();
        query.statuses.is_empty() || query.statuses.contains(&status)
    };
    let in_review = |request: &Request| {
        let state = request.review_state(query.now);
        match query.review {
            None => true,
            Some(ReviewFilter::Unreviewed) => request.review_due().is_some(),
            Some(ReviewFilter::Open) => matches!(state, ReviewState::Open | ReviewState::Overdue),
            Some(ReviewFilter::Overdue) => state == ReviewState::Overdue,
        }
    };
    let mut found: Vec<_> = lived
        .iter()
        .map(|lived| &lived.value)
        .filter(|request| in_scope(request, &query.scope, query.now))
        .filter(|request| in_state(request) && in_review(request))
        .collect();
    found.sort_by_key(|request| std::cmp::Reverse((request.created_at, request.id.clone())));
    found
        .into_iter()
        .map(|request| request.id.clone())
        .collect()
}

/// What is to review is where the domain would take an approval; what is to revoke, a revocation.
fn in_scope(request: &Request, scope: &Scope, now: Timestamp) -> bool {
    match scope {
        Scope::All => true,
        Scope::Mine(person) => request.requester.id == *person,
        Scope::VisibleTo(person) => {
            request.requester.id == person.id || request.is_approver(person)
        }
        Scope::MayReview(person) => {
            let over = request.window().map_or(now, |window| window.end);
            decided(Some(request), review(), person, over).is_ok()
        }
        Scope::ToRevoke {
            person,
            administrator,
        } => {
            let revoke = Command::Revoke {
                administrator: *administrator,
                comment: None,
            };
            decided(Some(request), revoke, person, now).is_ok()
        }
        Scope::ToReview(person) => {
            let approve = Command::Approve {
                digest: request.digest.clone(),
                duration: None,
                comment: None,
            };
            decided(Some(request), approve, person, now).is_ok()
        }
    }
}
