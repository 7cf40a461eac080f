use insta::assert_snapshot;
use jit_api::ErrorCode;
use jit_domain::StatusName;

use crate::answers::{in_state, pending, sealed};
use crate::fake_broker::Answer;
use crate::stage::{Stage, stderr};

const ID: &str = "req-7k3m9p2x4q";
const GET: &str = "GET /v1/requests/req-7k3m9p2x4q";

fn post(verb: &str) -> String {
    format!("POST /v1/requests/{ID}/{verb}")
}

/// What a decision opens is counted from now: taken out of what is compared.
fn without_effect(text: &str) -> String {
    let lines: Vec<&str> = text
        .lines()
        .filter(|line| !line.starts_with("effect"))
        .collect();
    lines.join("\n")
}

#[test]
fn without_a_terminal_a_decision_needs_yes() {
    let stage = Stage::new();
    assert_snapshot!("needs_yes", stage.jit(&["approve", ID]));
    for command in ["approve", "reject", "revoke"] {
        for more in [&[][..], &["--json"], &["--no-input"]] {
            let output = stage.run(&[&[command, ID], more].concat());
            assert_eq!(output.status.code(), Some(2), "{command} {more:?}");
        }
    }
    assert!(
        stage.broker.calls().is_empty(),
        "nothing is decided, nothing is asked"
    );
}

#[test]
fn an_approval_names_the_digest_that_was_shown() {
    let stage = Stage::new();
    stage
        .broker
        .on("GET /v1/requests/req-7k3m", Answer::json(&pending()));
    stage.broker.on(
        &post("approve"),
        Answer::json(&in_state(StatusName::Active)),
    );

    let told = stage.jit(&[
        "approve",
        "7k3m",
        "--yes",
        "--comment",
        "go",
        "--duration",
        "30m",
    ]);

    assert_snapshot!(without_effect(&told));
    let call = &stage.broker.calls()[1];
    assert_eq!(
        call.json(),
        serde_json::json!({
            "digest": pending().digest,
            "duration_seconds": 1800,
            "comment": "go",
        })
    );
}

#[test]
fn a_digest_that_is_not_of_what_is_shown_is_not_decided() {
    let stage = Stage::new();
    let mut forged = pending();
    forged.reason = "read a log file".parse().unwrap();
    stage.broker.on(GET, Answer::json(&forged));
    assert_snapshot!(stage.jit(&["approve", ID, "--yes"]));
    assert_eq!(stage.broker.lines(), [GET]);
}

#[test]
fn an_approval_says_which_window_it_opens() {
    let stage = Stage::new();
    let mut scheduled = pending();
    scheduled.start = Some("2099-01-01T12:00:00Z".parse().unwrap());
    stage.broker.on(GET, Answer::json(&sealed(scheduled)));
    stage.broker.on(
        &post("approve"),
        Answer::json(&in_state(StatusName::Scheduled)),
    );
    let told = stderr(&stage.run(&["approve", ID, "--yes", "--duration", "30m"]));
    let window = "opens a window of 30m, from 2099-01-01 12:00:00 +00:00 to 2099-01-01 12:30:00";
    assert!(told.contains(window), "{told}");
}

#[test]
fn the_window_is_told_in_local_time_and_in_utc() {
    let stage = Stage::new().with("TZ", "IST-5:30");
    let mut scheduled = pending();
    scheduled.start = Some("2099-01-01T12:00:00Z".parse().unwrap());
    stage.broker.on(GET, Answer::json(&sealed(scheduled)));
    let own = Answer::refusal(ErrorCode::OwnRequest, "you cannot decide your own request");
    stage.broker.on(&post("approve"), own);
    let told = stderr(&stage.run(&["approve", ID, "--yes"]));
    let window = "from 2099-01-01 17:30:00 +05:30 to 2099-01-01 18:30:00 +05:30 \
                  (in UTC 2099-01-01 12:00:00 to 2099-01-01 13:00:00)";
    assert!(told.contains(window), "{told}");
}

#[test]
fn an_approval_that_is_not_the_last_says_who_else_is_needed() {
    let stage = Stage::new();
    let mut request = pending();
    request.levels[0].approvals = 2;
    let mut second = request.levels[0].clone();
    second.number = 2;
    request.levels.push(second);
    let mut after = request.clone();
    after.levels[0].approved = 1;
    stage.broker.on(GET, Answer::json(&request));
    stage.broker.on(&post("approve"), Answer::json(&after));
    let output = stage.run(&["approve", ID, "--yes"]);
    let told = stderr(&output);
    assert!(
        told.contains("3 more approvals are needed after this"),
        "{told}"
    );
    let who =
        "Approved req-7k3m9p2x4q, which also waits for 1 more approval at level 1 (group leads)";
    assert!(told.contains(who), "{told}");
    assert_eq!(output.status.code(), Some(0));
}

#[test]
fn an_approval_cannot_widen() {
    let stage = Stage::new();
    stage.broker.on(GET, Answer::json(&pending()));
    assert_snapshot!(stage.jit(&["approve", ID, "--yes", "--duration", "2h"]));
    assert_eq!(stage.broker.lines(), [GET]);
}

#[test]
fn nobody_decides_their_own_request() {
    let stage = Stage::new();
    stage.broker.on(GET, Answer::json(&pending()));
    let own = Answer::refusal(ErrorCode::OwnRequest, "you cannot decide your own request");
    stage.broker.on(&post("approve"), own);
    assert_snapshot!("own", without_effect(&stage.jit(&["approve", ID, "--yes"])));
    assert_snapshot!(
        "own_in_json",
        stage.jit(&["approve", ID, "--yes", "--json"])
    );
}

#[test]
fn a_rejection_names_the_digest_and_the_comment() {
    let stage = Stage::new();
    stage.broker.on(GET, Answer::json(&pending()));
    stage.broker.on(
        &post("reject"),
        Answer::json(&in_state(StatusName::Rejected)),
    );

    let told = stage.jit(&["reject", ID, "--yes", "--comment", "use the read-only set"]);

    assert_snapshot!(told);
    let body = stage.broker.calls()[1].json();
    assert_eq!(body["digest"], pending().digest.as_str());
    assert_eq!(body["comment"], "use the read-only set");
}

#[test]
fn several_requests_are_reported_each_and_the_worst_status_counts() {
    let stage = Stage::new();
    stage.broker.on(GET, Answer::json(&pending()));
    stage.broker.on(
        &post("reject"),
        Answer::json(&in_state(StatusName::Rejected)),
    );
    let mut other = pending();
    other.id = "req-0000000000".parse().unwrap();
    stage.broker.on(
        "GET /v1/requests/req-0000000000",
        Answer::json(&sealed(other)),
    );
    let refusal = Answer::refusal(
        ErrorCode::NotAnApprover,
        "you are not an approver of this level",
    );
    stage
        .broker
        .on("POST /v1/requests/req-0000000000/reject", refusal);
    let args = ["reject", ID, "req-0000000000", "aaaa", "--yes"];

    assert_snapshot!("several", stage.jit(&args));
    assert_snapshot!("several_in_json", errors_only(&stage, &args));
}

fn errors_only(stage: &Stage, args: &[&str]) -> String {
    let output = stage.run(&[args, &["--json"]].concat());
    let told: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(told["requests"][0]["status"], "rejected");
    let code = output.status.code().unwrap();
    format!("exit: {code}\n{:#}", told["errors"])
}

#[test]
fn nobody_is_asked_about_a_request_in_another_state() {
    for (command, states) in [
        (
            "approve",
            &[
                StatusName::Active,
                StatusName::Rejected,
                StatusName::Expired,
            ][..],
        ),
        ("reject", &[StatusName::Scheduled, StatusName::Cancelled]),
        (
            "revoke",
            &[StatusName::Pending, StatusName::Ended, StatusName::Revoked],
        ),
    ] {
        for state in states {
            let stage = Stage::new();
            let mut request = in_state(*state);
            request.status = *state;
            stage.broker.on(GET, Answer::json(&request));
            let output = stage.run(&[command, ID, "--yes"]);
            assert_eq!(output.status.code(), Some(1), "{command} {state}");
            assert!(
                stderr(&output).contains(&format!("{ID} is {state}")),
                "{command} {state}"
            );
            assert_eq!(stage.broker.lines(), [GET]);
        }
    }
}

#[test]
fn a_decision_about_what_changed_meanwhile_is_refused() {
    let stage = Stage::new();
    stage.broker.on(GET, Answer::json(&pending()));
    let changed = Answer::refusal(ErrorCode::StaleDigest, "the request is another one by now");
    stage.broker.on(&post("approve"), changed);
    let told = stage.run(&["approve", ID, "--yes"]);
    assert_eq!(told.status.code(), Some(1));
    assert!(stderr(&told).contains("hint: run the command again to see what is asked now"));
}
