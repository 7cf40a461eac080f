//! Break-glass windows: who is told, who sees them, and when they wait for a review.

use jit_domain::{Audience, Command, LevelNumber, NoticeKind, Request, StatusName, Timestamp};

use super::scene::*;
use crate::{RequestQuery, ReviewFilter, Scope, Store, StoreError, Versioned};

/// The end of a window that was opened at the beginning of the scene.
const END: i64 = 3600;
/// When its review is due.
const DUE: i64 = END + 7200;

/// Broken glass of the requester, around leads and then security.
async fn broken(store: &impl Store, number: u64) -> Versioned<Request> {
    let mut asked = asked(number);
    asked.ruling = break_glass(vec![level(group("leads"), 1), level(group("security"), 1)]);
    asked.submit(store).await
}

fn waiting(scope: Scope, review: ReviewFilter, now: Timestamp) -> RequestQuery {
    RequestQuery {
        review: Some(review),
        now,
        ..query(scope)
    }
}

/// Everyone who was skipped and security are told by notices of the very event.
pub(crate) async fn broken_glass_is_told_in_its_own_transaction(store: &impl Store) {
    broken(store, 1).await;

    let notices = store.pending_notices(9).await.unwrap();

    let first = LevelNumber::FIRST;
    let expected = [
        Audience::SkippedApprovers { level: first },
        Audience::SkippedApprovers {
            level: first.next(),
        },
        Audience::Security,
    ];
    let told: Vec<_> = notices.iter().map(|n| n.notice.audience).collect();
    assert_eq!(told, expected);
    for recorded in notices {
        assert_eq!(recorded.sequence, 1);
        assert_eq!(recorded.notice.kind, NoticeKind::BreakGlass);
    }
}

/// Whoever approves at a level that was skipped sees the window, and so does security.
pub(crate) async fn broken_glass_is_visible_to_whoever_was_skipped_and_to_security(
    store: &impl Store,
) {
    broken(store, 1).await;
    asked(2).submit(store).await;
    for (person, numbers) in [
        (requester(), &[2, 1][..]),
        (lead(), &[2, 1]),
        (security(), &[1]),
        (guard(), &[1]),
        (person("outsider", &[]), &[]),
    ] {
        let visible = query(Scope::VisibleTo(person.clone()));
        assert_eq!(found(store, &visible).await, ids(numbers), "{person:?}");
        let to_review = found(store, &query(Scope::ToReview(person))).await;
        assert!(!to_review.contains(&id(1)), "there is nothing to approve");
    }
}

/// A review is waited for from the end of the window on, and overdue from the instant it was due.
pub(crate) async fn a_review_is_waited_for_from_the_end_of_the_window_on(store: &impl Store) {
    broken(store, 1).await;
    let mut automatically = asked(2);
    automatically.ruling = automatic();
    automatically.submit(store).await;
    let waits = async |review, now| {
        let mut lists = Vec::new();
        for scope in [
            Scope::All,
            Scope::Mine(requester().id),
            Scope::MayReview(guard()),
            Scope::VisibleTo(lead()),
        ] {
            lists.push(found(store, &waiting(scope, review, now)).await);
        }
        assert!(lists.iter().all(|list| *list == lists[0]), "{lists:?}");
        lists.remove(0) == ids(&[1])
    };
    let before = |seconds| Timestamp::from_millis(at(seconds).millis() - 1);

    for (now, open, overdue) in [
        (at(0), false, false),
        (before(END), false, false),
        (at(END), true, false),
        (before(DUE), true, false),
        (at(DUE), true, true),
    ] {
        assert!(waits(ReviewFilter::Unreviewed, now).await, "{now}");
        assert_eq!(waits(ReviewFilter::Open, now).await, open, "{now}");
        assert_eq!(waits(ReviewFilter::Overdue, now).await, overdue, "{now}");
    }
    let mut revoked = waiting(Scope::All, ReviewFilter::Open, at(END));
    revoked.statuses = vec![StatusName::Revoked];
    assert_eq!(found(store, &revoked).await, []);
}

/// Where a window ended early, its review is counted from there.
pub(crate) async fn an_early_end_brings_the_review_forward(store: &impl Store) {
    for (number, by, command) in [(1, requester(), Command::Finish), (2, lead(), revoke())] {
        let read = broken(store, number).await;
        done(store, &read, command, &by, at(60)).await;
    }
    for (review, seconds, numbers) in [
        (ReviewFilter::Open, 60, &[2, 1][..]),
        (ReviewFilter::Overdue, 7259, &[]),
        (ReviewFilter::Overdue, 7260, &[2, 1]),
    ] {
        let query = waiting(Scope::All, review, at(seconds));
        assert_eq!(found(store, &query).await, ids(numbers), "{query:?}");
    }
}

/// What was reviewed waits for nothing any more.
pub(crate) async fn a_review_takes_the_window_off_every_list(store: &impl Store) {
    let read = broken(store, 1).await;
    broken(store, 2).await;
    let reviewed = done(store, &read, review(), &guard(), at(END)).await;
    assert_eq!(store.request(&id(1)).await.unwrap(), Some(reviewed));
    for scope in [Scope::All, Scope::MayReview(lead())] {
        for review in [
            ReviewFilter::Unreviewed,
            ReviewFilter::Open,
            ReviewFilter::Overdue,
        ] {
            let query = waiting(scope.clone(), review, at(DUE));
            assert_eq!(found(store, &query).await, ids(&[2]), "{query:?}");
        }
    }
}

/// Whoever was skipped may review, and so may security; the requester never, whatever they are.
pub(crate) async fn may_review_is_whoever_was_skipped_or_is_security_and_did_not_ask(
    store: &impl Store,
) {
    broken(store, 1).await;
    let mut by_guard = asked(2);
    by_guard.by = guard();
    by_guard.ruling = break_glass(vec![level(group("leads"), 1)]);
    by_guard.submit(store).await;
    let mut namesake = guard();
    namesake.id.issuer = "https://other.example.com".parse().unwrap();
    for (person, numbers) in [
        (requester(), &[][..]),
        (person("engineer", &["leads", "security", "guards"]), &[2]),
        (lead(), &[2, 1]),
        (security(), &[1]),
        (guard(), &[1]),
        (namesake, &[2, 1]),
        (person("outsider", &["GUARDS"]), &[]),
    ] {
        let scope = Scope::MayReview(person);
        let query = waiting(scope, ReviewFilter::Open, at(END));
        assert_eq!(found(store, &query).await, ids(numbers), "{query:?}");
    }
}

/// Of two who review at once, the second loses and is told what the first found.
pub(crate) async fn a_second_review_conflicts(store: &impl Store) {
    let read = broken(store, 1).await;
    let first = done(store, &read, review(), &guard(), at(END)).await;

    let second = perform(store, &read, review(), &lead(), at(END)).await;

    let Err(StoreError::Conflict {
        current: Some(current),
    }) = second
    else {
        panic!("the second review does not win: {second:?}");
    };
    assert_eq!(*current, first);
    assert_eq!(store.events(&id(1)).await.unwrap().len(), 2);
}
