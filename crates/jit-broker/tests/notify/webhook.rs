//! A receiver that is sound, fails, hangs, redirects or is gone.

use aws_lc_rs::hmac;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jit_domain::Clock;

use crate::receiver::{Answer, Call, Receiver, pretty};
use crate::stage::{KEY, Stage, approve, lead, webhook};

const DAY: i64 = 24 * 3600;

/// Checks the signature as a receiver does.
fn is_signed(call: &Call, key: &str) -> bool {
    let key = STANDARD.decode(key.trim_start_matches("whsec_")).unwrap();
    let key = hmac::Key::new(hmac::HMAC_SHA256, &key);
    let signed = format!(
        "{}.{}.{}",
        call.header("webhook-id"),
        call.header("webhook-timestamp"),
        call.body
    );
    let signatures = call.header("webhook-signature").split(' ');
    signatures
        .filter_map(|one| one.strip_prefix("v1,"))
        .any(|signature| {
            let tag = STANDARD.decode(signature).unwrap();
            hmac::verify(&key, signed.as_bytes(), &tag).is_ok()
        })
}

#[tokio::test]
async fn a_notification_says_everything_and_is_signed() {
    let (stage, receiver) = (Stage::new(), Receiver::start().await);
    let sink = stage.webhook("hook", receiver.url()).await;
    let read = stage.submit(1, "INC-4711: stuck queue").await;
    stage.act(&read, approve(&read), &lead()).await;
    let sinks = [sink];

    assert_eq!(stage.route(&sinks).await, 2);
    assert_eq!(stage.deliver(&sinks[0]).await, 2);

    let calls = receiver.calls();
    assert_eq!(calls.len(), 2);
    for call in &calls {
        assert!(is_signed(call, KEY), "{call:?}");
        assert!(!is_signed(call, "whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"));
        let now = stage.clock.now().millis() / 1000;
        assert_eq!(call.header("webhook-timestamp"), now.to_string());
        assert_eq!(call.json()["id"], call.header("webhook-id"));
    }
    assert_ne!(calls[0].header("webhook-id"), calls[1].header("webhook-id"));
    let mut bodies: Vec<_> = calls.iter().map(Call::json).collect();
    bodies.sort_by_key(|body| body["audit"]["sequence"].as_u64());
    insta::assert_snapshot!(pretty(&bodies.into()));
    assert_eq!(stage.waiting().await, 0);
}

#[tokio::test]
async fn a_failure_is_tried_again_later_with_the_same_id() {
    let (stage, receiver) = (Stage::new(), Receiver::start().await);
    let sinks = [stage.webhook("hook", receiver.url()).await];
    stage.submit(1, "stuck").await;
    stage.route(&sinks).await;
    receiver.next([
        Answer::Status(500),
        Answer::Status(404),
        Answer::Status(302),
    ]);

    for attempt in 1..=3_usize {
        assert_eq!(stage.deliver(&sinks[0]).await, 1);
        assert_eq!(receiver.calls().len(), attempt);
        assert_eq!(stage.deliver(&sinks[0]).await, 0, "not at once");
        stage.clock.advance_seconds(20);
    }
    assert_eq!(stage.deliver(&sinks[0]).await, 1);

    let calls = receiver.calls();
    let ids: Vec<_> = calls.iter().map(|call| call.header("webhook-id")).collect();
    assert_eq!(ids, [ids[0]; 4]);
    assert!(
        calls
            .iter()
            .all(|call| call.body == calls[0].body && is_signed(call, KEY))
    );
    assert_eq!(stage.waiting().await, 0);
    stage.clock.advance_seconds(DAY);
    assert_eq!(stage.deliver(&sinks[0]).await, 0, "it has arrived");
}

#[tokio::test]
async fn who_asks_to_be_left_alone_is_left_alone() {
    let (stage, receiver) = (Stage::new(), Receiver::start().await);
    let sinks = [stage.webhook("hook", receiver.url()).await];
    stage.submit(1, "stuck").await;
    stage.route(&sinks).await;
    receiver.next([Answer::Later(429, 300)]);
    stage.deliver(&sinks[0]).await;

    stage.clock.advance_seconds(299);
    assert_eq!(stage.deliver(&sinks[0]).await, 0);
    stage.clock.advance_seconds(1);
    assert_eq!(stage.deliver(&sinks[0]).await, 1);
}

#[tokio::test]
async fn a_dead_receiver_is_tried_for_a_day_and_then_given_up() {
    let stage = Stage::new();
    // Nobody listens there.
    let sinks = [stage.webhook("hook", "http://127.0.0.1:9").await];
    stage.submit(1, "stuck").await;
    stage.route(&sinks).await;

    let mut attempts = 0;
    for _ in 0..DAY / 60 + 60 {
        attempts += stage.deliver(&sinks[0]).await;
        stage.clock.advance_seconds(60);
    }

    assert_eq!(stage.waiting().await, 0);
    // Four times an hour at the least, eight at the most, after the first few.
    assert!((90..=220).contains(&attempts), "{attempts}");
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let (stage, receiver) = (Stage::new(), Receiver::start().await);
    let other = Receiver::start().await;
    let sinks = [stage.webhook("hook", receiver.url()).await];
    stage.submit(1, "stuck").await;
    stage.route(&sinks).await;
    receiver.next([Answer::Redirect(other.url().to_owned())]);

    stage.deliver(&sinks[0]).await;

    assert_eq!((receiver.calls().len(), other.calls().len()), (1, 0));
    assert_eq!(stage.waiting().await, 1);
}

/// One receiver hangs with every call that there may be; what goes to the other arrives meanwhile.
#[tokio::test]
async fn a_receiver_that_hangs_holds_up_no_other() {
    let (stage, healthy) = (Stage::new(), Receiver::start().await);
    let hanging = Receiver::start().await;
    hanging.next(vec![Answer::Hang; 100]);
    let text = [
        webhook("hanging", hanging.url()),
        webhook("healthy", healthy.url()),
    ]
    .concat();
    let sinks = stage.sinks(&text).await;
    for number in 0..20 {
        stage.submit(number, "stuck").await;
    }
    stage.route(&sinks).await;
    let stuck = stage.deliverer(&sinks[0], 1);
    let stuck = tokio::spawn(async move { stuck.round().await });
    hanging.await_calls(8).await;

    assert_eq!(stage.deliver(&sinks[1]).await, 20);

    assert_eq!(healthy.calls().len(), 20);
    assert_eq!(hanging.calls().len(), 8, "so many at a time");
    assert_eq!(stage.waiting().await, 20);
    stuck.abort();
}

#[tokio::test]
async fn a_receiver_that_is_down_is_probed_until_it_is_well_again() {
    let (stage, receiver) = (Stage::new(), Receiver::start().await);
    let sinks = [stage.webhook("hook", receiver.url()).await];
    for number in 0..100 {
        stage.submit(number, "stuck").await;
    }
    stage.route(&sinks).await;
    receiver.next(vec![Answer::Status(503); 34]);
    let deliverer = stage.deliverer(&sinks[0], 1);
    let mut claimed = Vec::new();
    for _ in 0..5 {
        claimed.push(deliverer.round().await.unwrap());
    }
    assert_eq!(claimed, [32, 1, 1, 1, 32]);
}
