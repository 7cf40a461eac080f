//! Who looked at what is not theirs.

use std::sync::atomic::Ordering;

use axum::body::Body;
use jit_domain::{AdministrativeRead, EventKind};
use serde_json::{Value, json};

use crate::stage::{
    ADMIN, AUDITOR, DEV, ENGINEER, LEAD, OTHER_ENGINEER, PROD, SECURITY, Stage, Who,
};

/// Who read what, in the order of the log.
async fn reads(stage: &Stage) -> Vec<(String, AdministrativeRead)> {
    let read = |event: jit_store::RecordedEvent| match event.event.kind {
        EventKind::Read(what) => Some((event.event.actor?.id.subject.to_string(), what)),
        _ => None,
    };
    stage.log().await.into_iter().filter_map(read).collect()
}

async fn read_by(stage: &Stage) -> Vec<String> {
    reads(stage).await.into_iter().map(|(who, _)| who).collect()
}

fn all(filter: &[(&str, &str)]) -> AdministrativeRead {
    let owned = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
    AdministrativeRead::Requests {
        filter: filter.iter().map(owned).collect(),
    }
}

#[tokio::test]
async fn every_export_is_in_the_log_and_in_itself() {
    let stage = Stage::new();
    stage.submit(ENGINEER, DEV).await;

    let export = stage.get(AUDITOR, "/v1/audit").await;
    stage.get(AUDITOR, "/v1/audit?after=1").await;

    let what = |after, until| AdministrativeRead::AuditLog { after, until };
    let noted = |what| ("auditor".to_owned(), what);
    assert_eq!(reads(&stage).await, [noted(what(0, 1)), noted(what(1, 2))]);
    let text = String::from_utf8(export.bytes.to_vec()).unwrap();
    let last = text.lines().nth(1).unwrap();
    let last: Value = serde_json::from_str(last).unwrap();
    assert_eq!(
        last["data"],
        json!({"what": "audit_log", "after": 0, "until": 1})
    );
}

#[tokio::test]
async fn who_had_a_report_made_is_in_the_log() {
    let stage = Stage::new();
    let period = "since=2026-11-01T00:00:00Z&until=2026-11-20T00:00:00Z";
    let report = stage.get(AUDITOR, &format!("/v1/report?{period}")).await;
    assert_eq!(report.status, 200);
    let since = "2026-11-01T00:00:00Z".parse().unwrap();
    let until = "2026-11-20T00:00:00Z".parse().unwrap();
    let what = AdministrativeRead::Report { since, until };
    assert_eq!(reads(&stage).await, [("auditor".to_owned(), what)]);
}

#[tokio::test]
async fn a_list_of_everybodys_requests_is_one_line_however_many_pages_it_has() {
    let stage = Stage::new();
    for _ in 0..3 {
        stage.submit(ENGINEER, DEV).await;
    }
    let first = stage
        .get(ADMIN, "/v1/requests?view=all&limit=1&status=pending")
        .await;
    let cursor = first.json["next_cursor"].as_str().unwrap();
    let next = format!("/v1/requests?view=all&limit=1&status=pending&cursor={cursor}");
    assert_eq!(stage.get(ADMIN, &next).await.status, 200);
    let pending = ("admin".to_owned(), all(&[("status", "pending")]));
    assert_eq!(reads(&stage).await, std::slice::from_ref(&pending));

    stage.get(ADMIN, "/v1/requests?view=all").await;
    stage.get(AUDITOR, "/v1/requests?view=all").await;
    assert_eq!(read_by(&stage).await, ["admin", "admin", "auditor"]);

    stage.clock.advance_seconds(60);
    stage.get(ADMIN, &next).await;
    assert_eq!(
        reads(&stage).await.pop(),
        Some(pending),
        "a page alone is a read too"
    );
}

#[tokio::test]
async fn what_a_list_was_narrowed_down_to_is_kept() {
    let stage = Stage::new();
    let path = "/v1/requests?view=all&account=payments-dev&permission_set=PowerUser&requester=engineer\
                &status=active&status=pending&created_from=2026-11-22T00:00:00Z";
    assert_eq!(stage.get(AUDITOR, path).await.status, 200);
    let filter = all(&[
        ("account", "payments-dev"),
        ("permission_set", "PowerUser"),
        ("requester", "engineer"),
        ("status", "active,pending"),
        ("created_from", "2026-11-22T00:00:00.000Z"),
    ]);
    assert_eq!(reads(&stage).await, [("auditor".to_owned(), filter)]);
}

#[tokio::test]
async fn only_who_has_no_part_in_a_request_leaves_a_trace() {
    let stage = Stage::new();
    let id = stage.submit(ENGINEER, PROD).await;
    let path = format!("/v1/requests/{id}");
    for who in [ENGINEER, LEAD, SECURITY] {
        assert_eq!(stage.get(who, &path).await.status, 200, "{who:?}");
    }
    assert_eq!(stage.get(OTHER_ENGINEER, &path).await.status, 404);
    assert_eq!(reads(&stage).await, []);

    for who in [ADMIN, AUDITOR, AUDITOR] {
        assert_eq!(stage.get(who, &path).await.status, 200, "{who:?}");
    }
    let id = id.parse().unwrap();
    let what = AdministrativeRead::Request { id };
    let noted = |who: Who| (who.0.to_owned(), what.clone());
    assert_eq!(reads(&stage).await, [noted(ADMIN), noted(AUDITOR)]);
}

#[tokio::test]
async fn who_looked_is_not_shown_to_the_requester() {
    let stage = Stage::new();
    let id = stage.submit(ENGINEER, DEV).await;
    let path = format!("/v1/requests/{id}");
    stage.get(AUDITOR, &path).await;
    let shown = stage.get(ENGINEER, &path).await;
    let timeline = shown.json["timeline"].as_array().unwrap();
    assert_eq!(timeline.len(), 1, "{timeline:?}");
}

#[tokio::test]
async fn one_s_own_requests_and_those_to_decide_leave_no_trace() {
    let stage = Stage::new();
    stage.submit(ENGINEER, DEV).await;
    for (who, path) in [
        (ENGINEER, "/v1/requests"),
        (AUDITOR, "/v1/requests"),
        (LEAD, "/v1/requests?view=to_review"),
        (ADMIN, "/v1/requests?view=to_review"),
        (AUDITOR, "/v1/targets"),
        (AUDITOR, "/v1/me"),
    ] {
        assert_eq!(stage.get(who, path).await.status, 200, "{path}");
    }
    assert_eq!(stage.log().await.len(), 1);
}

#[tokio::test]
async fn waiting_for_a_change_is_no_new_read() {
    let stage = Stage::new();
    let id = stage.submit(ENGINEER, DEV).await;
    let path = format!("/v1/requests/{id}");
    let tag = stage.get(AUDITOR, &path).await.header("etag").to_owned();
    stage.clock.advance_seconds(3_600);
    let request = stage
        .request(AUDITOR, "GET", &path)
        .header("if-none-match", tag);
    let unchanged = stage.send(request.body(Body::empty()).unwrap()).await;
    assert_eq!(unchanged.status, 304);
    assert_eq!(read_by(&stage).await, ["auditor"]);
}

#[tokio::test]
async fn what_cannot_be_recorded_is_not_shown() {
    let stage = Stage::new();
    let id = stage.submit(ENGINEER, DEV).await;
    stage.store.is_full.store(true, Ordering::SeqCst);
    let path = format!("/v1/requests/{id}");
    for path in ["/v1/audit", "/v1/requests?view=all", &path] {
        let answer = stage.get(AUDITOR, path).await;
        assert_eq!(answer.outcome(), (503, "store_unavailable"), "{path}");
        assert!(
            !String::from_utf8_lossy(&answer.bytes).contains("stuck queue"),
            "{path}"
        );
    }
    assert_eq!(
        stage.get(ENGINEER, &path).await.status,
        200,
        "what is one's own is"
    );

    stage.store.is_full.store(false, Ordering::SeqCst);
    assert_eq!(stage.get(AUDITOR, &path).await.status, 200);
    assert_eq!(read_by(&stage).await, ["auditor"]);
}
