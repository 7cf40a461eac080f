//! Decisions that come too late, or too early.

use insta::assert_snapshot;
use jit_api::{DecisionView, ErrorCode, LevelView, Problem, Request, VerdictName};
use jit_domain::StatusName;

use crate::answers::{in_state, pending};
use crate::fake_broker::Answer;
use crate::stage::Stage;

const ID: &str = "req-7k3m9p2x4q";
const GET: &str = "GET /v1/requests/req-7k3m9p2x4q";

/// The request as somebody else left it.
fn decided(status: StatusName, verdict: VerdictName, comment: Option<&str>) -> Request {
    let mut request = in_state(status);
    let mut by = request.requester.clone();
    by.subject = "other-lead".parse().unwrap();
    by.name = "Other\u{1b}[2J".into();
    request.decisions.push(DecisionView {
        by,
        at: "2026-11-22T09:05:00Z".parse().unwrap(),
        verdict,
        level: Some(1),
        duration_seconds: None,
        comment: comment.map(|text| text.parse().unwrap()),
    });
    request
}

fn conflict(title: &str, now: &Request) -> Answer {
    let mut problem = Problem::new(ErrorCode::Conflict, title);
    problem.current_status = Some(now.status);
    problem.request_id = Some(now.id.clone());
    Answer::problem(&problem)
}

/// What is told when the request was pending when it was shown, and is `now` when it is decided.
fn told(verb: &str, title: &str, now: &Request, more: &[&str]) -> String {
    let stage = Stage::new();
    stage.broker.on(GET, Answer::json(&pending()));
    stage.broker.on(GET, Answer::json(now));
    let post = format!("POST /v1/requests/{ID}/{verb}");
    stage.broker.on(&post, conflict(title, now));
    let told = stage.jit(&[&[verb, ID, "--yes"], more].concat());
    let begins = if more.contains(&"--json") {
        "{\n"
    } else {
        "error:"
    };
    let (head, _) = told.split_once("---").unwrap();
    let (_, rest) = told.split_once(begins).unwrap();
    format!("{head}{begins}{rest}")
}

#[test]
fn who_was_faster_and_why_is_told() {
    use StatusName::{Active, Rejected};
    let rejected = decided(Rejected, VerdictName::Reject, Some("use the read-only set"));
    let title = "the request is rejected";
    assert_snapshot!("rejected", told("approve", title, &rejected, &[]));
    assert_snapshot!(
        "rejected_in_json",
        told("approve", title, &rejected, &["--json"])
    );
    let active = decided(Active, VerdictName::Approve, None);
    assert_snapshot!(
        "active",
        told("reject", "the request is active", &active, &[])
    );
}

#[test]
fn what_time_and_the_requester_did_is_told() {
    let expired = in_state(StatusName::Expired);
    assert_snapshot!(
        "expired",
        told("approve", "the request is expired", &expired, &[])
    );
    let cancelled = in_state(StatusName::Cancelled);
    assert_snapshot!(
        "cancelled",
        told("reject", "the request is cancelled", &cancelled, &[])
    );
}

#[test]
fn the_open_level_and_who_is_needed_there_is_told() {
    let mut request = pending();
    request.level = Some(2);
    request.levels[0].approved = 1;
    request.levels.push(LevelView {
        number: 2,
        approvers: serde_json::from_value(serde_json::json!({ "groups": ["security"] })).unwrap(),
        approvals: 2,
        approved: 0,
    });
    let title = "level 2 is open, and you are not an approver of it";
    assert_snapshot!("level", told("approve", title, &request, &[]));
    let title = "you have approved this request already";
    assert_snapshot!("approved_before", told("approve", title, &request, &[]));
}

#[test]
fn what_is_decided_already_says_by_whom_before_anybody_is_asked() {
    let stage = Stage::new();
    let rejected = decided(StatusName::Rejected, VerdictName::Reject, None);
    stage.broker.on(GET, Answer::json(&rejected));
    assert_snapshot!("before", stage.jit(&["approve", ID, "--yes"]));
}
