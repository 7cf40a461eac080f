use std::fs;
use std::io::Write as _;

use flate2::Compression;
use flate2::write::GzEncoder;
use insta::assert_snapshot;
use serde_json::{Value, json};

use super::{LOG, TRAIL, answer, inside, records};
use crate::stage::{Stage, stderr};

pub fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// A person with an export and no broker.
fn stage() -> Stage {
    let stage = Stage::new().without("JIT_BROKER").without("JIT_TOKEN");
    fs::write(stage.home().join("audit.jsonl"), LOG).unwrap();
    stage
}

fn write(stage: &Stage, path: &str, bytes: &[u8]) {
    let path = stage.home().join(path);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, bytes).unwrap();
}

#[test]
fn what_was_done_in_a_window_is_listed_and_what_lies_outside_is_marked() {
    let stage = stage();
    write(&stage, "trail.json", TRAIL.as_bytes());
    let args = ["audit", "cloudtrail", "trail.json", "--from", "audit.jsonl"];
    assert_snapshot!("outside", stage.jit(&args));
    assert_snapshot!(
        "outside_in_json",
        stage.jit(&[&args[..], &["--json"]].concat())
    );
    write(&stage, "trail.json", inside().as_bytes());
    assert_snapshot!("inside", stage.jit(&args));
}

#[test]
fn the_log_of_a_broker_is_asked_for_the_time_of_the_trail() {
    let stage = Stage::new();
    write(&stage, "trail.json", inside().as_bytes());
    let (lines, head) = records();
    let line = lines
        .iter()
        .find(|line| line.contains("session_opened"))
        .unwrap();
    let end = head.replace("head", "filtered_head");
    stage.broker.on("GET /v1/audit", answer(&[line, &end]));
    let output = stage.run(&["audit", "cloudtrail", "trail.json"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert_eq!(
        stage.broker.lines(),
        [
            "GET /v1/audit?after=0&from=2026-11-21T16%3A33%3A25.000Z&type=session_opened&type=revoked&type=finished"
        ]
    );
}

#[test]
fn folders_are_read_as_trails_fill_them() {
    let stage = stage();
    let day = "AWSLogs/111122223333/CloudTrail/eu-central-1/2026/11/22";
    write(
        &stage,
        &format!("{day}/one.json.gz"),
        &gzip(inside().as_bytes()),
    );
    write(&stage, &format!("{day}/README.txt"), b"no log");
    let digest = "AWSLogs/111122223333/CloudTrail-Digest/x.json.gz";
    write(
        &stage,
        digest,
        &gzip(b"{\"digestStartTime\":\"2026-11-22T00:00:00Z\"}"),
    );
    let args = [
        "audit",
        "cloudtrail",
        "AWSLogs",
        "--from",
        "audit.jsonl",
        "--json",
    ];
    let output = stage.run(&args);
    let found: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert_eq!(
        found["files"],
        json!({ "read": 1, "records": 7, "damaged": [] })
    );
    assert_eq!(found["requests"][0]["calls"], 5);
}

#[test]
fn what_cannot_be_read_is_reported_and_the_rest_is_read() {
    let stage = stage();
    write(&stage, "a/1.json", inside().as_bytes());
    write(&stage, "a/2.json.gz", &gzip(&vec![b' '; 32 << 20]));
    write(&stage, "a/3.json.gz", &gzip(inside().as_bytes())[..200]);
    write(&stage, "a/4.json", b"{\"Records\":[{\"a\":1},{]}");
    write(&stage, "a/5.json", b"\x1f\x8b not gzip");
    assert_snapshot!(
        "damaged",
        stage.jit(&["audit", "cloudtrail", "a", "--from", "audit.jsonl"])
    );
}

#[test]
fn names_in_records_cannot_deceive() {
    let stage = stage();
    let text = inside()
        .replace("CreateUser", "\\u001b[2J\\u202eevil")
        .replace("444455556666", "<b>\\n=cmd");
    write(&stage, "trail.json", text.as_bytes());
    let args = ["audit", "cloudtrail", "trail.json", "--from", "audit.jsonl"];
    let told = stage.jit(&args);
    assert!(!told.contains(['\u{1b}', '\u{202e}']), "{told}");
    assert!(told.contains(r"\u{1b}[2J\u{202e}evil"), "{told}");
}

#[test]
fn without_a_file_there_is_nothing_to_say() {
    let stage = stage();
    fs::create_dir(stage.home().join("empty")).unwrap();
    assert_snapshot!(
        "no_file",
        stage.jit(&["audit", "cloudtrail", "empty", "--from", "audit.jsonl"])
    );
    assert_snapshot!(
        "not_there",
        stage.jit(&["audit", "cloudtrail", "x", "--from", "audit.jsonl"])
    );
}

/// What is missing in the log would be counted as somebody else's.
#[test]
fn an_export_that_is_no_whole_log_is_no_reason_to_be_content() {
    let stage = stage();
    write(&stage, "trail.json", inside().as_bytes());
    let (lines, head) = records();
    let filtered = head.replace("head", "filtered_head");
    let gap = [lines[0], lines[2], head].join("\n");
    for (export, why) in [
        (lines.join("\n"), "cut off"),
        (format!("{}\n{filtered}\n", lines.join("\n")), "filtered"),
        (format!("x\n{LOG}"), "1 line of the export is no record"),
        (gap, "missing"),
    ] {
        write(&stage, "audit.jsonl", export.as_bytes());
        let output = stage.run(&["audit", "cloudtrail", "trail.json", "--from", "audit.jsonl"]);
        assert_eq!(output.status.code(), Some(1), "{why}");
        assert!(stderr(&output).contains(why), "{}", stderr(&output));
    }
}
