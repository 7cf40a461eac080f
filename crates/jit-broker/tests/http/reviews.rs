use jit_domain::{Audience, NoticeKind};
use jit_store::Store as _;
use serde_json::{Value, json};

use crate::glass::{GUARD, ON_CALL, REVIEW_WITHIN};
use crate::stage::{
    ADMIN, AUDITOR, Answer, DEV, ENGINEER, LEAD, OTHER_ENGINEER, SECURITY, Stage, Who,
};

async fn review(stage: &Stage, who: Who, id: &str, body: &Value) -> Answer {
    stage
        .post(who, &format!("/v1/requests/{id}/review"), body)
        .await
}

async fn ids(stage: &Stage, who: Who, query: &str) -> Vec<String> {
    let answer = stage.get(who, &format!("/v1/requests?{query}")).await;
    assert_eq!(answer.status, 200, "{query}: {}", answer.json);
    let requests = answer.json["requests"].as_array().unwrap();
    requests
        .iter()
        .map(|request| request["id"].as_str().unwrap().to_owned())
        .collect()
}

#[tokio::test]
async fn broken_glass_says_who_was_skipped_and_when_its_review_is_due() {
    let stage = Stage::new();
    let id = stage.broken_glass().await;

    let shown = stage.get(GUARD, &format!("/v1/requests/{id}")).await;

    assert_eq!(shown.json["status"], "active");
    assert_eq!(shown.json["break_glass"], true);
    assert_eq!(shown.json["levels"], json!([]));
    assert_eq!(shown.json["skipped"][0]["approvers"]["groups"][0], "leads");
    assert_eq!(shown.json["skipped"][1]["approvals"], 2);
    assert_eq!(shown.json["security"], json!({ "groups": ["guards"] }));
    let due = stage.now().plus_seconds(3600 + REVIEW_WITHIN).to_string();
    assert_eq!(shown.json["review_due"], due);
    assert!(shown.json.get("review").is_none());
    let ordinary = stage.active().await;
    let shown = stage.get(LEAD, &format!("/v1/requests/{ordinary}")).await;
    for field in ["break_glass", "skipped", "security", "review_due", "review"] {
        assert!(shown.json.get(field).is_none(), "{field}");
    }
}

#[tokio::test]
async fn a_review_keeps_who_found_what_and_changes_no_state() {
    let stage = Stage::new();
    let id = stage.swept_glass().await;
    stage.clock.advance_seconds(60);

    let body = json!({ "verdict": "violation", "comment": "an ordinary request would have done" });
    let reviewed = review(&stage, GUARD, &id, &body).await;

    assert_eq!(
        (reviewed.status, &reviewed.json["status"]),
        (200, &json!("ended"))
    );
    assert!(reviewed.json.get("review_due").is_none());
    let found = &reviewed.json["review"];
    assert_eq!(found["verdict"], "violation");
    assert_eq!(found["by"]["subject"], "guard");
    assert_eq!(found["at"], stage.now().to_string());
    assert_eq!(found["comment"], "an ordinary request would have done");
    let shown = stage.get(ENGINEER, &format!("/v1/requests/{id}")).await;
    assert_eq!(shown.json["review"], *found);
    let last = shown.json["timeline"].as_array().unwrap().last().unwrap();
    assert_eq!(last["event"], "reviewed");
    assert_eq!(last["by"]["subject"], "guard");
}

#[tokio::test]
async fn a_violation_is_told_to_the_requester_security_and_the_administrators() {
    let stage = Stage::new();
    let id = stage.swept_glass().await;
    let body = json!({ "verdict": "violation", "comment": "no" });
    assert_eq!(review(&stage, LEAD, &id, &body).await.status, 200);

    let notices = stage.store.pending_notices(99).await.unwrap();

    let told = notices
        .iter()
        .filter(|n| n.notice.kind == NoticeKind::Reviewed);
    let audiences: Vec<_> = told.map(|n| n.notice.audience).collect();
    let expected = [
        Audience::Requester,
        Audience::Security,
        Audience::Administrators,
    ];
    assert_eq!(audiences, expected);
}

#[tokio::test]
async fn each_review_that_does_not_fit_has_its_code() {
    let stage = Stage::new();
    let ok = json!({ "verdict": "ok" });
    let open = stage.broken_glass().await;
    let swept = stage.swept_glass().await;
    let ordinary = stage.active().await;
    assert_eq!(
        stage.decide(ENGINEER, &ordinary, "finish").await.status,
        200
    );

    let early = review(&stage, GUARD, &open, &ok).await;
    assert_eq!(early.outcome(), (409, "conflict"));
    assert_eq!(early.json["current_status"], "active");
    let approved = review(&stage, LEAD, &ordinary, &ok).await;
    assert_eq!(approved.outcome(), (409, "conflict"));
    assert_eq!(
        approved.json["title"],
        "only a break-glass window is reviewed"
    );
    for (body, fault) in [
        (json!({}), (400, "malformed", "verdict")),
        (json!({ "verdict": "fine" }), (400, "malformed", "verdict")),
        (json!({ "verdict": true }), (400, "malformed", "verdict")),
        (
            json!({ "verdict": "ok", "digest": "x" }),
            (400, "malformed", "digest"),
        ),
        (
            json!({ "verdict": "ok", "comment": "" }),
            (422, "limit", "comment"),
        ),
        (
            json!({ "verdict": "ok", "comment": "\u{9b}2J" }),
            (422, "limit", "comment"),
        ),
        (json!({ "verdict": "violation" }), (422, "limit", "comment")),
    ] {
        let answer = review(&stage, GUARD, &swept, &body).await;
        assert_eq!(answer.fault(), fault, "{body}");
    }
    assert_eq!(review(&stage, SECURITY, &swept, &ok).await.status, 200);
    let again = review(&stage, GUARD, &swept, &ok).await;
    assert_eq!(again.outcome(), (409, "conflict"));
    let conflict = ("review".to_owned(), "conflict".to_owned());
    assert_eq!(stage.refusals().await, vec![conflict; 3]);
}

#[tokio::test]
async fn of_two_who_review_at_once_one_does() {
    let stage = Stage::new();
    let id = stage.swept_glass().await;
    let ok = json!({ "verdict": "ok" });

    let (one, other) = tokio::join!(
        review(&stage, GUARD, &id, &ok),
        review(&stage, LEAD, &id, &ok)
    );

    let mut outcomes = [one.outcome(), other.outcome()];
    outcomes.sort_unstable();
    assert_eq!(outcomes, [(200, ""), (409, "conflict")]);
}

#[tokio::test]
async fn what_waits_for_a_review_is_listed_for_those_who_may_give_it() {
    let stage = Stage::new();
    let open = stage.broken_glass().await;
    let swept = stage.swept_glass().await;
    stage.active().await;
    let unreviewed = "view=to_review&review=open";

    for who in [LEAD, SECURITY, GUARD] {
        assert_eq!(
            ids(&stage, who, unreviewed).await,
            [swept.as_str()],
            "{who:?}"
        );
    }
    let with_open = ids(&stage, GUARD, "view=to_review&review=unreviewed").await;
    assert_eq!(with_open.len(), 2, "whoever may end a window finds it");
    assert!(with_open.contains(&open) && with_open.contains(&swept));
    for who in [ENGINEER, OTHER_ENGINEER, ADMIN, AUDITOR] {
        assert!(ids(&stage, who, unreviewed).await.is_empty(), "{who:?}");
    }
    assert_eq!(ids(&stage, ENGINEER, "review=open").await, [swept.as_str()]);
    assert_eq!(
        ids(&stage, AUDITOR, "view=all&review=open").await,
        [swept.as_str()]
    );
    let all = stage.get(GUARD, "/v1/requests?view=all&review=open").await;
    assert_eq!(all.outcome(), (403, "not_an_auditor"));
    assert!(ids(&stage, GUARD, "view=to_review").await.is_empty());

    stage.clock.advance_seconds(REVIEW_WITHIN);
    assert_eq!(
        ids(&stage, ENGINEER, "review=overdue").await,
        [swept.as_str()]
    );
    let overdue = "view=to_review&review=overdue";
    assert_eq!(ids(&stage, GUARD, overdue).await, [swept.as_str()]);
    stage.clock.advance_seconds(3600);
    let overdue_now = ids(&stage, GUARD, overdue).await;
    assert!(overdue_now.contains(&open) && overdue_now.len() == 2);
    let ok = json!({ "verdict": "ok" });
    assert_eq!(review(&stage, GUARD, &swept, &ok).await.status, 200);
    assert_eq!(ids(&stage, LEAD, overdue).await, [open]);
}

#[tokio::test]
async fn a_break_glass_window_vends_and_is_revoked_like_any_other() {
    let stage = Stage::new();
    let id = stage.broken_glass().await;
    let vend = json!({ "request_id": id });
    let vended = stage.post(ON_CALL, "/v1/credentials", &vend).await;
    assert_eq!(vended.status, 200, "{}", vended.json);

    assert_eq!(
        stage.decide(GUARD, &id, "revoke").await.json["status"],
        "revoked"
    );

    let late = stage.post(ON_CALL, "/v1/credentials", &vend).await;
    assert_eq!(late.outcome(), (410, "window_closed"));
    let ok = json!({ "verdict": "ok" });
    let reviewed = review(&stage, LEAD, &id, &ok).await;
    assert_eq!(reviewed.json["status"], "revoked");
    stage.submit(ENGINEER, DEV).await;
}
