//! Notices on their way: routed once, tried by one broker at a time.

use jit_domain::{Audience, Notice, NoticeKind, SinkName, Timestamp};

use super::scene::*;
use crate::{
    Announcement, Backlog, ChainHead, Claim, Delivery, DeliveryOutcome, Destination, LeaseOwner,
    Outbox, RoutedNotice, Settlement,
};

const LEASE: i64 = 60;

fn sink(name: &str) -> SinkName {
    name.parse().unwrap()
}

fn owner(number: u64) -> LeaseOwner {
    LeaseOwner::from_random_bits(number)
}

fn to(name: &str, address: &str) -> Destination {
    Destination {
        sink: sink(name),
        recipient: (!address.is_empty()).then(|| address.parse().unwrap()),
    }
}

/// Routes every notice that waits to these places, at the beginning of the scene.
pub(super) async fn route_all(store: &impl Outbox, destinations: &[Destination]) {
    let waiting = store.pending_notices(1_000).await.unwrap();
    let routed = waiting.iter().map(|notice| RoutedNotice {
        notice: notice.id,
        message: format!("message {}", notice.id),
        destinations: destinations.to_vec(),
        at: at(0),
    });
    store.route(routed.collect()).await.unwrap();
}

/// A store with that many notices, each routed to these places.
async fn routed(store: &impl Outbox, notices: u64, destinations: &[Destination]) {
    for number in 1..=notices {
        asked(number).submit(store).await;
    }
    route_all(store, destinations).await;
}

async fn claim(store: &impl Outbox, name: &str, by: u64, now: Timestamp) -> Vec<Delivery> {
    let claim = Claim {
        sink: sink(name),
        owner: owner(by),
        now,
        lease_until: now.plus_seconds(LEASE),
        limit: 100,
    };
    store.claim(claim).await.unwrap()
}

async fn settle(store: &impl Outbox, delivery: &Delivery, by: u64, outcome: DeliveryOutcome) {
    let settlement = Settlement {
        delivery: delivery.id,
        owner: owner(by),
        outcome,
    };
    store.settle(vec![settlement]).await.unwrap();
}

/// A notice that was routed is not routed again, whatever the second says.
pub(crate) async fn a_notice_is_routed_once(store: &impl Outbox) {
    asked(1).submit(store).await;
    let waiting = store.pending_notices(10).await.unwrap();
    let routed = |message: &str, destinations| RoutedNotice {
        notice: waiting[0].id,
        message: message.to_owned(),
        destinations,
        at: at(0),
    };

    let first = routed("first", vec![to("chat", ""), to("mail", "a@example.com")]);
    store.route(vec![first]).await.unwrap();
    let second = routed("second", vec![to("chat", ""), to("other", "")]);
    store.route(vec![second]).await.unwrap();

    assert_eq!(store.pending_notices(10).await.unwrap(), []);
    let chat = claim(store, "chat", 1, at(0)).await;
    assert_eq!(chat.len(), 1);
    assert_eq!(chat[0].message, "first");
    assert_eq!(chat[0].destination, to("chat", ""));
    let mail = claim(store, "mail", 1, at(0)).await;
    assert_eq!(mail[0].destination, to("mail", "a@example.com"));
    assert_eq!(claim(store, "other", 1, at(0)).await, []);
}

/// A notice says where the log ended when it was written.
pub(crate) async fn a_notice_names_the_end_of_the_log(store: &impl Outbox) {
    let announcement = Announcement {
        key: "before".to_owned(),
        notices: vec![about_the_broker()],
        at: at(7),
    };
    assert!(store.announce(announcement.clone()).await.unwrap());
    asked(1).submit(store).await;
    let head = store.head().await.unwrap();
    let later = Announcement {
        key: "later".to_owned(),
        ..announcement
    };
    assert!(store.announce(later).await.unwrap());

    let waiting = store.pending_notices(10).await.unwrap();

    let heads: Vec<_> = waiting
        .iter()
        .map(|notice| ChainHead {
            sequence: notice.sequence,
            hash: notice.hash.clone(),
        })
        .collect();
    assert_eq!(heads, [ChainHead::default(), head.clone(), head]);
    assert_eq!(
        waiting.iter().map(|n| n.at).collect::<Vec<_>>(),
        [at(7), at(0), at(7)]
    );
}

fn about_the_broker() -> Notice {
    Notice {
        request: None,
        kind: NoticeKind::BundleRefused,
        audience: Audience::Administrators,
        detail: Some("catalog.toml:1: not TOML".to_owned()),
    }
}

/// What several brokers announce under one key is written once.
pub(crate) async fn an_announcement_is_written_once_for_each_key(store: &impl Outbox) {
    let announcement = |key: &str| Announcement {
        key: key.to_owned(),
        notices: vec![about_the_broker(), about_the_broker()],
        at: at(0),
    };
    assert!(store.announce(announcement("one")).await.unwrap());
    assert!(!store.announce(announcement("one")).await.unwrap());
    assert!(store.announce(announcement("two")).await.unwrap());

    assert_eq!(store.pending_notices(10).await.unwrap().len(), 4);
}

/// Who claims first has a delivery alone until the lease is over; then it is tried again.
pub(crate) async fn a_claimed_delivery_is_nobody_elses_until_its_lease_is_over(
    store: &impl Outbox,
) {
    routed(store, 1, &[to("chat", "")]).await;

    let first = claim(store, "chat", 1, at(0)).await;

    assert_eq!((first.len(), first[0].attempts), (1, 1));
    assert_eq!(claim(store, "chat", 2, at(0)).await, []);
    assert_eq!(
        claim(store, "chat", 1, at(LEASE - 1)).await,
        [],
        "nor the owner's"
    );
    let second = claim(store, "chat", 2, at(LEASE)).await;
    assert_eq!((second.len(), second[0].attempts), (1, 2));
    assert_eq!(second[0].id, first[0].id);
    assert_eq!(second[0].message, first[0].message);
}

/// Who was too slow cannot settle what somebody else has now.
pub(crate) async fn a_lost_lease_settles_nothing(store: &impl Outbox) {
    routed(store, 1, &[to("chat", "")]).await;
    let lost = claim(store, "chat", 1, at(0)).await;
    let held = claim(store, "chat", 2, at(LEASE)).await;

    for outcome in [
        DeliveryOutcome::Retry { at: at(LEASE) },
        DeliveryOutcome::Postponed { until: at(LEASE) },
        DeliveryOutcome::GivenUp { at: at(LEASE) },
        DeliveryOutcome::Delivered { at: at(LEASE) },
    ] {
        settle(store, &lost[0], 1, outcome).await;
        assert_eq!(
            claim(store, "chat", 3, at(LEASE + 1)).await,
            [],
            "{outcome:?}"
        );
        assert_eq!(store.backlog().await.unwrap().len(), 1, "{outcome:?}");
    }
    settle(
        store,
        &held[0],
        2,
        DeliveryOutcome::Delivered { at: at(LEASE) },
    )
    .await;
    assert_eq!(store.backlog().await.unwrap(), []);
}

/// A failed delivery is due again at the instant that was said, one that was not tried is due
/// without having counted, and one that has arrived or was given up never is.
pub(crate) async fn a_settlement_says_when_a_delivery_is_due_again(store: &impl Outbox) {
    routed(store, 4, &[to("chat", "")]).await;
    let claimed = claim(store, "chat", 1, at(0)).await;
    let [failed, postponed, arrived, hopeless] = &claimed[..] else {
        panic!("four deliveries: {claimed:?}");
    };
    settle(store, failed, 1, DeliveryOutcome::Retry { at: at(10) }).await;
    settle(
        store,
        postponed,
        1,
        DeliveryOutcome::Postponed { until: at(20) },
    )
    .await;
    settle(store, arrived, 1, DeliveryOutcome::Delivered { at: at(1) }).await;
    settle(store, hopeless, 1, DeliveryOutcome::GivenUp { at: at(1) }).await;

    assert_eq!(claim(store, "chat", 2, at(9)).await, []);
    let again = claim(store, "chat", 2, at(10)).await;
    assert_eq!(
        (again.len(), again[0].id, again[0].attempts),
        (1, failed.id, 2)
    );
    let again = claim(store, "chat", 2, at(20)).await;
    assert_eq!(
        (again.len(), again[0].id, again[0].attempts),
        (1, postponed.id, 1)
    );
    let year = 365 * 24 * 3_600;
    assert_eq!(claim(store, "chat", 3, at(year)).await.len(), 2);
}

/// Each sink has its own deliveries; a claim takes those that have waited longest.
pub(crate) async fn a_claim_takes_the_oldest_of_its_sink(store: &impl Outbox) {
    routed(store, 3, &[to("chat", ""), to("dead", "")]).await;
    let all = claim(store, "chat", 1, at(0)).await;
    let messages: Vec<_> = all.iter().map(|d| d.message.as_str()).collect();
    assert_eq!(messages, ["message 1", "message 2", "message 3"]);
    for (delivery, due) in all.iter().zip([30, 10, 20]) {
        settle(store, delivery, 1, DeliveryOutcome::Retry { at: at(due) }).await;
    }

    let claim_two = Claim {
        sink: sink("chat"),
        owner: owner(1),
        now: at(30),
        lease_until: at(90),
        limit: 2,
    };
    let two = store.claim(claim_two).await.unwrap();

    let messages: Vec<_> = two.iter().map(|d| d.message.as_str()).collect();
    assert_eq!(messages, ["message 2", "message 3"]);
    assert_eq!(claim(store, "dead", 2, at(30)).await.len(), 3);
}

/// What is given up was routed too long ago and is held by nobody.
pub(crate) async fn what_waited_too_long_is_given_up(store: &impl Outbox) {
    routed(store, 2, &[to("chat", ""), to("gone", "")]).await;
    claim(store, "chat", 1, at(100)).await;
    asked(3).submit(store).await;
    let young = store.pending_notices(10).await.unwrap();
    let young = RoutedNotice {
        notice: young[0].id,
        message: "young".to_owned(),
        destinations: vec![to("gone", "")],
        at: at(50),
    };
    store.route(vec![young]).await.unwrap();

    assert_eq!(store.give_up(at(0), at(100)).await.unwrap(), []);
    let given_up = store.give_up(at(50), at(100)).await.unwrap();

    assert_eq!(given_up, [(sink("gone"), 2)]);
    let left = claim(store, "gone", 1, at(100)).await;
    assert_eq!(
        left.iter().map(|d| d.message.as_str()).collect::<Vec<_>>(),
        ["young"]
    );
    let given_up = store.give_up(at(50), at(100 + LEASE)).await.unwrap();
    assert_eq!(given_up, [(sink("chat"), 2)], "the lease is over");
}

/// The backlog counts what has neither arrived nor was given up.
pub(crate) async fn the_backlog_is_what_waits(store: &impl Outbox) {
    assert_eq!(store.backlog().await.unwrap(), []);
    routed(
        store,
        2,
        &[
            to("chat", ""),
            to("mail", "a@example.com"),
            to("mail", "b@example.com"),
        ],
    )
    .await;
    let waits = |name, waiting| Backlog {
        sink: sink(name),
        waiting,
        oldest: at(0),
    };
    assert_eq!(
        store.backlog().await.unwrap(),
        [waits("chat", 2), waits("mail", 4)]
    );

    for delivery in claim(store, "chat", 1, at(0)).await {
        settle(
            store,
            &delivery,
            1,
            DeliveryOutcome::Delivered { at: at(5) },
        )
        .await;
    }

    assert_eq!(store.backlog().await.unwrap(), [waits("mail", 4)]);
}

/// Arrivals are told for each address, from an instant on.
pub(crate) async fn arrivals_are_those_of_the_sink_since_then(store: &impl Outbox) {
    routed(store, 2, &[to("mail", "a@example.com"), to("chat", "")]).await;
    let mails = claim(store, "mail", 1, at(0)).await;
    settle(
        store,
        &mails[0],
        1,
        DeliveryOutcome::Delivered { at: at(1) },
    )
    .await;
    settle(
        store,
        &mails[1],
        1,
        DeliveryOutcome::Delivered { at: at(3) },
    )
    .await;

    let since = async |seconds| {
        let found = store
            .arrivals(&sink("mail"), at(seconds), 10)
            .await
            .unwrap();
        found.iter().map(|arrival| arrival.at).collect::<Vec<_>>()
    };

    assert_eq!(since(0).await, [at(3), at(1)]);
    assert_eq!(since(3).await, [at(3)]);
    assert_eq!(since(4).await, []);
    let chat = store.arrivals(&sink("chat"), at(0), 10).await.unwrap();
    assert_eq!(chat, [], "of another sink");
}

/// Of many who claim at once, no two get the same delivery, and together they get all.
pub(crate) async fn simultaneous_claims_share_nothing(store: &impl Outbox) {
    routed(store, 40, &[to("chat", "")]).await;
    let claims = (0..8).map(|by| {
        store.claim(Claim {
            sink: sink("chat"),
            owner: owner(by),
            now: at(0),
            lease_until: at(LEASE),
            limit: 7,
        })
    });

    let claimed = futures::future::try_join_all(claims).await.unwrap();

    let mut ids: Vec<_> = claimed
        .iter()
        .flatten()
        .map(|delivery| delivery.id)
        .collect();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), 40);
    assert_eq!(claimed.iter().map(Vec::len).sum::<usize>(), 40);
}
