//! Sessions that are used again: when the broker is asked, what it is asked, and what is forgotten.

use std::fs;
use std::io::Write as _;
use std::path::PathBuf;
use std::process::Stdio;

use jit_api::{CredentialsAnswer, ErrorCode, Problem, Vended};
use jit_domain::StatusName;
use serde_json::json;

use crate::answers::{credentials, in_state, now};
use crate::fake_broker::Answer;
use crate::stage::{Stage, stderr, stdout};

const VEND: &str = "POST /v1/credentials";
const HELPER: [&str; 5] = [
    "credential-process",
    "--account",
    "payments-prod",
    "--permission-set",
    "PowerUser",
];

/// What the broker answers, which wants to be asked again after so many seconds.
fn vended(recheck_seconds: u32) -> CredentialsAnswer {
    let mut answer = credentials();
    answer.recheck_seconds = recheck_seconds;
    answer
}

fn keep() -> CredentialsAnswer {
    let mut answer = vended(0);
    answer.vended = Vended::Keep { keep: true };
    answer
}

fn refusal(code: ErrorCode, status: StatusName) -> Answer {
    let mut problem = Problem::new(code, "no");
    problem.current_status = Some(status);
    Answer::problem(&problem)
}

/// The sessions that are kept in the home folder.
fn kept(stage: &Stage) -> Vec<PathBuf> {
    let Ok(files) = fs::read_dir(stage.home().join(".cache/jit/sessions")) else {
        return Vec::new();
    };
    let files = files.map(|file| file.unwrap().path());
    files
        .filter(|path| path.extension().is_some_and(|it| it == "session"))
        .collect()
}

fn assert_answers(stage: &Stage, args: &[&str]) -> String {
    let output = stage.run(args);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert_eq!(stderr(&output), "");
    stdout(&output)
}

#[test]
fn a_session_is_used_again_without_asking_anybody() {
    let stage = Stage::new();
    stage.broker.on(VEND, Answer::json(&vended(60)));
    let first = assert_answers(&stage, &HELPER);
    for more in [&[][..], &["--json"], &["--verbose"], &["--auto-login"]] {
        assert_eq!(assert_answers(&stage, &[&HELPER[..], more].concat()), first);
    }
    // The long way round takes it too.
    let long = [&["--quiet"], &HELPER[..]].concat();
    assert_eq!(assert_answers(&stage, &long), first);
    assert_eq!(stage.broker.calls().len(), 1);
}

#[test]
fn another_person_target_or_broker_has_a_session_of_its_own() {
    let stage = Stage::new();
    stage.broker.on(VEND, Answer::json(&vended(60)));
    assert_answers(&stage, &HELPER);
    assert_answers(
        &stage,
        &["credential-process", "--request", "req-7k3m9p2x4q"],
    );
    let by_id = [
        &["credential-process", "--account", "111111111111"],
        &HELPER[3..],
    ];
    assert_answers(&stage, &by_id.concat().clone());
    assert_eq!(stage.broker.calls().len(), 3);
    let stage = stage.with("JIT_TOKEN", "token-of-somebody-else");
    assert_answers(&stage, &HELPER);
    assert_eq!(stage.broker.calls().len(), 4);
    assert_eq!(kept(&stage).len(), 4);
}

#[test]
fn when_it_is_time_the_broker_is_asked_whether_the_session_is_still_good() {
    let stage = Stage::new();
    stage.broker.on(VEND, Answer::json(&vended(0)));
    stage.broker.on(VEND, Answer::json(&keep()));
    let first = assert_answers(&stage, &HELPER);
    let second = assert_answers(&stage, &HELPER);
    assert_eq!(first, second);
    let calls = stage.broker.calls();
    assert_eq!(calls.len(), 2);
    let target = json!({"account": "payments-prod", "permission_set": "PowerUser"});
    assert_eq!(calls[0].json(), target);
    assert_eq!(calls[1].json()["known_session"], "ASIAEXAMPLEEXAMPLE01");
}

#[test]
fn a_session_of_another_request_is_not_kept_whatever_the_broker_says() {
    let stage = Stage::new();
    stage.broker.on(VEND, Answer::json(&vended(0)));
    let mut other = keep();
    other.request_id = "req-0000000000".parse().unwrap();
    stage.broker.on(VEND, Answer::json(&other));
    assert_answers(&stage, &HELPER);
    let output = stage.run(&HELPER);
    assert_eq!(output.status.code(), Some(1));
    assert!(stderr(&output).starts_with("jit: bad_answer: "));
}

#[test]
fn a_no_of_the_broker_is_the_end_of_the_session() {
    for (code, status) in [
        (ErrorCode::WindowClosed, StatusName::Revoked),
        (ErrorCode::NotEligible, StatusName::Active),
        (ErrorCode::NotSignedIn, StatusName::Active),
        (ErrorCode::NoRequest, StatusName::Active),
    ] {
        let stage = Stage::new();
        stage.broker.on(VEND, Answer::json(&vended(0)));
        stage.broker.on(VEND, refusal(code, status));
        stage.broker.on(VEND, Answer::dropped());
        assert_answers(&stage, &HELPER);
        assert_eq!(kept(&stage).len(), 1);
        assert_ne!(stage.run(&HELPER).status.code(), Some(0), "{code}");
        assert!(kept(&stage).is_empty(), "{code}");
        // The broker is away now; that does not bring the session back.
        assert_eq!(stage.run(&HELPER).status.code(), Some(5), "{code}");
    }
}

#[test]
fn a_broker_that_wants_to_be_asked_later_is_asked_later_while_there_is_time() {
    let busy = |seconds| {
        Answer::refusal(ErrorCode::RateLimited, "too many").header("retry-after", seconds)
    };
    let stage = Stage::new();
    stage.broker.on(VEND, busy("1"));
    stage.broker.on(VEND, Answer::json(&vended(60)));
    assert_answers(&stage, &HELPER);
    assert_eq!(stage.broker.lines(), [VEND, VEND]);

    for never in ["60", "18446744073709551615", "soon"] {
        let stage = Stage::new();
        stage.broker.on(VEND, busy(never));
        let output = stage.run(&HELPER);
        assert_eq!(output.status.code(), Some(5));
        assert!(stderr(&output).starts_with("jit: rate_limited: "));
        assert_eq!(stderr(&output).lines().count(), 1);
        assert_eq!(stage.broker.lines(), [VEND]);
    }
}

#[test]
fn in_its_last_seconds_a_window_is_as_good_as_closed() {
    let stage = Stage::new();
    let mut answer = vended(0);
    answer.window_end = now().plus_seconds(4);
    stage.broker.on(VEND, Answer::json(&answer));
    let output = stage.run(&HELPER);
    assert_eq!(output.status.code(), Some(3));
    let line = stderr(&output);
    assert!(
        line.starts_with("jit: window_closed: the window for PowerUser in payments-prod ends in ")
    );
    assert!(kept(&stage).is_empty());
}

/// The way that needs no broker has no deadline, so it opens nothing that may not answer.
#[cfg(unix)]
#[test]
fn a_token_that_never_comes_is_not_waited_for() {
    let stage = Stage::new().without("JIT_TOKEN");
    let pipe = stage.home().join("token");
    let made = std::process::Command::new("mkfifo").arg(&pipe).status();
    assert!(made.unwrap().success());
    let stage = stage.with("JIT_TOKEN_FILE", pipe.to_str().unwrap());
    let begin = std::time::Instant::now();
    let output = stage.run(&HELPER);
    assert_eq!(output.status.code(), Some(5), "{}", stderr(&output));
    assert!(begin.elapsed().as_secs() < 6);
}

#[test]
fn strictly_an_end_is_reported_that_makes_sdks_ask_again() {
    let left = |json: &str| {
        let json: serde_json::Value = serde_json::from_str(json).unwrap();
        let end: jit_domain::Timestamp = json["Expiration"].as_str().unwrap().parse().unwrap();
        end.since(now()).num_seconds()
    };
    let stage = Stage::new();
    stage.broker.on(VEND, Answer::json(&vended(60)));
    assert!(left(&assert_answers(&stage, &HELPER)) > 1000);
    let strict = [&HELPER[..], &["--recheck", "strict"]].concat();
    assert!((480..=540).contains(&left(&assert_answers(&stage, &strict))));

    let stage = Stage::new();
    let mut answer = vended(60);
    answer.strict = true;
    stage.broker.on(VEND, Answer::json(&answer));
    for _ in 0..2 {
        assert!((480..=540).contains(&left(&assert_answers(&stage, &HELPER))));
    }
}

#[test]
fn what_is_given_back_or_withdrawn_is_not_kept() {
    for (command, path) in [("done", "finish"), ("cancel", "cancel")] {
        let stage = Stage::new();
        stage.broker.on(VEND, Answer::json(&vended(60)));
        assert_answers(&stage, &HELPER);
        let ended = in_state(StatusName::Ended);
        let id = ended.id.clone();
        stage.broker.on(
            &format!("GET /v1/requests/{id}"),
            Answer::json(&in_state(StatusName::Active)),
        );
        stage.broker.on(
            &format!("POST /v1/requests/{id}/{path}"),
            Answer::json(&ended),
        );

        let output = stage.run(&[command, id.as_str()]);

        assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
        assert!(kept(&stage).is_empty(), "{command}");
    }
}

#[test]
fn a_window_that_is_over_already_leaves_no_session_when_it_is_given_back() {
    for (code, status, left) in [
        (ErrorCode::Conflict, StatusName::Ended, 0),
        (ErrorCode::Conflict, StatusName::Revoked, 0),
        (ErrorCode::Conflict, StatusName::Scheduled, 1),
        (ErrorCode::StoreUnavailable, StatusName::Active, 1),
    ] {
        let stage = Stage::new();
        stage.broker.on(VEND, Answer::json(&vended(60)));
        assert_answers(&stage, &HELPER);
        let request = in_state(status);
        let id = request.id.as_str();
        stage
            .broker
            .on(&format!("GET /v1/requests/{id}"), Answer::json(&request));
        stage.broker.on(
            &format!("POST /v1/requests/{id}/finish"),
            refusal(code, status),
        );
        let output = stage.run(&["done", id]);
        assert_ne!(output.status.code(), Some(0), "{status}");
        assert_eq!(kept(&stage).len(), left, "{status}");
    }
}

#[test]
fn nothing_is_kept_after_signing_out() {
    let stage = Stage::new();
    stage.broker.on(VEND, Answer::json(&vended(60)));
    assert_answers(&stage, &HELPER);
    let output = stage.run(&["logout"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert!(kept(&stage).is_empty());
}

#[test]
fn whoever_signs_in_next_finds_nothing_of_who_was_signed_in_before() {
    let stage = Stage::new().without("JIT_TOKEN").with("JIT_STORE", "file");
    let me = json!({
        "issuer": "https://id.example.com", "subject": "engineer", "name": "Engineer",
        "groups": [], "roles": [], "token_expires_at": "2099-01-01T00:00:00Z",
    });
    stage.broker.on("GET /v1/me", Answer::json(&me));
    stage.broker.on(VEND, Answer::json(&vended(60)));
    let sign_in = |token: &str| {
        let mut child = stage
            .command(&["login", "--with-token"])
            .stdin(Stdio::piped())
            .spawn()
            .unwrap();
        let stdin = child.stdin.take().unwrap();
        { stdin }.write_all(token.as_bytes()).unwrap();
        assert!(child.wait().unwrap().success());
    };

    sign_in("token-of-one");
    assert_answers(&stage, &HELPER);
    sign_in("token-of-one");
    assert_eq!(kept(&stage).len(), 1);
    sign_in("token-of-another");
    assert!(kept(&stage).is_empty());
}

const AUTO_REQUEST: [&str; 5] = [
    "--auto-request",
    "--duration",
    "30m",
    "--reason",
    "on-call+work+in+@account",
];
const SUBMIT: &str = "POST /v1/requests";

#[test]
fn a_missing_window_is_asked_for_once_where_the_profile_says_so() {
    let stage = Stage::new();
    let no = refusal(ErrorCode::NoRequest, StatusName::Ended);
    stage.broker.on(VEND, no);
    let pending = in_state(StatusName::Pending);
    stage.broker.on(SUBMIT, Answer::json(&pending));
    let auto = [&HELPER[..], &AUTO_REQUEST].concat();

    let first = stage.run(&auto);
    let second = stage.run(&auto);

    let id = &pending.id;
    assert_eq!(first.status.code(), Some(4));
    assert_eq!(
        stderr(&first),
        format!(
            "jit: pending: asked for PowerUser in payments-prod ({id}), which waits for approval; \
             run: jit wait {id}\n"
        )
    );
    assert_eq!(second.status.code(), Some(3), "not asked for again");
    let calls = stage.broker.calls();
    let submitted: Vec<_> = calls.iter().filter(|call| call.line == SUBMIT).collect();
    assert_eq!(submitted.len(), 1);
    let body = submitted[0].json();
    assert_eq!(body["reason"], "on-call work in payments-prod");
    assert_eq!(body["duration_seconds"], 1800);
    assert_ne!(body["break_glass"], json!(true));
}

#[test]
fn a_window_that_opens_at_once_is_used_at_once() {
    let stage = Stage::new();
    let mut ran_out = Problem::new(ErrorCode::WindowClosed, "over");
    ran_out.current_status = Some(StatusName::Ended);
    ran_out.ran_out = true;
    stage.broker.on(VEND, Answer::problem(&ran_out));
    stage.broker.on(VEND, Answer::json(&vended(60)));
    let active = in_state(StatusName::Active);
    stage.broker.on(SUBMIT, Answer::json(&active));
    assert_answers(&stage, &[&HELPER[..], &AUTO_REQUEST].concat());
    assert_eq!(stage.broker.lines(), [VEND, SUBMIT, VEND]);
}

#[test]
fn nobodys_no_is_answered_with_another_request() {
    for (code, status) in [
        (ErrorCode::WindowClosed, StatusName::Rejected),
        (ErrorCode::WindowClosed, StatusName::Revoked),
        (ErrorCode::WindowClosed, StatusName::Cancelled),
        // Given back, as far as anybody says.
        (ErrorCode::WindowClosed, StatusName::Ended),
        (ErrorCode::WindowNotOpen, StatusName::Pending),
        (ErrorCode::NotEligible, StatusName::Ended),
        (ErrorCode::Guardrail, StatusName::Ended),
    ] {
        let stage = Stage::new();
        stage.broker.on(VEND, refusal(code, status));
        let output = stage.run(&[&HELPER[..], &AUTO_REQUEST].concat());
        assert_ne!(output.status.code(), Some(0));
        assert_eq!(stage.broker.lines(), [VEND], "{code} {status}");
    }
}

#[test]
fn without_the_flag_nothing_is_asked_for() {
    let stage = Stage::new();
    stage
        .broker
        .on(VEND, refusal(ErrorCode::NoRequest, StatusName::Ended));
    stage.run(&HELPER);
    assert_eq!(stage.broker.lines(), [VEND]);
}

#[test]
fn what_cannot_be_noted_is_not_asked_for() {
    let stage = Stage::new();
    fs::write(stage.home().join(".cache"), "no folder").unwrap();
    stage
        .broker
        .on(VEND, refusal(ErrorCode::NoRequest, StatusName::Ended));
    stage.run(&[&HELPER[..], &AUTO_REQUEST].concat());
    assert_eq!(stage.broker.lines(), [VEND]);
}
