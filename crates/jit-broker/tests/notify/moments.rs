//! What the clock alone brings about is told once.

use crate::receiver::{Call, Receiver};
use crate::stage::{Stage, approve, break_glass, lead};

#[tokio::test]
async fn a_window_is_told_before_and_at_its_end_by_whoever_looks_first() {
    let (stage, receiver) = (Stage::new(), Receiver::start().await);
    let sinks = [stage.webhook("hook", receiver.url()).await];
    let read = stage.submit(1, "stuck").await;
    stage.act(&read, approve(&read), &lead()).await;
    let new = async || {
        let before = receiver.calls().len();
        // Two brokers look at the same time.
        futures::future::join_all([stage.route(&sinks), stage.route(&sinks)]).await;
        stage.deliver(&sinks[0]).await;
        let calls = receiver.calls();
        let mut kinds: Vec<_> = calls[before..]
            .iter()
            .map(|call| call.json()["kind"].as_str().unwrap().to_owned())
            .collect();
        kinds.sort_unstable();
        kinds
    };

    assert_eq!(new().await, ["approved", "decision_needed"]);
    stage.clock.advance_seconds(2_999);
    assert_eq!(new().await, [] as [&str; 0]);
    stage.clock.advance_seconds(1);
    assert_eq!(new().await, ["window_ending"]);
    assert_eq!(new().await, [] as [&str; 0]);
    stage.clock.advance_seconds(600);
    assert_eq!(new().await, ["window_ended"]);
    stage.clock.advance_seconds(600);
    assert_eq!(new().await, [] as [&str; 0]);
}

#[tokio::test]
async fn an_overdue_review_says_what_to_type() {
    let (stage, receiver) = (Stage::new(), Receiver::start().await);
    let sinks = [stage.webhook("hook", receiver.url()).await];
    let read = stage.submit_with(1, "fire", break_glass()).await;
    stage.clock.advance_seconds(7_200);
    stage.route(&sinks).await;
    stage.deliver(&sinks[0]).await;

    let calls = receiver.calls();
    let overdue = calls.iter().map(Call::json);
    let overdue: Vec<_> = overdue
        .filter(|body| body["kind"] == "review_overdue")
        .collect();
    assert_eq!(overdue.len(), 2, "security and the administrators");
    for body in overdue {
        assert_eq!(body["command"], format!("jit review {}", read.value.id));
        assert_eq!(body["actor"], serde_json::Value::Null, "nobody did it");
    }
}
