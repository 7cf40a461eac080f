use std::time::Duration;

use insta::assert_snapshot;
use jit_api::{ApprovalKind, ErrorCode, Plan, PlanStep, Problem};
use jit_domain::StatusName;

use crate::answers::{in_state, pending, sealed};
use crate::fake_broker::Answer;
use crate::stage::{Stage, stderr};

const ASK: [&str; 11] = [
    "request",
    "--account",
    "payments-prod",
    "--permission-set",
    "PowerUser",
    "--duration",
    "1h",
    "--reason",
    "INC-4711: stuck queue",
    "--ticket",
    "INC-4711",
];

fn ask(more: &[&'static str]) -> Vec<&'static str> {
    [&ASK[..], more].concat()
}

#[test]
fn a_request_that_people_decide_says_who() {
    let stage = Stage::new();
    stage
        .broker
        .on("POST /v1/requests", Answer::json(&pending()));

    assert_snapshot!(stage.jit(&ASK));

    let call = &stage.broker.calls()[0];
    assert_eq!(
        call.json(),
        serde_json::json!({
            "account": "payments-prod",
            "permission_set": "PowerUser",
            "duration_seconds": 3600,
            "reason": "INC-4711: stuck queue",
            "ticket": "INC-4711",
        })
    );
    assert_eq!(call.headers["authorization"], "Bearer token-of-a-test");
    assert_eq!(call.headers["idempotency-key"].len(), 32);
}

#[test]
fn a_request_that_a_policy_approves_says_how_to_use_it() {
    let stage = Stage::new();
    stage.broker.on(
        "POST /v1/requests",
        Answer::json(&in_state(StatusName::Active)),
    );
    assert_snapshot!(stage.jit(&ASK));
}

#[test]
fn the_json_is_the_request_itself() {
    let stage = Stage::new();
    stage
        .broker
        .on("POST /v1/requests", Answer::json(&pending()));
    let output = stage.run(&ask(&["--json"]));
    let request: jit_api::Request = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(request, pending());
}

#[test]
fn a_lost_connection_is_tried_once_more_under_the_same_key() {
    let stage = Stage::new();
    stage.broker.on("POST /v1/requests", Answer::dropped());
    stage
        .broker
        .on("POST /v1/requests", Answer::json(&pending()));

    let output = stage.run(&ASK);

    assert_eq!(output.status.code(), Some(0));
    let keys: Vec<String> = (stage.broker.calls().iter())
        .map(|call| call.headers["idempotency-key"].clone())
        .collect();
    assert_eq!(keys.len(), 2);
    assert_eq!(keys[0], keys[1]);
}

#[test]
fn a_connection_that_stays_lost_is_an_error() {
    let stage = Stage::new();
    stage.broker.on("POST /v1/requests", Answer::dropped());
    let output = stage.run(&ASK);
    assert_eq!(output.status.code(), Some(5));
    assert_eq!(stage.broker.calls().len(), 2);
}

#[test]
fn two_requests_have_two_keys() {
    let stage = Stage::new();
    stage
        .broker
        .on("POST /v1/requests", Answer::json(&pending()));
    stage.run(&ASK);
    stage.run(&ASK);
    let calls = stage.broker.calls();
    assert_ne!(
        calls[0].headers["idempotency-key"],
        calls[1].headers["idempotency-key"]
    );
}

#[test]
fn a_refusal_keeps_the_code_and_the_hint_of_the_broker() {
    let stage = Stage::new();
    let mut problem = Problem::new(ErrorCode::Limit, "the duration is longer than 30m");
    problem.field = Some("duration_seconds".to_owned());
    problem.hint = Some("ask for 30m at most".to_owned());
    stage
        .broker
        .on("POST /v1/requests", Answer::problem(&problem));
    assert_snapshot!("refused", stage.jit(&ASK));
    assert_snapshot!("refused_in_json", stage.jit(&ask(&["--json"])));
}

#[test]
fn a_broker_that_takes_down_something_else_is_not_believed() {
    let stage = Stage::new();
    let mut other = pending();
    other.permission_set = "AdministratorAccess".parse().unwrap();
    stage.broker.on("POST /v1/requests", Answer::json(&other));
    assert_snapshot!(stage.jit(&ASK));
}

#[test]
fn several_accounts_are_one_request_each_in_one_batch() {
    let stage = Stage::new();
    let mut args = ask(&["--account", "222222222222"]);
    stage
        .broker
        .on("POST /v1/requests", Answer::json(&pending()));
    stage.broker.on(
        "POST /v1/requests",
        Answer::refusal(ErrorCode::NotEligible, "no"),
    );

    assert_snapshot!("several", stage.jit(&args));

    let calls = stage.broker.calls();
    let batch = |index: usize| calls[index].json()["batch"].as_str().unwrap().to_owned();
    assert_eq!(batch(0), batch(1));
    assert_eq!(calls[1].json()["account"], "222222222222");

    args.push("--json");
    let output = stage.run(&args);
    let told: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(told["errors"][0]["error"]["code"], "not_eligible");
    assert_eq!(output.status.code(), Some(3));
}

#[test]
fn nobody_waits_for_one_account_before_the_others_are_asked_for() {
    let stage = Stage::new();
    let mut other = pending();
    other.id = "req-0000000000".parse().unwrap();
    other.account = "222222222222".parse().unwrap();
    other.account_name = "other".parse().unwrap();
    let other = sealed(other);
    let submit = "POST /v1/requests";
    stage.broker.on(submit, Answer::json(&pending()));
    stage.broker.on(submit, Answer::json(&other));
    let looks = [
        "GET /v1/requests/req-7k3m9p2x4q",
        "GET /v1/requests/req-0000000000",
    ];
    let open = Answer::json(&in_state(StatusName::Active));
    stage.broker.on(looks[0], open);
    stage.broker.on(looks[1], Answer::json(&other));

    let output = stage.run(&ask(&["--account", "222222222222", "--wait=1s"]));

    let told = stderr(&output);
    assert_eq!(output.status.code(), Some(4), "{told}");
    assert!(
        told.contains("Asked for req-7k3m9p2x4q, req-0000000000: waiting for a decision, as `jit wait ID` does"),
        "{told}"
    );
    assert!(told.contains("hint: jit wait req-0000000000"), "{told}");
    assert_eq!(
        stage.broker.lines()[..4],
        [submit, submit, looks[0], looks[1]]
    );
}

#[test]
fn an_account_that_is_named_again_is_asked_for_once() {
    for again in ["payments-prod", "111111111111"] {
        let stage = Stage::new();
        let submit = "POST /v1/requests";
        stage.broker.on(submit, Answer::json(&pending()));
        let output = stage.run(&ask(&["--account", again, "--json"]));

        let told = stderr(&output);
        assert!(
            told.contains(&format!(
                "{again} is named more than once: it is asked for once\n"
            )),
            "{told}"
        );
        assert_eq!(stage.broker.count(submit), 1);
        let request: jit_api::Request = serde_json::from_slice(&output.stdout).unwrap();
        assert_eq!(request, pending());
    }
}

fn step(outcome: &str, rule: &str, text: &str, origin: Option<&str>) -> PlanStep {
    PlanStep {
        outcome: outcome.to_owned(),
        rule: rule.to_owned(),
        text: text.to_owned(),
        origin: origin.map(str::to_owned),
    }
}

#[test]
fn a_dry_run_says_who_would_have_to_agree() {
    let stage = Stage::new();
    let request = pending();
    let plan = Plan {
        dry_run: true,
        account: request.account,
        account_name: request.account_name,
        permission_set: request.permission_set,
        role_arn: request.role_arn,
        duration_seconds: request.duration_seconds,
        approval: ApprovalKind::Manual,
        eligibility: "engineers".parse().unwrap(),
        policies: vec!["prod-needs-a-lead".parse().unwrap()],
        levels: request.levels,
        skipped: Vec::new(),
        security: None,
        steps: vec![
            step(
                "passes",
                "eligibility",
                "`engineers` lets this person ask for it",
                Some("eligibility/engineers.toml:4"),
            ),
            step(
                "decides",
                "approval",
                "`prod-needs-a-lead` is \u{1b}[31mthe most specific",
                None,
            ),
        ],
        pending_until: request.pending_until,
    };
    stage.broker.on("POST /v1/requests", Answer::json(&plan));
    assert_snapshot!(stage.jit(&ask(&["--dry-run"])));
    assert_eq!(stage.broker.lines(), ["POST /v1/requests?dry_run=true"]);
}

#[test]
fn waiting_ends_with_the_decision() {
    let stage = Stage::new();
    stage
        .broker
        .on("POST /v1/requests", Answer::json(&pending()));
    let look = "GET /v1/requests/req-7k3m9p2x4q";
    stage
        .broker
        .on(look, Answer::json(&pending()).header("etag", "\"1\""));
    stage
        .broker
        .on(look, Answer::raw(304, "application/json", ""));
    stage.broker.on(
        look,
        Answer::json(&in_state(StatusName::Active)).header("etag", "\"2\""),
    );

    assert_snapshot!(stage.jit(&ask(&["--wait"])));

    let calls = stage.broker.calls();
    assert_eq!(calls[1].line, look);
    assert_eq!(calls[2].line, format!("{look}?wait_seconds=50"));
    assert_eq!(calls[2].headers["if-none-match"], "\"1\"");
    assert_eq!(calls[3].headers["if-none-match"], "\"1\"");
}

#[test]
fn waiting_for_a_request_that_is_rejected_is_a_refusal() {
    let stage = Stage::new();
    stage
        .broker
        .on("POST /v1/requests", Answer::json(&pending()));
    let rejected = Answer::json(&in_state(StatusName::Rejected));
    stage.broker.on("GET /v1/requests/req-7k3m9p2x4q", rejected);
    assert_snapshot!(stage.jit(&ask(&["--wait"])));
}

#[test]
fn waiting_runs_out_as_pending() {
    let stage = Stage::new();
    stage
        .broker
        .on("POST /v1/requests", Answer::json(&pending()));
    let look = "GET /v1/requests/req-7k3m9p2x4q";
    stage
        .broker
        .on(look, Answer::json(&pending()).header("etag", "\"1\""));
    let unchanged = Answer::raw(304, "application/json", "");
    stage
        .broker
        .on(look, unchanged.after(Duration::from_millis(300)));
    assert_snapshot!(stage.jit(&ask(&["--wait=1s"])));
}

#[test]
fn a_broker_that_does_not_hold_its_answers_back_is_not_flooded() {
    let stage = Stage::new();
    stage
        .broker
        .on("POST /v1/requests", Answer::json(&pending()));
    let look = "GET /v1/requests/req-7k3m9p2x4q";
    stage.broker.on(look, Answer::json(&pending()));

    let output = stage.run(&ask(&["--wait=2s"]));

    assert_eq!(output.status.code(), Some(4));
    let looks = stage.broker.calls().len();
    assert!((3..=8).contains(&looks), "{looks} in two seconds");
}
