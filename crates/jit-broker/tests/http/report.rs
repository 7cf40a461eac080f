use axum::body::Body;
use futures::future::join_all;
use jit_api::REPORT_PAGE_HEAD;
use serde_json::json;

use crate::stage::{ADMIN, AUDITOR, DEV, ENGINEER, LEAD, NOBODY, PROD, Stage, ask};

/// A request approved after two minutes and used for half of its hour, one that a lead rejected, and
/// one that a policy refused.
async fn busy() -> Stage {
    let stage = Stage::new();
    let used = stage.submit(ENGINEER, DEV).await;
    let rejected = stage.submit(ENGINEER, PROD).await;
    stage.post(NOBODY, "/v1/requests", &ask(DEV)).await;
    stage.clock.advance_seconds(120);
    stage.approve(LEAD, &used).await;
    stage.decide(LEAD, &rejected, "reject").await;
    stage.clock.advance_seconds(1800);
    assert_eq!(stage.credentials(ENGINEER, DEV).await.status, 200);
    stage.clock.advance_seconds(7200);
    stage
}

#[tokio::test]
async fn an_auditor_gets_what_the_log_says_of_a_period() {
    let stage = busy().await;
    let report = stage.get(AUDITOR, "/v1/report").await;

    assert_eq!(report.status, 200, "{}", report.json);
    let totals = &report.json["totals"];
    assert_eq!(totals["requests"], 2);
    assert_eq!(
        (&totals["rejected"], &totals["refused"]),
        (&json!(1), &json!(1))
    );
    assert_eq!(totals["approval"]["median_seconds"], 120);
    assert_eq!(
        (&totals["windows"], &totals["used_percent"]),
        (&json!(1), &json!(50))
    );
    assert_eq!(report.json["until"], stage.now().to_string());
    assert_eq!(
        report.json["since"],
        stage.now().plus_seconds(-90 * 24 * 3600).to_string()
    );
    let target = &report.json["by_target"][0];
    assert_eq!(target["account_name"], "payments-dev");
    let report: jit_api::Report = serde_json::from_slice(&report.bytes).unwrap();
    assert_eq!(report.by_person.len(), 2);
}

#[tokio::test]
async fn nobody_but_an_auditor_gets_one_in_any_form() {
    let stage = busy().await;
    let before = stage.refusals().await.len();
    for who in [ENGINEER, LEAD, ADMIN] {
        for path in ["/v1/report", "/v1/report?format=html"] {
            let answer = stage.get(who, path).await;
            assert_eq!(answer.outcome(), (403, "not_an_auditor"), "{who:?} {path}");
        }
    }
    assert_eq!(stage.refusals().await.len() - before, 6);
}

#[tokio::test]
async fn the_period_and_the_terms_are_the_auditors() {
    let stage = busy().await;
    let of = |query: &'static str| stage.get(AUDITOR, query);
    let early = of("/v1/report?since=2026-11-22T08:00:00Z&until=2026-11-22T09:01:00Z").await;
    assert_eq!(
        early.json["totals"]["pending"], 2,
        "nobody had decided by then"
    );
    let late = of("/v1/report?since=2026-11-22T09:00:01Z").await;
    assert_eq!(late.json["totals"]["requests"], 0);
    let terms = of("/v1/report?automation_min_requests=1&automation_min_approved_percent=50&standing_min_requests=7&read_only=PowerUser&read_only=Support").await;
    assert_eq!(
        terms.json["terms"],
        json!({
            "automation_min_requests": 1, "automation_min_approved_percent": 50,
            "standing_min_requests": 7, "read_only": ["PowerUser", "Support"],
        })
    );
    assert_eq!(terms.json["automation"][0]["group"], "engineers");
}

#[tokio::test]
async fn what_is_no_period_or_no_parameter_is_refused() {
    let stage = Stage::new();
    for (query, fault) in [
        ("since=yesterday", (400, "malformed", "since")),
        ("since=2026-11-23T09:00:00Z", (422, "limit", "since")),
        ("until=2026-11-22", (400, "malformed", "until")),
        ("format=pdf", (400, "malformed", "format")),
        (
            "automation_min_requests=0",
            (422, "limit", "automation_min_requests"),
        ),
        (
            "automation_min_approved_percent=101",
            (422, "limit", "automation_min_approved_percent"),
        ),
        ("read_only=a%0Ab", (400, "malformed", "read_only")),
        ("sinse=2026-11-01T00:00:00Z", (400, "malformed", "sinse")),
    ] {
        let answer = stage.get(AUDITOR, &format!("/v1/report?{query}")).await;
        assert_eq!(answer.fault(), fault, "{query}");
    }
}

#[tokio::test]
async fn a_page_is_given_to_who_asks_for_one() {
    let stage = busy().await;
    for (accept, query, media_type) in [
        ("*/*", "", "application/json"),
        ("application/json, text/html", "", "application/json"),
        (
            "text/html,application/xhtml+xml;q=0.9",
            "",
            "text/html; charset=utf-8",
        ),
        ("text/html", "?format=json", "application/json"),
        (
            "application/json",
            "?format=html",
            "text/html; charset=utf-8",
        ),
    ] {
        let request = stage.request(AUDITOR, "GET", &format!("/v1/report{query}"));
        let request = request.header("accept", accept).body(Body::empty());
        let answer = stage.send(request.unwrap()).await;
        assert_eq!(
            answer.header("content-type"),
            media_type,
            "{accept} {query}"
        );
    }
    let page = stage.get(AUDITOR, "/v1/report?format=html").await;
    let text = std::str::from_utf8(&page.bytes).unwrap();
    assert!(text.starts_with(REPORT_PAGE_HEAD));
    assert!(text.contains("PowerUser in payments-dev"));
    let policy = page.header("content-security-policy");
    assert!(
        policy.contains("default-src 'none'") && policy.contains("sandbox"),
        "{policy}"
    );
    assert_eq!(page.header("cache-control"), "no-store");
}

/// The period begins in the middle of a log of several pages, and requests of before it are decided
/// in it.
#[tokio::test]
async fn a_period_in_the_middle_of_a_long_log_is_found() {
    let stage = Stage::new();
    join_all((0..700).map(|_| stage.submit(ENGINEER, DEV))).await;
    stage.clock.advance_seconds(24 * 3600);
    let since = stage.now();
    join_all((0..600).map(|_| stage.submit(ENGINEER, DEV))).await;
    stage.clock.advance_seconds(24 * 3600);
    let until = stage.now();
    join_all((0..300).map(|_| stage.submit(ENGINEER, DEV))).await;

    let path = format!("/v1/report?since={since}&until={until}");
    let report = stage.get(AUDITOR, &path).await;

    assert_eq!(report.json["totals"]["requests"], 600, "{}", report.json);
    assert_eq!(report.json["totals"]["expired"], 600);
}
