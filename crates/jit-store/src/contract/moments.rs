//! What the clock alone brings about is told once.

use jit_domain::{NoticeKind, Timestamp};

use super::outbox::route_all;
use super::scene::*;
use crate::Outbox;

/// A moment that has come is told once, however often and by however many it is looked for.
pub(crate) async fn a_moment_is_told_once(store: &impl Outbox) {
    let mut short = asked(1);
    short.ruling = automatic();
    short.submit(store).await;
    let kinds = async || {
        let waiting = store.pending_notices(100).await.unwrap();
        waiting
            .into_iter()
            .map(|n| n.notice.kind)
            .collect::<Vec<_>>()
    };

    let looks = (0..4).map(|_| store.tell_moments(at(0), 10));
    let told = futures::future::try_join_all(looks).await.unwrap();
    assert_eq!(told.iter().sum::<u32>(), 1);
    assert_eq!(kinds().await, [NoticeKind::WindowOpened]);

    assert_eq!(store.tell_moments(at(2_999), 10).await.unwrap(), 0);
    assert_eq!(store.tell_moments(at(3_000), 10).await.unwrap(), 1);
    assert_eq!(store.tell_moments(at(3_600), 10).await.unwrap(), 1);
    assert_eq!(store.tell_moments(at(9_000), 10).await.unwrap(), 0);
    let all = [
        NoticeKind::WindowOpened,
        NoticeKind::WindowEnding,
        NoticeKind::WindowEnded,
    ];
    assert_eq!(kinds().await, all);
}

/// A store that nobody looked at for more than a day does not tell of every window that ended.
pub(crate) async fn a_window_that_ended_long_ago_is_not_told(store: &impl Outbox) {
    let mut short = asked(1);
    short.ruling = automatic();
    short.submit(store).await;

    let day_later = at(3_600 + 24 * 3_600);
    assert_eq!(store.tell_moments(day_later, 10).await.unwrap(), 0);
    let just_before = Timestamp::from_millis(day_later.millis() - 1);
    assert_eq!(store.tell_moments(just_before, 10).await.unwrap(), 1);
}

/// An overdue review is told, however late; one that was done in time is not.
pub(crate) async fn an_overdue_review_is_told(store: &impl Outbox) {
    for number in [1, 2] {
        let mut glass = asked(number);
        glass.ruling = break_glass(vec![level(group("leads"), 1)]);
        glass.submit(store).await;
    }
    let reviewed = store.request(&id(2)).await.unwrap().unwrap();
    done(store, &reviewed, review(), &lead(), at(3_600)).await;
    route_all(store, &[]).await;
    store.tell_moments(at(3_600), 10).await.unwrap();
    route_all(store, &[]).await;

    let year = 365 * 24 * 3_600;
    assert_eq!(store.tell_moments(at(10_799), 10).await.unwrap(), 0);
    assert_eq!(store.tell_moments(at(year), 10).await.unwrap(), 1);

    let waiting = store.pending_notices(10).await.unwrap();
    let told = waiting
        .iter()
        .map(|n| (n.notice.kind, n.notice.request.clone()));
    let overdue = (NoticeKind::ReviewOverdue, Some(id(1)));
    assert_eq!(told.collect::<Vec<_>>(), [overdue.clone(), overdue]);
}
