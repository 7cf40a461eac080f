use std::sync::atomic::Ordering;

use jit_broker::vend::VendError;
use jit_domain::EventKind;
use serde_json::json;

use crate::stage::{Answer, DEV, ENGINEER, LEAD, NOBODY, OTHER_ENGINEER, PROD, Stage, ask};

/// No part of an answer or of the log may hold what AWS gave.
async fn assert_no_credentials(stage: &Stage, answer: &Answer) {
    let text = String::from_utf8_lossy(&answer.bytes).into_owned();
    let log = serde_json::to_string(&stage.log().await).unwrap();
    for text in [text, log] {
        assert!(
            !text.contains("secret-") && !text.contains("token-"),
            "{text}"
        );
    }
}

#[tokio::test]
async fn an_open_window_gives_credentials_after_their_event() {
    let stage = Stage::new();
    let id = stage.active().await;

    let answer = stage.credentials(ENGINEER, "payments-dev").await;

    assert_eq!(answer.status, 200);
    let end = stage.now().plus_seconds(3600);
    assert_eq!(answer.json["request_id"], id);
    assert_eq!(answer.json["account"], DEV);
    assert_eq!(answer.json["window_end"], end.to_string());
    assert_eq!(answer.json["recheck_seconds"], 60);
    assert_eq!(answer.json["sandbox"], false);
    let credentials = &answer.json["credentials"];
    assert_eq!(credentials["access_key_id"], "ASIATEST000000000001");
    assert_eq!(credentials["secret_access_key"], "secret-1");
    assert_eq!(credentials["session_token"], "token-1");
    assert_eq!(credentials["expiration"], end.to_string());
    let last = stage.log().await.pop().unwrap();
    let EventKind::SessionOpened(session) = last.event.kind else {
        unreachable!("the last event is the session");
    };
    assert_eq!(session.access_key_id.as_str(), "ASIATEST000000000001");
    assert_eq!(session.fence, end);
    let log = serde_json::to_string(&stage.log().await).unwrap();
    assert!(!log.contains("secret-1") && !log.contains("token-1"));
}

#[tokio::test]
async fn aws_is_asked_for_exactly_what_was_approved() {
    let stage = Stage::new();
    let mut body = ask(DEV);
    body["ticket"] = json!("INC-4711");
    let id = stage.post(ENGINEER, "/v1/requests", &body).await.id();
    stage.approve(LEAD, &id).await;

    stage.credentials(ENGINEER, DEV).await;

    let orders = stage.vendor.orders.lock().unwrap();
    let order = &orders[0];
    assert_eq!(
        order.role.to_string(),
        format!("arn:aws:iam::{DEV}:role/jit/PowerUser")
    );
    assert_eq!(order.source_identity.as_str(), "engineer");
    assert!(order.session_name.as_str().starts_with("engineer+"));
    assert_eq!(order.request.as_str(), id);
    assert_eq!(order.ticket.as_ref().unwrap().as_str(), "INC-4711");
    assert_eq!(order.session_duration_seconds, 3600);
    assert_eq!(order.window_end, stage.now().plus_seconds(3600));
    assert!(!order.chaining);
}

#[tokio::test]
async fn the_expiration_never_lies_behind_the_window() {
    let stage = Stage::new();
    stage.active().await;
    stage
        .vendor
        .session_seconds
        .store(4 * 3600, Ordering::SeqCst);

    let answer = stage.credentials(ENGINEER, DEV).await;

    let end = stage.now().plus_seconds(3600).to_string();
    assert_eq!(answer.json["credentials"]["expiration"], end);
}

#[tokio::test]
async fn without_an_open_window_each_refusal_has_its_code_and_one_event() {
    let stage = Stage::new();
    let by_target = |account: &str| json!({ "account": account, "permission_set": "PowerUser" });

    let none = stage.credentials(ENGINEER, DEV).await;
    assert_eq!(none.outcome(), (403, "no_request"));
    let not_eligible = stage.credentials(NOBODY, DEV).await;
    assert_eq!(not_eligible.outcome(), (403, "not_eligible"));
    let unknown = stage
        .post(ENGINEER, "/v1/credentials", &by_target("nowhere"))
        .await;
    assert_eq!(unknown.outcome(), (403, "not_eligible"));

    let id = stage.submit(ENGINEER, PROD).await;
    let pending = stage.credentials(ENGINEER, PROD).await;
    assert_eq!(pending.outcome(), (409, "window_not_open"));
    assert_eq!(pending.json["open_level"], 1);
    assert_eq!(pending.json["request_id"], id);
    stage.decide(LEAD, &id, "reject").await;
    let closed = stage.credentials(ENGINEER, PROD).await;
    assert_eq!(closed.outcome(), (410, "window_closed"));
    assert_eq!(closed.json["current_status"], "rejected");

    let codes = [
        "no_request",
        "not_eligible",
        "not_eligible",
        "window_not_open",
        "window_closed",
    ];
    let noted = codes.map(|code| ("vend".to_owned(), code.to_owned()));
    assert_eq!(stage.refusals().await, noted);
    assert_eq!(
        stage.vendor.asked(),
        0,
        "AWS is not asked for what is refused"
    );
}

#[tokio::test]
async fn a_scheduled_window_says_when_it_opens() {
    let stage = Stage::new();
    let start = stage.now().plus_seconds(600);
    let mut body = ask(DEV);
    body["start"] = json!(start.to_string());
    let id = stage.post(ENGINEER, "/v1/requests", &body).await.id();
    stage.approve(LEAD, &id).await;

    let early = stage.credentials(ENGINEER, DEV).await;
    stage.clock.advance_millis(599_999);
    let still = stage.credentials(ENGINEER, DEV).await;
    stage.clock.advance_millis(1);
    let open = stage.credentials(ENGINEER, DEV).await;
    stage.clock.advance_millis(3_600_000 - 1);
    let last = stage.credentials(ENGINEER, DEV).await;
    stage.clock.advance_millis(1);
    let over = stage.credentials(ENGINEER, DEV).await;

    assert_eq!(early.outcome(), (409, "window_not_open"));
    assert_eq!(early.json["opens_at"], start.to_string());
    assert_eq!(still.outcome(), (409, "window_not_open"));
    assert_eq!((open.status, last.status), (200, 200));
    assert_eq!(over.outcome(), (410, "window_closed"));
}

#[tokio::test]
async fn who_is_no_longer_eligible_gets_nothing_for_an_open_window() {
    let stage = Stage::new();
    let id = stage.active().await;
    stage.take_eligibility_away();

    let by_target = stage.credentials(ENGINEER, DEV).await;
    let body = json!({ "request_id": id });
    let by_request = stage.post(ENGINEER, "/v1/credentials", &body).await;

    assert_eq!(by_target.outcome(), (403, "not_eligible"));
    assert_eq!(by_request.outcome(), (403, "not_eligible"));
    assert_eq!(stage.vendor.asked(), 0);
}

#[tokio::test]
async fn a_window_is_for_its_requester_account_and_permission_set_alone() {
    let stage = Stage::new();
    let id = stage.active().await;
    let read_only = json!({ "account": DEV, "permission_set": "ReadOnly" });

    let other_person = stage.credentials(OTHER_ENGINEER, DEV).await;
    let other_account = stage.credentials(ENGINEER, PROD).await;
    let other_set = stage.post(ENGINEER, "/v1/credentials", &read_only).await;
    let by_id = json!({ "request_id": id });
    let strangers = stage.post(OTHER_ENGINEER, "/v1/credentials", &by_id).await;
    let approvers = stage.post(LEAD, "/v1/credentials", &by_id).await;

    assert_eq!(other_person.outcome(), (403, "no_request"));
    assert_eq!(other_account.outcome(), (403, "no_request"));
    assert_eq!(other_set.outcome(), (403, "no_request"));
    assert_eq!(strangers.outcome(), (404, "not_found"));
    assert_eq!(approvers.outcome(), (403, "not_the_requester"));
    assert_eq!(stage.vendor.asked(), 0);
}

#[tokio::test]
async fn one_form_of_the_body_and_each_field_of_it_is_checked() {
    let stage = Stage::new();
    let id = stage.active().await;
    let cases = [
        (json!({}), "account"),
        (json!({ "account": DEV }), "permission_set"),
        (json!({ "permission_set": "PowerUser" }), "account"),
        (json!({ "request_id": id, "account": DEV }), "request_id"),
        (
            json!({ "request_id": id, "account": DEV, "permission_set": "PowerUser" }),
            "request_id",
        ),
        (json!({ "request_id": "req-1" }), "request_id"),
        (
            json!({ "account": "\u{7}", "permission_set": "PowerUser" }),
            "account",
        ),
        (
            json!({ "account": DEV, "permission_set": "a b" }),
            "permission_set",
        ),
        (
            json!({ "request_id": id, "known_session": "x" }),
            "known_session",
        ),
        (
            json!({ "request_id": id, "duration_seconds": 1 }),
            "duration_seconds",
        ),
        (json!({ "request_id": id, "role_arn": "x" }), "role_arn"),
    ];
    for (body, field) in cases {
        let answer = stage.post(ENGINEER, "/v1/credentials", &body).await;
        assert_eq!(answer.fault(), (400, "malformed", field), "{body}");
    }
    assert_eq!(stage.vendor.asked(), 0);
}

#[tokio::test]
async fn a_role_that_was_not_approved_is_never_assumed() {
    let stage = Stage::new();
    let id = stage.active().await;
    let first = stage.credentials(ENGINEER, DEV).await;
    stage.change_the_role();

    let by_target = stage.credentials(ENGINEER, DEV).await;
    let by_id = stage
        .post(ENGINEER, "/v1/credentials", &json!({ "request_id": id }))
        .await;
    let known = json!({
        "account": DEV, "permission_set": "PowerUser",
        "known_session": first.json["credentials"]["access_key_id"],
    });
    let known = stage.post(ENGINEER, "/v1/credentials", &known).await;

    for answer in [by_target, by_id, known] {
        assert_eq!(answer.outcome(), (403, "not_eligible"));
    }
    assert_eq!(stage.vendor.asked(), 1);
}

#[tokio::test]
async fn overlapping_windows_are_independent() {
    let stage = Stage::new();
    let first = stage.active().await;
    stage.clock.advance_seconds(60);
    let second = stage.active().await;

    let latest = stage.credentials(ENGINEER, DEV).await;
    stage.decide(ENGINEER, &second, "finish").await;
    let other = stage.credentials(ENGINEER, DEV).await;

    assert_eq!(latest.json["request_id"], second);
    assert_eq!(other.json["request_id"], first);
}

#[tokio::test]
async fn what_aws_says_is_mapped_and_opens_no_session() {
    let refused = VendError::Refused {
        code: "AccessDenied".to_owned(),
        reason: "the trust policy does not name the broker".to_owned(),
    };
    let unavailable = VendError::Unavailable {
        retry_after_seconds: 7,
    };
    for (error, expected, retry) in [
        (refused, (502, "aws_refused"), ""),
        (unavailable, (503, "aws_unavailable"), "7"),
    ] {
        let stage = Stage::new();
        stage.active().await;
        let events = stage.log().await.len();
        *stage.vendor.fail_with.lock().unwrap() = Some(error);

        let answer = stage.credentials(ENGINEER, DEV).await;

        assert_eq!(answer.outcome(), expected);
        assert_eq!(answer.header("retry-after"), retry);
        assert_eq!(stage.log().await.len(), events);
        *stage.vendor.fail_with.lock().unwrap() = None;
        assert_eq!(stage.credentials(ENGINEER, DEV).await.status, 200);
    }
}

#[tokio::test]
async fn credentials_stay_inside_when_their_event_cannot_be_written() {
    let stage = Stage::new();
    stage.active().await;
    stage.store.is_full.store(true, Ordering::SeqCst);

    let answer = stage.credentials(ENGINEER, DEV).await;

    assert_eq!(stage.vendor.asked(), 1, "AWS had answered");
    assert_eq!(answer.outcome(), (503, "store_unavailable"));
    assert_no_credentials(&stage, &answer).await;
}

#[tokio::test]
async fn a_window_that_ends_while_aws_is_asked_gives_nothing() {
    let stage = Stage::new();
    stage.active().await;
    stage.vendor.block();
    let (answer, ()) = tokio::join!(stage.credentials(ENGINEER, DEV), async {
        stage.vendor.is_asked().await;
        stage.clock.advance_seconds(3600);
        stage.vendor.let_go();
    });

    assert_eq!(answer.outcome(), (410, "window_closed"));
    assert_no_credentials(&stage, &answer).await;
}

#[tokio::test]
async fn a_bundle_that_takes_access_away_while_aws_is_asked_gives_nothing() {
    let stage = Stage::new();
    stage.active().await;
    stage.vendor.block();
    let (answer, ()) = tokio::join!(stage.credentials(ENGINEER, DEV), async {
        stage.vendor.is_asked().await;
        stage.take_eligibility_away();
        stage.vendor.let_go();
    });

    assert_eq!(answer.outcome(), (403, "not_eligible"));
    assert_no_credentials(&stage, &answer).await;
}

#[tokio::test]
async fn a_client_that_goes_away_leaves_a_whole_event() {
    let stage = Stage::new();
    stage.active().await;
    stage.vendor.block();
    {
        let gone = stage.credentials(ENGINEER, DEV);
        tokio::select! {
            _ = gone => unreachable!("AWS does not answer yet"),
            () = stage.vendor.is_asked() => {}
        }
    }
    let mut changes = jit_store::Store::changes(stage.store.as_ref());
    changes.borrow_and_update();
    stage.vendor.let_go();
    let written = changes.changed();
    let written = tokio::time::timeout(std::time::Duration::from_secs(10), written).await;
    written
        .expect("the work goes on without the client")
        .unwrap();

    let last = stage.log().await.pop().unwrap();
    assert_eq!(last.event.kind.name(), "session_opened");
}

#[tokio::test]
async fn a_person_who_asks_too_often_is_told_when_to_come_back() {
    let stage = Stage::with_limits(&jit_broker::service::LimitSettings {
        credentials_per_minute: std::num::NonZeroU32::new(1),
        ..jit_broker::service::LimitSettings::UNLIMITED
    });
    stage.active().await;
    assert_eq!(stage.credentials(ENGINEER, DEV).await.status, 200);

    let answer = stage.credentials(ENGINEER, DEV).await;

    assert_eq!(answer.outcome(), (429, "rate_limited"));
    assert!(!answer.header("retry-after").is_empty());
}

/// Clients that ask for a window by themselves do so only against one that ran out.
#[tokio::test]
async fn a_window_that_ran_out_is_told_from_one_that_was_given_back() {
    for (ending, ran_out) in [
        (None, true),
        (Some((ENGINEER, "finish")), false),
        (Some((LEAD, "revoke")), false),
    ] {
        let stage = Stage::new();
        let id = stage.post(ENGINEER, "/v1/requests", &ask(DEV)).await.id();
        stage.approve(LEAD, &id).await;
        match ending {
            Some((who, how)) => {
                stage.decide(who, &id, how).await;
            }
            None => stage.clock.advance_seconds(24 * 3600),
        }

        let refused = stage.credentials(ENGINEER, DEV).await;

        assert_eq!(refused.outcome(), (410, "window_closed"));
        let told = refused.json.get("ran_out").is_some_and(|it| *it == true);
        assert_eq!(told, ran_out, "{}", refused.json);
    }
}
