use insta::assert_snapshot;
use serde_json::{Value, json};

use super::{LOG, answer, records};
use crate::fake_broker::Answer;
use crate::stage::{Stage, stdout};

const SESSIONS: &str = "GET /v1/audit/sessions";

/// The session of the log, and its request.
fn opened() -> (Value, String) {
    let (lines, _) = records();
    let line = lines
        .iter()
        .find(|line| line.contains("session_opened"))
        .unwrap();
    let record: Value = serde_json::from_str(line).unwrap();
    let request = record["request"].as_str().unwrap().to_owned();
    (record["data"].clone(), request)
}

fn text<'a>(session: &'a Value, name: &str) -> &'a str {
    session[name].as_str().unwrap()
}

#[test]
fn a_session_is_found_at_the_broker() {
    let stage = Stage::new();
    let found = json!({ "sessions": [{
        "request": "req-0123456789", "opened_at": "2026-11-22T09:30:00.000Z",
        "requester": { "issuer": "https://id.example.com", "subject": "00u1", "name": "Eng\u{1b}[2Jineer" },
        "access_key_id": "ASIAEXAMPLE123456789",
        "role_arn": "arn:aws:iam::111122223333:role/jit/PowerUser",
        "session_name": "engineer+0123456789", "source_identity": "00u1",
        "window_end": "2026-11-22T10:30:00.000Z", "expiration": "2026-11-22T10:30:00.000Z",
        "ended_early_at": "2026-11-22T10:00:00.000Z", "ended_early_by": "revoked",
    }] });
    stage.broker.on(SESSIONS, Answer::json(&found));
    assert_snapshot!(
        "found",
        stage.jit(&["audit", "session", "ASIAEXAMPLE123456789"])
    );
    let output = stage.run(&["audit", "session", "engineer+0123456789", "--json"]);
    let told: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(told, found);
    assert_eq!(
        stage.broker.lines(),
        [
            "GET /v1/audit/sessions?access_key_id=ASIAEXAMPLE123456789",
            "GET /v1/audit/sessions?session_name=engineer%2B0123456789",
        ]
    );
}

/// Which sessions a source identity has, only the log knows.
#[test]
fn a_source_identity_is_looked_for_in_the_log() {
    let stage = Stage::new();
    let (session, request) = opened();
    let (lines, head) = records();
    let line = lines
        .iter()
        .find(|line| line.contains("session_opened"))
        .unwrap();
    let end = head.replace("head", "filtered_head");
    stage
        .broker
        .on(SESSIONS, Answer::json(&json!({ "sessions": [] })));
    stage.broker.on("GET /v1/audit", answer(&[line, &end]));
    let output = stage.run(&["audit", "session", text(&session, "source_identity")]);
    assert!(stdout(&output).contains(&request));
    assert_eq!(
        stage.broker.lines()[1],
        "GET /v1/audit?after=0&type=session_opened&type=revoked&type=finished"
    );
}

#[test]
fn a_session_is_found_in_an_export_without_a_broker() {
    let stage = Stage::new().without("JIT_BROKER").without("JIT_TOKEN");
    std::fs::write(stage.home().join("audit.jsonl"), LOG).unwrap();
    let (session, request) = opened();
    for name in ["access_key_id", "session_name", "source_identity"] {
        let args = [
            "audit",
            "session",
            text(&session, name),
            "--from",
            "audit.jsonl",
        ];
        let output = stage.run(&args);
        assert!(stdout(&output).contains(&request), "{name}");
    }
    assert_snapshot!(
        "unknown",
        stage.jit(&["audit", "session", "nobody", "--from", "audit.jsonl"])
    );
}

#[test]
fn an_export_that_is_no_whole_log_says_so() {
    let stage = Stage::new();
    let (session, _) = opened();
    let key = text(&session, "access_key_id");
    let (lines, head) = records();
    for (name, text) in [
        ("cut_off", lines.join("\n")),
        (
            "corrupted",
            format!("\0\u{1}garbage\n{LOG}{{\"sequence\":\n"),
        ),
        (
            "of_a_part",
            format!(
                "{}\n{}\n",
                lines.join("\n"),
                head.replace("head", "filtered_head")
            ),
        ),
        ("none", "x,y\n".to_owned()),
    ] {
        std::fs::write(stage.home().join("a.jsonl"), text).unwrap();
        let output = stage.run(&["audit", "session", key, "--from", "a.jsonl", "--json"]);
        let stderr = crate::stage::stderr(&output);
        let stdout = stdout(&output);
        let told = if output.status.success() {
            "found"
        } else {
            stdout.as_str()
        };
        assert_snapshot!(name, format!("{told}\n{stderr}"));
    }
}
