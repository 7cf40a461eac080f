//! Several brokers on one store.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use jit_broker::jobs::Deliverer;
use jit_domain::{Clock, Timestamp};
use jit_store::LeaseOwner;
use jit_testkit::ManualClock;

use crate::receiver::{Answer, Receiver};
use crate::stage::Stage;

#[tokio::test(flavor = "multi_thread")]
async fn each_notice_is_delivered_by_one_of_them() {
    let (stage, receiver) = (Stage::new(), Receiver::start().await);
    let sinks = [stage.webhook("hook", receiver.url()).await];
    for number in 0..200 {
        stage.submit(number, "stuck").await;
    }
    let routers = (0..2).map(|_| stage.route(&sinks));
    futures::future::join_all(routers).await;

    let brokers = (0..4).map(|broker| {
        let deliverer = stage.deliverer(&sinks[0], broker);
        async move { while deliverer.round().await.unwrap() > 0 {} }
    });
    futures::future::join_all(brokers).await;

    let calls = receiver.calls();
    let ids: BTreeSet<_> = calls.iter().map(|call| call.header("webhook-id")).collect();
    assert_eq!((calls.len(), ids.len()), (200, 200));
    assert_eq!(stage.waiting().await, 0);
}

#[tokio::test]
async fn what_one_has_begun_another_tries_only_when_its_lease_is_over() {
    let (stage, receiver) = (Stage::new(), Receiver::start().await);
    let sinks = [stage.webhook("hook", receiver.url()).await];
    stage.submit(1, "stuck").await;
    stage.route(&sinks).await;
    receiver.next([Answer::Hang]);
    let first = stage.deliverer(&sinks[0], 1);
    let first = tokio::spawn(async move { first.round().await });
    receiver.await_calls(1).await;
    let second = stage.deliverer(&sinks[0], 2);

    stage.clock.advance_seconds(119);
    assert_eq!(second.round().await.unwrap(), 0);
    // As if the first broker were gone: nobody settles what it holds.
    first.abort();
    stage.clock.advance_seconds(1);
    assert_eq!(second.round().await.unwrap(), 1);

    let calls = receiver.calls();
    assert_eq!(calls.len(), 2);
    assert_eq!(calls[0].header("webhook-id"), calls[1].header("webhook-id"));
    assert_eq!(stage.waiting().await, 0);
}

/// A broker that is stopped for a while, such as by its machine, between two looks at the clock.
#[derive(Debug)]
struct Stalls {
    clock: ManualClock,
    seconds: i64,
    stalled: AtomicBool,
}

impl Clock for Stalls {
    fn now(&self) -> Timestamp {
        let now = self.clock.now();
        if !self.stalled.swap(true, Ordering::SeqCst) {
            self.clock.advance_seconds(self.seconds);
        }
        now
    }
}

#[tokio::test]
async fn an_attempt_that_could_outlast_its_lease_is_not_begun() {
    for (seconds, begun) in [(60, 1), (70, 0)] {
        let (stage, receiver) = (Stage::new(), Receiver::start().await);
        let sinks = [stage.webhook("hook", receiver.url()).await];
        stage.submit(1, "stuck").await;
        stage.route(&sinks).await;
        let mut notices = stage.notices(&sinks);
        notices.clock = Arc::new(Stalls {
            clock: stage.clock.clone(),
            seconds,
            stalled: AtomicBool::new(false),
        });
        let owner = LeaseOwner::from_random_bits(1);
        let deliverer = Deliverer::new(notices, sinks[0].clone(), owner);

        assert_eq!(deliverer.round().await.unwrap(), 1);

        assert_eq!(receiver.calls().len(), begun, "{seconds}");
        assert_eq!(stage.waiting().await, 1 - begun as u64);
        assert_eq!(
            stage.deliver(&sinks[0]).await,
            1 - begun,
            "it is due at once"
        );
    }
}
