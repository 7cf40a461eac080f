use serde_json::json;

use crate::stage::{
    ADMIN, AUDITOR, DEV, ENGINEER, LEAD, OTHER_SECURITY, PROD, SECURITY, Stage, ask,
};

#[tokio::test]
async fn a_request_goes_through_its_levels_and_opens() {
    let stage = Stage::new();
    let id = stage.submit(ENGINEER, PROD).await;

    let first = stage.approve(LEAD, &id).await;
    let second = stage.approve(SECURITY, &id).await;
    let twice = stage.approve(SECURITY, &id).await;
    let third = stage.approve(OTHER_SECURITY, &id).await;

    assert_eq!(
        (first.json["level"].as_u64(), second.json["level"].as_u64()),
        (Some(2), Some(2))
    );
    assert_eq!(second.json["levels"][1]["approved"], 1);
    assert_eq!(twice.outcome(), (409, "conflict"));
    assert_eq!(twice.json["current_status"], "pending");
    assert_eq!(twice.json["open_level"], 2);
    assert_eq!(third.json["status"], "active");
    assert_eq!(
        third.json["window_end"],
        stage.now().plus_seconds(3600).to_string()
    );
    assert_eq!(third.json["decisions"].as_array().unwrap().len(), 3);
}

#[tokio::test]
async fn an_approver_narrows_and_comments() {
    let stage = Stage::new();
    let id = stage.submit(ENGINEER, DEV).await;
    let body = json!({
        "digest": stage.digest(&id).await, "duration_seconds": 900, "comment": "fifteen will do",
    });

    let answer = stage
        .post(LEAD, &format!("/v1/requests/{id}/approve"), &body)
        .await;

    assert_eq!(
        answer.json["window_end"],
        stage.now().plus_seconds(900).to_string()
    );
    let decision = &answer.json["decisions"][0];
    assert_eq!(decision["duration_seconds"], 900);
    assert_eq!(decision["comment"], "fifteen will do");
    assert_eq!(decision["by"]["subject"], "lead");
    assert_eq!(
        answer.json["duration_seconds"], 3600,
        "the ask never changes"
    );
}

#[tokio::test]
async fn each_end_is_final_and_the_loser_is_told_the_state() {
    let ends = [
        (LEAD, "reject", "rejected", false),
        (ENGINEER, "cancel", "cancelled", false),
        (ENGINEER, "finish", "ended", true),
        (LEAD, "revoke", "revoked", true),
        (ADMIN, "revoke", "revoked", true),
    ];
    for (who, verb, status, open) in ends {
        let stage = Stage::new();
        let id = if open {
            stage.active().await
        } else {
            stage.submit(ENGINEER, DEV).await
        };

        let answer = stage.decide(who, &id, verb).await;
        assert_eq!(
            (answer.status, &answer.json["status"]),
            (200, &json!(status)),
            "{verb}"
        );

        let late = stage.approve(LEAD, &id).await;
        assert_eq!(late.outcome(), (409, "conflict"), "{verb}");
        assert_eq!(late.json["current_status"], status);
        assert_eq!(late.json["request_id"], id);
    }
}

#[tokio::test]
async fn a_revocation_does_not_depend_on_eligibility() {
    let stage = Stage::new();
    let id = stage.active().await;
    stage.take_eligibility_away();

    let answer = stage.decide(LEAD, &id, "revoke").await;

    assert_eq!(answer.json["status"], "revoked");
    assert_eq!(answer.json["window_end"], stage.now().to_string());
}

#[tokio::test]
async fn nothing_is_decided_when_it_cannot_be_written() {
    let stage = Stage::new();
    let id = stage.submit(ENGINEER, DEV).await;
    stage
        .store
        .is_full
        .store(true, std::sync::atomic::Ordering::SeqCst);

    let approve = stage.approve(LEAD, &id).await;
    let reject = stage.decide(LEAD, &id, "reject").await;
    let own = stage.approve(ENGINEER, &id).await;

    assert_eq!(approve.outcome(), (503, "store_unavailable"));
    assert_eq!(reject.outcome(), (503, "store_unavailable"));
    assert_eq!(
        own.outcome(),
        (403, "own_request"),
        "a refusal stands without its event"
    );
    assert_eq!(stage.stored(&id).await.version.0, 1);
}

#[tokio::test]
async fn without_a_bundle_everything_is_denied_but_approvers_still_revoke() {
    let stage = Stage::new();
    let id = stage.active().await;
    stage.take_the_bundle_away();

    let targets = stage.get(ENGINEER, "/v1/targets").await;
    let submitted = stage.post(ENGINEER, "/v1/requests", &ask(DEV)).await;
    let vended = stage.credentials(ENGINEER, DEV).await;
    let exported = stage.get(AUDITOR, "/v1/audit").await;
    let by_admin = stage.decide(ADMIN, &id, "revoke").await;
    let by_lead = stage.decide(LEAD, &id, "revoke").await;

    assert_eq!(targets.json["targets"], json!([]));
    assert_eq!(submitted.outcome(), (403, "not_eligible"));
    assert_eq!(vended.outcome(), (403, "not_eligible"));
    assert_eq!(exported.outcome(), (403, "not_an_auditor"));
    assert_eq!(by_admin.outcome(), (404, "not_found"), "nobody is one");
    assert_eq!(
        (by_lead.status, &by_lead.json["status"]),
        (200, &json!("revoked"))
    );
}

#[tokio::test]
async fn without_a_bundle_approvers_still_reject_and_an_approval_opens_nothing() {
    let stage = Stage::new();
    let id = stage.submit(ENGINEER, DEV).await;
    stage.take_the_bundle_away();
    let rejected = stage.decide(LEAD, &id, "reject").await;
    assert_eq!(
        (rejected.status, &rejected.json["status"]),
        (200, &json!("rejected"))
    );

    let stage = Stage::new();
    let id = stage.submit(ENGINEER, DEV).await;
    stage.take_the_bundle_away();
    stage.approve(LEAD, &id).await;
    let vended = stage.credentials(ENGINEER, DEV).await;
    assert_eq!(vended.outcome(), (403, "not_eligible"));
}

#[tokio::test]
async fn who_is_refused_too_often_does_not_fill_the_log() {
    let stage = Stage::with_limits(&jit_broker::service::LimitSettings {
        refusals_per_minute: std::num::NonZeroU32::new(2),
        ..jit_broker::service::LimitSettings::UNLIMITED
    });
    let id = stage.submit(ENGINEER, DEV).await;
    for _ in 0..2 {
        assert_eq!(
            stage.approve(ENGINEER, &id).await.outcome(),
            (403, "own_request")
        );
    }

    let third = stage.approve(ENGINEER, &id).await;

    assert_eq!(third.outcome(), (429, "rate_limited"));
    assert_eq!(stage.refusals().await.len(), 2);
    assert_eq!(
        stage.approve(LEAD, &id).await.status,
        200,
        "others decide as ever"
    );
}
