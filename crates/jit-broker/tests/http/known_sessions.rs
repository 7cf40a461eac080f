//! Which session that a client holds it may keep.

use std::sync::atomic::Ordering;

use serde_json::{Value, json};

use crate::stage::{DEV, ENGINEER, LEAD, OTHER_ENGINEER, Stage, ask};

fn knowing(session: &Value) -> Value {
    json!({ "account": DEV, "permission_set": "PowerUser", "known_session": session })
}

#[tokio::test]
async fn a_known_session_is_kept_while_it_is_worth_it() {
    let stage = Stage::new();
    let mut body = ask(DEV);
    body["duration_seconds"] = json!(2 * 3600);
    let id = stage.post(ENGINEER, "/v1/requests", &body).await.id();
    stage.approve(LEAD, &id).await;
    let first = stage.credentials(ENGINEER, DEV).await;
    let known = knowing(&first.json["credentials"]["access_key_id"]);
    let events = stage.log().await.len();

    // The session lives 60 minutes; 15 are left.
    stage.clock.advance_seconds(45 * 60);
    let kept = stage.post(ENGINEER, "/v1/credentials", &known).await;
    assert_eq!((kept.status, &kept.json["keep"]), (200, &json!(true)));
    assert_eq!(kept.json["window_end"], first.json["window_end"]);
    assert!(kept.json.get("credentials").is_none());
    assert_eq!(stage.log().await.len(), events, "keeping is no event");
    assert_eq!(stage.vendor.asked(), 1, "nor a call of AWS");

    stage.clock.advance_millis(1);
    let renewed = stage.post(ENGINEER, "/v1/credentials", &known).await;
    assert_eq!(
        renewed.json["credentials"]["access_key_id"],
        "ASIATEST000000000002"
    );

    // The second session reaches the end of the window: kept to the last moment.
    stage
        .vendor
        .session_seconds
        .store(2 * 3600, Ordering::SeqCst);
    let third = stage.credentials(ENGINEER, DEV).await;
    let known = knowing(&third.json["credentials"]["access_key_id"]);
    stage.clock.advance_seconds(74 * 60);
    let kept = stage.post(ENGINEER, "/v1/credentials", &known).await;
    assert_eq!(kept.json["keep"], true);

    stage.decide(LEAD, &id, "revoke").await;
    let revoked = stage.post(ENGINEER, "/v1/credentials", &known).await;
    assert_eq!(
        revoked.outcome(),
        (410, "window_closed"),
        "revoked is revoked"
    );
}

#[tokio::test]
async fn a_session_of_another_window_is_not_kept() {
    let stage = Stage::new();
    stage.active().await;
    let first = stage.credentials(ENGINEER, DEV).await;
    let known = knowing(&first.json["credentials"]["access_key_id"]);
    let foreign_id = stage.submit(OTHER_ENGINEER, DEV).await;
    stage.approve(LEAD, &foreign_id).await;

    let foreign = stage.post(OTHER_ENGINEER, "/v1/credentials", &known).await;
    let unknown = knowing(&json!("ASIATEST999999999999"));
    let unknown = stage.post(ENGINEER, "/v1/credentials", &unknown).await;
    stage.clock.advance_seconds(60);
    stage.active().await;
    let newer = stage.post(ENGINEER, "/v1/credentials", &known).await;

    for answer in [foreign, unknown, newer] {
        assert_eq!(answer.status, 200);
        assert!(answer.json.get("keep").is_none());
    }
}

#[tokio::test]
async fn a_session_that_is_over_is_not_kept() {
    let stage = Stage::new();
    let mut body = ask(DEV);
    body["duration_seconds"] = json!(2 * 3600);
    let id = stage.post(ENGINEER, "/v1/requests", &body).await.id();
    stage.approve(LEAD, &id).await;
    let first = stage.credentials(ENGINEER, DEV).await;
    let known = knowing(&first.json["credentials"]["access_key_id"]);

    for minutes in [60, 30] {
        stage.clock.advance_seconds(minutes * 60);
        let answer = stage.post(ENGINEER, "/v1/credentials", &known).await;

        assert_eq!(answer.status, 200);
        assert!(answer.json.get("keep").is_none());
    }
    assert_eq!(stage.vendor.asked(), 3);
}

#[tokio::test]
async fn a_session_of_the_sandbox_is_not_kept_where_real_ones_are_vended() {
    let stage = Stage::new();
    stage.active().await;
    stage.vendor.is_sandbox.store(true, Ordering::SeqCst);
    let first = stage.credentials(ENGINEER, DEV).await;
    assert_eq!(first.json["sandbox"], true);
    stage.vendor.is_sandbox.store(false, Ordering::SeqCst);

    let known = knowing(&first.json["credentials"]["access_key_id"]);
    let second = stage.post(ENGINEER, "/v1/credentials", &known).await;

    assert!(second.json.get("keep").is_none());
    assert_eq!(second.json["sandbox"], false);
}
