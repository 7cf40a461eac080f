use std::process::Output;
use std::time::{Duration, Instant};

use insta::assert_snapshot;
use jit_api::{CredentialsAnswer, ErrorCode, Problem, Secret, SessionCredentials, Vended};
use jit_domain::{StatusName, Timestamp};

use crate::answers::{credentials, now};
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

fn session(answer: &mut CredentialsAnswer) -> &mut SessionCredentials {
    match &mut answer.vended {
        Vended::New { credentials } => credentials,
        Vended::Keep { .. } => panic!("nothing is vended"),
    }
}

/// On failure nothing is on stdout, and one line for the SDK is on stderr.
fn assert_fails(output: &Output, exit: i32) -> String {
    assert_eq!(stdout(output), "", "stdout is for credentials");
    assert_eq!(output.status.code(), Some(exit), "{}", stderr(output));
    let line = stderr(output);
    assert_eq!(line.matches('\n').count(), 1, "{line:?}");
    assert!(line.ends_with('\n') && line.len() <= 1024, "{line:?}");
    assert!(
        line.starts_with("jit: ") && line.contains("; run: jit "),
        "{line:?}"
    );
    assert!(
        !line.chars().any(|c| c.is_control() && c != '\n'),
        "{line:?}"
    );
    line
}

#[test]
fn credentials_are_one_object_that_every_sdk_reads() {
    let stage = Stage::new();
    let answer = credentials();
    let end = answer.window_end.to_whole_seconds_string();
    stage.broker.on(VEND, Answer::json(&answer));

    let output = stage.run(&HELPER);

    assert_eq!(stderr(&output), "");
    assert_eq!(
        stdout(&output),
        format!(
            "{{\"Version\":1,\"AccessKeyId\":\"ASIAEXAMPLEEXAMPLE01\",\
             \"SecretAccessKey\":\"not/a+real=secret\",\
             \"SessionToken\":\"not-a-real-token//==\",\
             \"Expiration\":\"{end}\",\"AccountId\":\"111111111111\"}}\n"
        )
    );
    assert_eq!(
        stage.broker.calls()[0].json(),
        serde_json::json!({"account": "payments-prod", "permission_set": "PowerUser"})
    );
}

#[test]
fn json_makes_no_difference() {
    let stage = Stage::new();
    stage.broker.on(VEND, Answer::json(&credentials()));
    let plain = stage.run(&HELPER);
    let json = stage.run(&[&HELPER[..], &["--json"]].concat());
    assert_eq!(stdout(&plain), stdout(&json));
    let stage = Stage::new();
    let refusal = Answer::refusal(ErrorCode::NoRequest, "no request");
    stage.broker.on(VEND, refusal);
    assert_fails(&stage.run(&[&HELPER[..], &["--json"]].concat()), 3);
}

#[test]
fn the_expiration_is_the_earlier_of_the_sessions_and_the_windows() {
    let stage = Stage::new();
    for (session_ends, window_ends) in [(3600, 1800), (900, 1800)] {
        let mut answer = credentials();
        answer.window_end = now().plus_seconds(window_ends);
        session(&mut answer).expiration = now().plus_seconds(session_ends);
        let earlier = answer.window_end.min(session(&mut answer).expiration);
        let stage = Stage::new();
        stage.broker.on(VEND, Answer::json(&answer));
        let told: serde_json::Value = serde_json::from_str(&stdout(&stage.run(&HELPER))).unwrap();
        assert_eq!(told["Expiration"], earlier.to_whole_seconds_string());
    }
    drop(stage);
}

#[test]
fn a_request_can_be_named_instead() {
    let stage = Stage::new();
    stage.broker.on(VEND, Answer::json(&credentials()));
    let output = stage.run(&["credential-process", "--request", "req-7k3m9p2x4q"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let body = stage.broker.calls()[0].json();
    assert_eq!(body, serde_json::json!({"request_id": "req-7k3m9p2x4q"}));
}

#[test]
fn refusals_say_what_to_run() {
    let refused = |code| Problem::new(code, "no");
    let mut pending = refused(ErrorCode::WindowNotOpen);
    pending.open_level = Some(1);
    pending.request_id = Some("req-7k3m9p2x4q".parse().unwrap());
    let mut scheduled = pending.clone();
    scheduled.open_level = None;
    scheduled.opens_at = Some("2099-11-22T09:00:00Z".parse().unwrap());
    let mut revoked = refused(ErrorCode::WindowClosed);
    revoked.current_status = Some(StatusName::Revoked);
    let mut throttled = refused(ErrorCode::AwsUnavailable);
    throttled.title = "AWS does not answer".to_owned();
    let mut lines = String::new();
    for (problem, exit) in [
        (refused(ErrorCode::NoRequest), 3),
        (pending, 4),
        (scheduled, 4),
        (revoked, 3),
        (refused(ErrorCode::NotEligible), 3),
        (refused(ErrorCode::NotSignedIn), 6),
        (throttled, 5),
        (refused(ErrorCode::Internal), 5),
    ] {
        let stage = Stage::new();
        stage.broker.on(VEND, Answer::problem(&problem));
        lines.push_str(&assert_fails(&stage.run(&HELPER), exit));
    }
    assert_snapshot!(lines);
}

#[test]
fn an_answer_that_is_not_what_was_asked_for_is_not_printed() {
    type Change = fn(&mut CredentialsAnswer);
    let table: [(&str, Change); 15] = [
        ("another account", |a| {
            a.account_name = "sandbox".parse().unwrap();
        }),
        ("another permission set", |a| {
            a.permission_set = "ReadOnly".parse().unwrap();
        }),
        ("a role of another account", |a| {
            a.role_arn = "arn:aws:iam::222222222222:role/jit/PowerUser"
                .parse()
                .unwrap();
        }),
        ("nothing", |a| a.vended = Vended::Keep { keep: true }),
        ("a quote", |a| session(a).secret_access_key = secret("a\"b")),
        ("a backslash", |a| {
            session(a).secret_access_key = secret("a\\b");
        }),
        ("a newline", |a| session(a).session_token = secret("a\nb")),
        ("a space", |a| session(a).session_token = secret("a b")),
        ("an escape", |a| {
            session(a).session_token = secret("\u{1b}[2J");
        }),
        ("not ASCII", |a| session(a).session_token = secret("ä")),
        ("no secret", |a| session(a).secret_access_key = secret("")),
        ("no token", |a| session(a).session_token = secret("")),
        ("a session that is over", |a| {
            session(a).expiration = now().plus_seconds(-60);
        }),
        ("a window that is over", |a| {
            a.window_end = now().plus_seconds(-1);
        }),
        ("more than SDKs read", |a| {
            session(a).session_token = secret(&"x".repeat(8200));
        }),
    ];
    for (name, change) in table {
        let stage = Stage::new();
        let mut answer = credentials();
        change(&mut answer);
        stage.broker.on(VEND, Answer::json(&answer));
        let line = assert_fails(&stage.run(&HELPER), 1);
        assert!(line.starts_with("jit: bad_answer: "), "{name}: {line}");
        assert!(!line.contains("not/a+real=secret"), "{name}: {line}");
    }
}

fn secret(text: &str) -> Secret {
    Secret::new(text.to_owned())
}

#[test]
fn an_account_by_its_id_must_be_that_account() {
    let stage = Stage::new();
    stage.broker.on(VEND, Answer::json(&credentials()));
    let by_id = |id| {
        [
            "credential-process",
            "--account",
            id,
            "--permission-set",
            "PowerUser",
        ]
    };
    assert_fails(&stage.run(&by_id("222222222222")), 1);
    assert_eq!(stage.run(&by_id("111111111111")).status.code(), Some(0));
    let other = ["credential-process", "--request", "req-0000000000"];
    assert_fails(&stage.run(&other), 1);
}

#[test]
fn garbage_is_not_printed() {
    let good = serde_json::to_string(&credentials()).unwrap();
    let twice = good.replace("\"sandbox\":false", "\"sandbox\":false,\"sandbox\":true");
    let no_expiration = {
        let mut value = serde_json::to_value(credentials()).unwrap();
        value["credentials"]
            .as_object_mut()
            .unwrap()
            .remove("expiration");
        value.to_string()
    };
    let after = format!("{good}{good}");
    let huge = format!("{good}{}", " ".repeat(9 * 1024 * 1024));
    let html = "<html>sign in to the Wi-Fi</html>";
    let table = [
        ("empty", Answer::raw(200, "application/json", ""), 1),
        (
            "half",
            Answer::raw(200, "application/json", &good.as_bytes()[..100]),
            1,
        ),
        ("twice", Answer::raw(200, "application/json", twice), 1),
        (
            "two objects",
            Answer::raw(200, "application/json", after),
            1,
        ),
        (
            "no expiration",
            Answer::raw(200, "application/json", no_expiration),
            1,
        ),
        (
            "not UTF-8",
            Answer::raw(200, "application/json", [0xff, 0xfe]),
            1,
        ),
        ("HTML", Answer::raw(200, "text/html", html), 1),
        (
            "JSON as text",
            Answer::raw(200, "text/plain", good.clone()),
            1,
        ),
        ("huge", Answer::raw(200, "application/json", huge), 1),
        ("a proxy's error", Answer::raw(502, "text/html", html), 5),
        ("a proxy's refusal", Answer::raw(403, "text/html", html), 1),
        (
            "a redirect",
            Answer::raw(307, "text/html", "").header("location", "http://127.0.0.1:9/"),
            1,
        ),
        ("nothing at all", Answer::dropped(), 5),
        (
            "an unknown refusal",
            Answer::raw(418, "application/problem+json", "{\"status\":418}"),
            1,
        ),
    ];
    for (name, answer, exit) in table {
        let stage = Stage::new();
        stage.broker.on(VEND, answer);
        let line = assert_fails(&stage.run(&HELPER), exit);
        assert!(!line.contains("not-a-real-token"), "{name}: {line}");
    }
}

#[test]
fn a_broker_that_hangs_is_given_up_in_time() {
    let stage = Stage::new();
    stage.broker.on(
        VEND,
        Answer::json(&credentials()).after(Duration::from_secs(20)),
    );
    let start = Instant::now();
    let line = assert_fails(&stage.run(&HELPER), 5);
    assert!(
        start.elapsed() < Duration::from_secs(4),
        "{:?}",
        start.elapsed()
    );
    assert!(line.starts_with("jit: unreachable: "), "{line}");
}

#[test]
fn a_broker_that_is_not_there_is_unreachable() {
    let stage = Stage::new().with("JIT_BROKER", "http://127.0.0.1:1");
    let line = assert_fails(&stage.run(&HELPER), 5);
    assert!(line.contains("127.0.0.1:1"), "{line}");
}

#[test]
fn nobody_is_asked_to_sign_in() {
    let stage = Stage::new().without("JIT_TOKEN");
    let line = assert_fails(&stage.run(&HELPER), 6);
    assert!(line.ends_with("; run: jit login\n"), "{line}");
    assert!(stage.broker.calls().is_empty());
}

#[test]
fn a_wrong_command_line_fails_in_one_line_too() {
    let stage = Stage::new();
    for args in [
        &["credential-process"][..],
        &["credential-process", "--account", "payments-prod"],
        &[
            "credential-process",
            "--account",
            "a",
            "--permission-set",
            "b",
            "--request",
            "7k3m",
        ],
        &["credential-process", "--no-such-flag"],
        &[
            "credential-process",
            "--account",
            "\u{1b}[2J\n",
            "--permission-set",
            "b",
        ],
        &["--json", "credential-process", "--account", "payments-prod"],
    ] {
        assert_fails(&stage.run(args), 2);
    }
}

#[test]
fn it_does_not_start_itself() {
    let stage = Stage::new().with("JIT_CREDENTIAL_PROCESS", "1");
    let line = assert_fails(&stage.run(&HELPER), 1);
    assert!(line.starts_with("jit: recursion: "), "{line}");
    assert!(stage.broker.calls().is_empty());
}

#[test]
fn hostile_text_of_a_broker_stays_one_plain_line() {
    let stage = Stage::new();
    let flood = "\u{1b}]0;x\u{7}\r\n\u{202e}".repeat(400);
    let mut problem = Problem::new(ErrorCode::Guardrail, flood.clone());
    problem.hint = Some(format!("jit {flood}"));
    problem.detail = Some(flood);
    stage.broker.on(VEND, Answer::problem(&problem));
    assert_fails(&stage.run(&HELPER), 3);
}

#[test]
fn the_clock_of_the_broker_is_not_taken_for_ours() {
    let stage = Stage::new();
    let mut answer = credentials();
    let past: Timestamp = "2020-01-01T00:00:00Z".parse().unwrap();
    session(&mut answer).expiration = past;
    stage.broker.on(VEND, Answer::json(&answer));
    let line = assert_fails(&stage.run(&HELPER), 1);
    assert!(line.contains("2020-01-01T00:00:00Z"), "{line}");
}
