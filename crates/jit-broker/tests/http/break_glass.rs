use jit_domain::{Audience, LevelNumber, NoticeKind};
use jit_store::Store as _;
use serde_json::json;

use crate::glass::{GUARD, ON_CALL, REVIEW_WITHIN, emergency};
use crate::stage::{DEV, ENGINEER, LEAD, PROD, SECURITY, Stage, UNCOVERED};

#[tokio::test]
async fn who_may_break_glass_is_in_at_once() {
    let stage = Stage::new();

    let answer = stage.post(ON_CALL, "/v1/requests", &emergency(PROD)).await;

    assert_eq!(answer.status, 201);
    assert_eq!(answer.json["status"], "active");
    assert_eq!(answer.json["policy"], "emergency");
    let end = stage.now().plus_seconds(3600).to_string();
    assert_eq!(answer.json["window_end"], end);
    let vend = json!({ "request_id": answer.id() });
    let vended = stage.post(ON_CALL, "/v1/credentials", &vend).await;
    assert_eq!(vended.status, 200, "{}", vended.json);
}

#[tokio::test]
async fn everyone_who_is_skipped_and_security_are_told_by_the_same_event() {
    let stage = Stage::new();
    stage.broken_glass().await;

    let notices = stage.store.pending_notices(99).await.unwrap();

    assert_eq!(stage.log().await.len(), 1);
    let first = LevelNumber::FIRST;
    let expected = [
        Audience::SkippedApprovers { level: first },
        Audience::SkippedApprovers {
            level: first.next(),
        },
        Audience::Security,
    ];
    let told: Vec<_> = notices.iter().map(|n| n.notice.audience).collect();
    assert_eq!(told, expected);
    let same =
        |n: &jit_store::RecordedNotice| n.sequence == 1 && n.notice.kind == NoticeKind::BreakGlass;
    assert!(notices.iter().all(same), "{notices:?}");
}

#[tokio::test]
async fn breaking_glass_takes_an_eligibility_of_its_own() {
    let stage = Stage::new();
    let with = |field: &str, value: serde_json::Value| {
        let mut body = emergency(PROD);
        body[field] = value;
        body
    };
    let start = stage.now().plus_seconds(600).to_string();
    for (who, body, fault) in [
        (ENGINEER, emergency(PROD), (403, "not_eligible", "")),
        (LEAD, emergency(PROD), (403, "not_eligible", "")),
        (
            ON_CALL,
            with("permission_set", json!("ReadOnly")),
            (403, "not_eligible", ""),
        ),
        (
            ON_CALL,
            with("duration_seconds", json!(3601)),
            (422, "limit", "duration_seconds"),
        ),
        (
            ON_CALL,
            with("reason", json!("too short")),
            (422, "limit", "reason"),
        ),
        (
            ON_CALL,
            with("start", json!(start)),
            (422, "limit", "start"),
        ),
    ] {
        let answer = stage.post(who, "/v1/requests", &body).await;
        assert_eq!(answer.fault(), fault, "{who:?} {body}");
    }
    let mine = stage.get(ON_CALL, "/v1/requests").await;
    assert_eq!(mine.json["requests"], json!([]));
}

#[tokio::test]
async fn glass_can_be_broken_where_no_policy_applies_and_security_looks_back() {
    let stage = Stage::new();
    let answer = stage
        .post(ON_CALL, "/v1/requests", &emergency(UNCOVERED))
        .await;
    assert_eq!(answer.json["status"], "active");
    assert!(answer.json.get("skipped").is_none());
    let id = answer.id();
    assert_eq!(stage.decide(GUARD, &id, "revoke").await.status, 200);
    assert_eq!(stage.decide(LEAD, &id, "review").await.status, 404);
    assert_eq!(stage.decide(GUARD, &id, "review").await.status, 200);
}

#[tokio::test]
async fn a_plan_says_who_would_be_skipped_and_told() {
    let stage = Stage::new();
    let path = "/v1/requests?dry_run=true";

    let plan = stage.post(ON_CALL, path, &emergency(PROD)).await;

    assert_eq!(plan.status, 200);
    assert_eq!(plan.json["approval"], "break_glass");
    assert_eq!(plan.json["levels"], json!([]));
    assert_eq!(
        plan.json["skipped"][1]["approvers"]["groups"][0],
        "security"
    );
    assert_eq!(plan.json["security"], json!({ "groups": ["guards"] }));
    assert!(stage.log().await.is_empty());
    assert!(stage.store.pending_notices(9).await.unwrap().is_empty());
}

#[tokio::test]
async fn an_overdue_review_stands_against_breaking_glass_again() {
    let stage = Stage::new();
    let id = stage.swept_glass().await;
    stage.clock.advance_seconds(REVIEW_WITHIN - 1);
    stage.swept_glass().await;
    stage.clock.advance_seconds(1);

    let refused = stage.post(ON_CALL, "/v1/requests", &emergency(PROD)).await;
    let planned = stage
        .post(ON_CALL, "/v1/requests?dry_run=true", &emergency(PROD))
        .await;

    for answer in [refused, planned] {
        assert_eq!(answer.outcome(), (403, "review_overdue"));
        assert_eq!(answer.json["request_id"], id);
        let hint = answer.json["hint"].as_str().unwrap();
        assert!(hint.contains("jit list --mine --overdue"), "{hint}");
    }
    let noted = ("submit".to_owned(), "review_overdue".to_owned());
    assert_eq!(stage.refusals().await, [noted], "a plan is no event");
    stage.submit(ON_CALL, DEV).await;
    assert_eq!(stage.decide(ON_CALL, &id, "review").await.status, 403);
    assert_eq!(stage.decide(SECURITY, &id, "review").await.status, 200);
    stage.broken_glass().await;
}

#[tokio::test]
async fn an_overdue_review_stands_against_nothing_where_the_eligibility_says_so() {
    let stage = Stage::new();
    stage.swept_glass().await;
    stage.clock.advance_seconds(REVIEW_WITHIN);
    stage.forgive_overdue_reviews();
    stage.broken_glass().await;
}

#[tokio::test]
async fn somebody_elses_overdue_review_stands_against_nobody() {
    let stage = Stage::new();
    stage.swept_glass().await;
    stage.clock.advance_seconds(REVIEW_WITHIN);
    let other = crate::stage::Who("other-engineer", &["oncall"]);
    let answer = stage.post(other, "/v1/requests", &emergency(PROD)).await;
    assert_eq!(answer.status, 201, "{}", answer.json);
}

#[tokio::test]
async fn operators_see_that_glass_was_broken_once() {
    let recorder = metrics_exporter_prometheus::PrometheusBuilder::new().build_recorder();
    let _here = metrics::set_default_local_recorder(&recorder);
    let stage = Stage::new();
    stage.submit(ENGINEER, DEV).await;
    assert!(
        !recorder
            .handle()
            .render()
            .contains("jit_glass_broken_total")
    );
    stage.broken_glass().await;
    let figures = recorder.handle().render();
    assert!(figures.contains("jit_glass_broken_total 1"), "{figures}");
}
