use axum::body::Body;
use axum::http::Request;
use serde_json::{Value, json};

use crate::stage::{CONFLICT, DEV, ENGINEER, OTHER_ENGINEER, PROD, Stage, Who, ask};

fn keyed(stage: &Stage, who: Who, key: &str, body: &Value) -> Request<Body> {
    stage
        .request(who, "POST", "/v1/requests")
        .header("content-type", "application/json")
        .header("idempotency-key", key)
        .body(body.to_string().into())
        .unwrap()
}

#[tokio::test]
async fn the_same_key_with_the_same_body_is_one_submission() {
    let stage = Stage::new();
    let first = stage.send(keyed(&stage, ENGINEER, "k1", &ask(DEV))).await;

    // Another order of the fields, and null for what is absent: the same ask.
    let again = json!({
        "ticket": null, "reason": "INC-4711: stuck queue", "duration_seconds": 3600,
        "permission_set": "PowerUser", "account": DEV, "break_glass": false,
    });
    let second = stage.send(keyed(&stage, ENGINEER, "k1", &again)).await;

    assert_eq!((first.status, second.status), (201, 200));
    assert_eq!(first.json, second.json);
    assert_eq!(stage.log().await.len(), 1);
}

#[tokio::test]
async fn a_replay_is_answered_even_when_the_eligibility_is_gone() {
    let stage = Stage::new();
    stage.send(keyed(&stage, ENGINEER, "k1", &ask(DEV))).await;
    stage.take_eligibility_away();

    let again = stage.send(keyed(&stage, ENGINEER, "k1", &ask(DEV))).await;

    assert_eq!(again.status, 200);
    assert!(stage.refusals().await.is_empty());
}

#[tokio::test]
async fn the_same_key_with_another_body_is_refused() {
    let stage = Stage::new();
    stage.send(keyed(&stage, ENGINEER, "k1", &ask(DEV))).await;

    let answer = stage.send(keyed(&stage, ENGINEER, "k1", &ask(PROD))).await;

    assert_eq!(answer.outcome(), (422, "idempotency_mismatch"));
    assert_eq!(stage.log().await.len(), 1);
}

#[tokio::test]
async fn keys_of_different_people_and_of_yesterday_do_not_meet() {
    let stage = Stage::new();
    stage.send(keyed(&stage, ENGINEER, "k1", &ask(DEV))).await;

    let other = stage
        .send(keyed(&stage, OTHER_ENGINEER, "k1", &ask(DEV)))
        .await;
    stage.clock.advance_seconds(24 * 3600 + 1);
    let tomorrow = stage.send(keyed(&stage, ENGINEER, "k1", &ask(DEV))).await;

    assert_eq!((other.status, tomorrow.status), (201, 201));
}

#[tokio::test]
async fn a_replayed_conflict_of_policies_is_the_same_conflict() {
    let stage = Stage::new();
    let first = stage
        .send(keyed(&stage, ENGINEER, "k1", &ask(CONFLICT)))
        .await;

    let second = stage
        .send(keyed(&stage, ENGINEER, "k1", &ask(CONFLICT)))
        .await;

    assert_eq!(second.outcome(), (422, "policy_conflict"));
    assert_eq!(second.json["request_id"], first.json["request_id"]);
    assert_eq!(stage.log().await.len(), 1);
}

#[tokio::test]
async fn a_key_that_is_none_is_refused() {
    let stage = Stage::new();
    let long = "k".repeat(129);
    for key in ["", "two words", long.as_str()] {
        let answer = stage.send(keyed(&stage, ENGINEER, key, &ask(DEV))).await;
        assert_eq!(
            answer.fault(),
            (400, "malformed", "Idempotency-Key"),
            "{key:?}"
        );
    }
    let two = stage
        .request(ENGINEER, "POST", "/v1/requests")
        .header("content-type", "application/json")
        .header("idempotency-key", "k1")
        .header("idempotency-key", "k2")
        .body(ask(DEV).to_string().into())
        .unwrap();
    assert_eq!(stage.send(two).await.outcome(), (400, "malformed"));
    assert!(stage.log().await.is_empty());
}
