use jit_domain::EventKind;
use serde_json::json;

use crate::stage::{CONFLICT, DEV, ENGINEER, LEAD, LONELY, NOBODY, PROD, Stage, UNCOVERED, ask};

#[tokio::test]
async fn a_submission_answers_201_with_the_request_and_its_path() {
    let stage = Stage::new();

    let answer = stage
        .post(ENGINEER, "/v1/requests", &ask("payments-prod"))
        .await;

    assert_eq!(answer.status, 201);
    assert_eq!(
        answer.header("location"),
        format!("/v1/requests/{}", answer.id())
    );
    let request: jit_api::Request = serde_json::from_value(answer.json).unwrap();
    assert_eq!(request.account.as_str(), PROD);
    assert_eq!(request.account_name.as_str(), "payments-prod");
    assert_eq!(request.status.as_str(), "pending");
    assert_eq!(request.level, Some(1));
    assert_eq!(request.levels.len(), 2);
    assert_eq!(request.requester.subject.as_str(), "engineer");
    assert_eq!(request.policy.unwrap().to_string(), "two-levels");
    assert_eq!(request.created_at, stage.now());
    assert_eq!(stage.log().await.len(), 1);
}

#[tokio::test]
async fn what_the_bundle_refuses_has_its_code_and_one_event_and_no_request() {
    let short = |account| {
        let mut body = ask(account);
        body["reason"] = json!("hi");
        body
    };
    let long = |account| {
        let mut body = ask(account);
        body["duration_seconds"] = json!(5 * 3600);
        body
    };
    let break_glass = |account| {
        let mut body = ask(account);
        body["break_glass"] = json!(true);
        body
    };
    let cases = [
        (NOBODY, ask(DEV), (403, "not_eligible", "")),
        (ENGINEER, ask("999988887777"), (403, "not_eligible", "")),
        (ENGINEER, ask("no-such-account"), (403, "not_eligible", "")),
        (ENGINEER, break_glass(DEV), (403, "not_eligible", "")),
        (ENGINEER, ask(UNCOVERED), (422, "no_policy", "")),
        (ENGINEER, ask(LONELY), (422, "no_approver", "")),
        (ENGINEER, short(DEV), (422, "limit", "reason")),
        (ENGINEER, long(DEV), (422, "limit", "duration_seconds")),
    ];
    for (who, body, expected) in cases {
        let stage = Stage::new();

        let answer = stage.post(who, "/v1/requests", &body).await;

        assert_eq!(answer.fault(), expected, "{body}");
        let noted = ("submit".to_owned(), expected.1.to_owned());
        assert_eq!(stage.refusals().await, [noted], "{body}");
        assert_eq!(stage.log().await.len(), 1, "{body}");
        let mine = stage.get(who, "/v1/requests").await;
        assert_eq!(mine.json["requests"], json!([]), "{body}");
    }
}

#[tokio::test]
async fn an_account_that_is_unknown_looks_like_one_that_is_not_allowed() {
    let stage = Stage::new();

    let mut unknown = stage
        .post(NOBODY, "/v1/requests", &ask("999988887777"))
        .await;
    let mut foreign = stage.post(NOBODY, "/v1/requests", &ask(DEV)).await;

    for answer in [&mut unknown, &mut foreign] {
        answer.json["trace_id"].take();
    }
    assert_eq!(unknown.json, foreign.json);
}

#[tokio::test]
async fn policies_that_apply_alike_make_a_failed_request_that_names_them() {
    let stage = Stage::new();

    let answer = stage.post(ENGINEER, "/v1/requests", &ask(CONFLICT)).await;

    assert_eq!(answer.outcome(), (422, "policy_conflict"));
    assert_eq!(
        answer.json["policies"],
        json!(["first-claim", "second-claim"])
    );
    let id = answer.json["request_id"].as_str().unwrap();
    let shown = stage.get(ENGINEER, &format!("/v1/requests/{id}")).await;
    assert_eq!(shown.json["status"], "failed");
    assert_eq!(shown.json["policies"], answer.json["policies"]);
    let log = stage.log().await;
    assert_eq!(log.len(), 1);
    assert!(matches!(log[0].event.kind, EventKind::Failed { .. }));
}

#[tokio::test]
async fn a_dry_run_explains_and_writes_nothing() {
    let stage = Stage::new();
    let path = "/v1/requests?dry_run=true";

    let plan = stage.post(ENGINEER, path, &ask(PROD)).await;
    let conflict = stage.post(ENGINEER, path, &ask(CONFLICT)).await;
    let refused = stage.post(NOBODY, path, &ask(PROD)).await;

    assert_eq!(plan.status, 200);
    let plan: jit_api::Plan = serde_json::from_value(plan.json).unwrap();
    assert!(plan.dry_run);
    assert_eq!(plan.approval, jit_api::ApprovalKind::Manual);
    assert_eq!(plan.levels.len(), 2);
    assert_eq!(plan.eligibility.to_string(), "engineers");
    assert_eq!(conflict.status, 200);
    assert_eq!(conflict.json["approval"], "conflict");
    assert_eq!(
        conflict.json["policies"],
        json!(["first-claim", "second-claim"])
    );
    assert_eq!(refused.outcome(), (403, "not_eligible"));
    assert!(stage.log().await.is_empty());
}

#[tokio::test]
async fn only_an_own_request_for_the_same_target_can_be_extended() {
    let stage = Stage::new();
    let own = stage.submit(ENGINEER, DEV).await;
    let foreign = stage.submit(crate::stage::OTHER_ENGINEER, DEV).await;
    let elsewhere = stage.submit(ENGINEER, PROD).await;
    let mut weaker = ask(DEV);
    weaker["permission_set"] = json!("ReadOnly");
    let weaker = stage.post(ENGINEER, "/v1/requests", &weaker).await.id();
    let extending = |id: &str| {
        let mut body = ask(DEV);
        body["extends"] = json!(id);
        body
    };

    let ok = stage.post(ENGINEER, "/v1/requests", &extending(&own)).await;

    assert_eq!(ok.status, 201);
    assert_eq!(ok.json["extends"], own);
    for id in [&foreign, &elsewhere, &weaker, "req-0000000000"] {
        let answer = stage.post(ENGINEER, "/v1/requests", &extending(id)).await;
        assert_eq!(answer.fault(), (422, "limit", "extends"), "{id}");
        assert_eq!(
            answer.json["title"],
            "only a request of yours for the same target can be extended"
        );
    }
}

#[tokio::test]
async fn a_window_starts_when_it_was_scheduled() {
    let stage = Stage::new();
    let start = stage.now().plus_seconds(3600);
    let mut body = ask(DEV);
    body["start"] = json!(start.to_string());

    let id = stage.post(ENGINEER, "/v1/requests", &body).await.id();
    let approved = stage.approve(LEAD, &id).await;

    assert_eq!(approved.json["status"], "scheduled");
    assert_eq!(approved.json["window_start"], start.to_string());
    stage.clock.advance_seconds(3600);
    let shown = stage.get(ENGINEER, &format!("/v1/requests/{id}")).await;
    assert_eq!(shown.json["status"], "active");
}

#[tokio::test]
async fn a_person_who_submits_too_often_is_told_when_to_come_back() {
    let stage = Stage::with_limits(&jit_broker::service::LimitSettings {
        submits_per_minute: std::num::NonZeroU32::new(1),
        ..jit_broker::service::LimitSettings::UNLIMITED
    });
    stage.submit(ENGINEER, DEV).await;

    let answer = stage.post(ENGINEER, "/v1/requests", &ask(DEV)).await;

    assert_eq!(answer.outcome(), (429, "rate_limited"));
    assert!((1..=61).contains(&answer.header("retry-after").parse::<u32>().unwrap()));
    stage.submit(crate::stage::OTHER_ENGINEER, DEV).await;
    let plan = stage
        .post(ENGINEER, "/v1/requests?dry_run=true", &ask(DEV))
        .await;
    assert_eq!(plan.outcome(), (429, "rate_limited"), "plans count too");
}

#[tokio::test]
async fn a_full_store_answers_503_and_recovers() {
    let stage = Stage::new();
    stage
        .store
        .is_full
        .store(true, std::sync::atomic::Ordering::SeqCst);

    let answer = stage.post(ENGINEER, "/v1/requests", &ask(DEV)).await;

    assert_eq!(answer.outcome(), (503, "store_unavailable"));
    assert!(!answer.header("retry-after").is_empty());
    assert!(!String::from_utf8_lossy(&answer.bytes).contains("no space left"));
    stage
        .store
        .is_full
        .store(false, std::sync::atomic::Ordering::SeqCst);
    stage.submit(ENGINEER, DEV).await;
}
