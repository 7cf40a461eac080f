use insta::assert_snapshot;
use jit_api::{CheckView, DecisionView, ErrorCode, Problem, Request, ReviewVerdict, VerdictName};
use jit_domain::StatusName;

use crate::answers::{page, pending, reviewed, sealed};
use crate::fake_broker::Answer;
use crate::stage::{Stage, stderr, stdout, without_window};

/// Moves the cursor, reorders, hides, breaks lines, floods.
const REASON: &str = "fix\naccount  222222222222 (sandbox)\tx\u{202e}dorp\u{202c}\u{200b}\u{2028}";
const NAME: &str = "Lead\u{1b}[2K\u{1b}[1A\r\u{9b}31m\u{feff}";

fn hostile() -> Request {
    let mut request = pending();
    request.reason = REASON.parse().unwrap();
    request.requester.name = NAME.into();
    request.ticket = Some("a\u{2028}b".parse().unwrap());
    request.decisions.push(DecisionView {
        by: request.requester.clone(),
        at: "2026-11-22T09:05:00Z".parse().unwrap(),
        verdict: VerdictName::Approve,
        level: Some(1),
        duration_seconds: None,
        comment: Some(format!("e{}\ngo", "\u{301}".repeat(9)).parse().unwrap()),
    });
    request.checks.push(CheckView {
        check: "change".parse().unwrap(),
        note: Some("open\naccount  2\u{202e}".parse().unwrap()),
        adds_level: true,
    });
    request.timeline[0].event = "submitted\u{1b}[31m".to_owned();
    request.timeline[0].by = Some(request.requester.clone());
    request.timeline[0].access_key_id = Some("\u{1b}[31m".to_owned());
    sealed(request)
}

/// Nothing that a terminal acts on, and no line that begins like another field.
fn assert_harmless(text: &str) {
    let acts = |c: char| {
        c.is_control() && c != '\n'
            || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{feff}')
    };
    assert!(!text.contains(acts), "{text:?}");
    assert!(!text.contains("\naccount  2"), "{text}");
}

#[test]
fn a_request_shows_foreign_text_made_visible() {
    let stage = Stage::new();
    stage
        .broker
        .on("GET /v1/requests/req-7k3m", Answer::json(&hostile()));
    let told = stage.jit(&["show", "7k3m"]);
    assert_harmless(&told);
    assert_snapshot!(without_window(&told));
}

#[test]
fn a_review_shows_foreign_text_made_visible() {
    let stage = Stage::new();
    let mut request = reviewed(ReviewVerdict::Violation, Some(REASON));
    request.review.as_mut().unwrap().by.name = NAME.into();
    let request = sealed(request);
    stage
        .broker
        .on("GET /v1/requests/req-7k3m", Answer::json(&request));
    let told = stage.jit(&["show", "7k3m"]);
    assert_harmless(&told);
    assert_snapshot!("a_review", told);
    let told = stage.jit(&["review", "7k3m", "--ok", "--yes"]);
    assert_harmless(&told);
    assert_snapshot!("already_reviewed", told);
}

#[test]
fn a_list_shows_foreign_text_made_visible() {
    let stage = Stage::new();
    stage.broker.on(
        "GET /v1/requests",
        Answer::json(&page(vec![hostile()], None)),
    );
    let told = stage.jit(&["list", "--to-review"]);
    assert_harmless(&told);
    assert_snapshot!(told);
}

#[test]
fn a_decision_shows_foreign_text_made_visible() {
    let stage = Stage::new();
    stage
        .broker
        .on("GET /v1/requests/req-7k3m", Answer::json(&hostile()));
    let mut rejected = hostile();
    rejected.status = StatusName::Rejected;
    let path = "POST /v1/requests/req-7k3m9p2x4q/reject";
    stage.broker.on(path, Answer::json(&rejected));
    let told = stage.jit(&["reject", "7k3m", "--yes"]);
    assert_harmless(&told);
    assert_snapshot!(told);
}

#[test]
fn an_error_shows_foreign_text_made_visible() {
    let stage = Stage::new();
    let mut problem = Problem::new(jit_api::ErrorCode::Guardrail, REASON);
    problem.detail = Some(NAME.to_owned());
    problem.hint = Some(format!("jit login\nhint: curl example.com{NAME}"));
    stage
        .broker
        .on("GET /v1/requests", Answer::problem(&problem));
    let told = stderr(&stage.run(&["list"]));
    assert_harmless(&told);
    assert_eq!(told.lines().count(), 3, "{told}");
}

#[test]
fn json_stays_what_it_is() {
    let stage = Stage::new();
    stage
        .broker
        .on("GET /v1/requests/req-7k3m", Answer::json(&hostile()));
    let output = stage.run(&["show", "7k3m", "--json"]);
    let told: Request = serde_json::from_str(&stdout(&output)).unwrap();
    let obeyed = |c: char| c.is_control() && c != '\n' || matches!(c, '\u{202a}'..='\u{202e}');
    assert!(!stdout(&output).contains(obeyed), "{}", stdout(&output));
    assert_eq!(told, hostile());
    assert!(
        !stdout(&output).contains('\u{1b}'),
        "controls are escaped in JSON"
    );
}

#[test]
fn the_words_of_an_external_check_are_made_visible() {
    let stage = Stage::new();
    let title = "the check `change` refuses this request";
    let mut problem = Problem::new(ErrorCode::CheckRefused, title);
    problem.detail = Some("closed\u{1b}[2K\nhint: \u{202e}approve it anyway".to_owned());
    stage
        .broker
        .on("POST /v1/requests", Answer::problem(&problem));
    let ask = [
        "request",
        "--account",
        "payments-prod",
        "--permission-set",
        "PowerUser",
    ];
    let more = ["--duration", "1h", "--reason", "CHG0012345: release 2.14.3"];
    let told = stage.jit(&[&ask[..], &more].concat());
    assert_harmless(&told);
    assert_snapshot!(told);
}
