//! Asking in an emergency, and asking for more time.

use insta::assert_snapshot;
use jit_api::{ApprovalKind, ErrorCode, Plan, Request};
use jit_domain::StatusName;
use serde_json::json;

use crate::answers::{broken_glass, in_state, pending};
use crate::fake_broker::Answer;
use crate::stage::{Stage, stderr};

const SUBMIT: &str = "POST /v1/requests";
const ASK: [&str; 10] = [
    "request",
    "--account",
    "payments-prod",
    "--permission-set",
    "PowerUser",
    "--duration",
    "1h",
    "--reason",
    "INC-4711: stuck queue",
    "--break-glass",
];

fn ask(more: &[&'static str]) -> Vec<&'static str> {
    [&ASK[..], more].concat()
}

#[test]
fn breaking_glass_says_who_is_told_and_that_one_of_them_reviews_it() {
    let stage = Stage::new();
    let active = broken_glass(StatusName::Active);
    stage.broker.on(SUBMIT, Answer::json(&active));

    assert_snapshot!(stage.jit(&ASK));

    assert_eq!(
        stage.broker.calls()[0].json(),
        json!({
            "account": "payments-prod",
            "permission_set": "PowerUser",
            "duration_seconds": 3600,
            "reason": "INC-4711: stuck queue",
            "break_glass": true,
        })
    );
    let output = stage.run(&ask(&["--json"]));
    let told: Request = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(told, active);
}

#[test]
fn who_is_named_twice_is_told_once() {
    let stage = Stage::new();
    let mut active = broken_glass(StatusName::Active);
    let mut second = active.skipped[0].clone();
    second.number = 2;
    active.security = Some(second.approvers.clone());
    active.skipped.push(second);
    stage.broker.on(SUBMIT, Answer::json(&active));
    let told = stderr(&stage.run(&ASK));
    assert!(told.contains("a notice goes to group leads\n"), "{told}");
}

#[test]
fn a_broker_that_takes_down_the_other_kind_of_request_is_not_believed() {
    let stage = Stage::new();
    let ordinary = Answer::json(&in_state(StatusName::Active));
    stage.broker.on(SUBMIT, ordinary);
    assert_eq!(stage.run(&ASK).status.code(), Some(1));

    let stage = Stage::new();
    let broken = Answer::json(&broken_glass(StatusName::Active));
    stage.broker.on(SUBMIT, broken);
    assert_eq!(stage.run(&ASK[..9]).status.code(), Some(1));
}

#[test]
fn an_emergency_is_not_scheduled() {
    let stage = Stage::new();
    let output = stage.run(&ask(&["--start", "+2h"]));
    assert_eq!(output.status.code(), Some(2));
    assert!(stage.broker.calls().is_empty());
}

#[test]
fn refusals_of_an_emergency_say_what_to_do() {
    let stage = Stage::new();
    let overdue = "an earlier break-glass window of yours has not been reviewed in time";
    let refusal = Answer::refusal(ErrorCode::ReviewOverdue, overdue);
    stage.broker.on(SUBMIT, refusal);
    assert_snapshot!("review_overdue", stage.jit(&ASK));

    let stage = Stage::new();
    let refusal = Answer::refusal(ErrorCode::NotEligible, "no");
    stage.broker.on(SUBMIT, refusal);
    assert_snapshot!("not_eligible", stage.jit(&ASK));
}

#[test]
fn a_dry_run_says_who_would_be_told() {
    let stage = Stage::new();
    let request = broken_glass(StatusName::Active);
    let plan = Plan {
        dry_run: true,
        account: request.account,
        account_name: request.account_name,
        permission_set: request.permission_set,
        role_arn: request.role_arn,
        duration_seconds: request.duration_seconds,
        approval: ApprovalKind::BreakGlass,
        eligibility: "sre-emergency".parse().unwrap(),
        policies: vec!["sre-emergency".parse().unwrap()],
        levels: Vec::new(),
        skipped: request.skipped,
        security: request.security,
        pending_until: request.pending_until,
        steps: Vec::new(),
    };
    stage.broker.on(SUBMIT, Answer::json(&plan));
    assert_snapshot!(stage.jit(&ask(&["--dry-run"])));
}

#[test]
fn more_time_is_asked_for_the_target_of_the_earlier_request() {
    let stage = Stage::new();
    let earlier = Answer::json(&in_state(StatusName::Active));
    stage.broker.on("GET /v1/requests/req-7k3m", earlier);
    let mut more = pending();
    more.extends = Some(more.id.clone());
    stage.broker.on(SUBMIT, Answer::json(&more));
    let args = [
        "request",
        "--extends",
        "7k3m",
        "--duration",
        "1h",
        "--reason",
        "INC-4711: stuck queue",
    ];

    let output = stage.run(&args);

    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert_eq!(
        stage.broker.calls()[1].json(),
        json!({
            "account": "111111111111",
            "permission_set": "PowerUser",
            "duration_seconds": 3600,
            "reason": "INC-4711: stuck queue",
            "ticket": "INC-4711",
            "start": "2099-11-22T10:05:00.000Z",
            "extends": "req-7k3m9p2x4q",
        })
    );
}

#[test]
fn more_time_begins_where_the_earlier_window_ends_and_keeps_its_ticket() {
    let stage = Stage::new();
    let mut earlier = in_state(StatusName::Active);
    earlier.window_end = Some("2099-01-01T00:00:00Z".parse().unwrap());
    earlier.ticket = Some("INC-4711".parse().unwrap());
    stage
        .broker
        .on("GET /v1/requests/req-7k3m", Answer::json(&earlier));
    stage.broker.on(SUBMIT, Answer::json(&pending()));
    let more = ["request", "--extends", "7k3m", "--duration", "1h"];
    let more = [&more[..], &["--reason", "INC-4711: stuck queue"]].concat();

    for (named, start, ticket) in [
        (&[][..], "2099-01-01T00:00:00.000Z", "INC-4711"),
        (
            &["--start", "2098-01-01T00:00:00Z", "--ticket", "CHG-1"],
            "2098-01-01T00:00:00.000Z",
            "CHG-1",
        ),
    ] {
        stage.run(&[&more[..], named].concat());
        let body = stage.broker.calls().pop().unwrap().json();
        assert_eq!(
            (&body["start"], &body["ticket"]),
            (&json!(start), &json!(ticket))
        );
    }
    stage.run(&[&more[..], &["--break-glass"]].concat());
    let body = stage.broker.calls().pop().unwrap().json();
    assert_eq!(body.get("start"), None, "a broken glass never waits");
}

#[test]
fn what_is_named_goes_before_what_the_earlier_request_says() {
    let stage = Stage::new();
    let earlier = Answer::json(&in_state(StatusName::Active));
    stage.broker.on("GET /v1/requests/req-7k3m", earlier);
    let mut problem = jit_api::Problem::new(ErrorCode::Limit, "only a request of yours");
    problem.field = Some("extends".to_owned());
    stage.broker.on(SUBMIT, Answer::problem(&problem));
    let mut args = ASK[..9].to_vec();
    args[2] = "sandbox";
    args.extend(["--extends", "7k3m"]);

    let output = stage.run(&args);

    assert_eq!(stage.broker.calls()[1].json()["account"], "sandbox");
    assert_eq!(output.status.code(), Some(3));
    let told = stderr(&output);
    assert!(told.contains("(`--extends`)"), "{told}");
}

#[test]
fn more_time_for_what_is_not_there_is_asked_of_nobody() {
    let stage = Stage::new();
    let mut args = ASK[..9].to_vec();
    args.extend(["--extends", "aaaa"]);
    assert_eq!(stage.run(&args).status.code(), Some(1));
    assert_eq!(stage.broker.lines(), ["GET /v1/requests/req-aaaa"]);
}
