//! Many notices at once come as one.

use crate::receiver::Receiver;
use crate::stage::{Stage, break_glass, webhook};

async fn flood(stage: &Stage, numbers: std::ops::Range<u64>) {
    for number in numbers {
        stage.submit(number, "stuck").await;
    }
}

#[tokio::test]
async fn a_flood_comes_as_digests_a_minute_apart() {
    let (stage, receiver) = (Stage::new(), Receiver::start().await);
    let text = webhook("hook", receiver.url()) + "digest_above = 3\n";
    let sinks = stage.sinks(&text).await;
    let kinds = || {
        let calls = receiver.calls();
        let words = calls
            .iter()
            .map(|call| call.json()["kind"].as_str().unwrap().to_owned());
        words.collect::<Vec<_>>()
    };
    flood(&stage, 0..3).await;
    stage.route(&sinks).await;
    stage.deliver(&sinks[0]).await;
    assert_eq!(
        kinds(),
        ["decision_needed"; 3],
        "one by one as long as they are few"
    );

    stage.clock.advance_seconds(10);
    flood(&stage, 10..20).await;
    stage.route(&sinks).await;
    stage.deliver(&sinks[0]).await;
    assert_eq!(kinds().len(), 3, "gathered");
    assert_eq!(stage.waiting().await, 10);
    stage.clock.advance_seconds(51);
    flood(&stage, 20..22).await;
    stage.route(&sinks).await;
    stage.deliver(&sinks[0]).await;

    assert_eq!(kinds()[3..], ["digest"]);
    let digest = receiver.calls()[3].json();
    assert_eq!(digest["notifications"].as_array().unwrap().len(), 12);
    assert_eq!(digest["id"], receiver.calls()[3].header("webhook-id"));
    assert_eq!(stage.waiting().await, 0);
    stage.clock.advance_seconds(61);
    flood(&stage, 30..31).await;
    stage.route(&sinks).await;
    stage.deliver(&sinks[0]).await;
    assert_eq!(kinds()[4..], ["decision_needed"], "the flood is over");
}

#[tokio::test]
async fn broken_glass_waits_for_no_digest() {
    let (stage, receiver) = (Stage::new(), Receiver::start().await);
    let text = webhook("hook", receiver.url()) + "digest_above = 1\n";
    let sinks = stage.sinks(&text).await;
    flood(&stage, 0..1).await;
    stage.route(&sinks).await;
    stage.deliver(&sinks[0]).await;
    flood(&stage, 1..9).await;
    stage.submit_with(9, "fire", break_glass()).await;
    stage.route(&sinks).await;
    stage.deliver(&sinks[0]).await;

    let calls = receiver.calls();
    let kinds: Vec<_> = calls
        .iter()
        .map(|call| call.json()["kind"].clone())
        .collect();
    assert_eq!(kinds, ["decision_needed", "break_glass", "break_glass"]);
}
