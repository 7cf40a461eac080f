use std::fs;

use insta::assert_snapshot;
use jit_api::ErrorCode;

use super::{LOG, answer, records};
use crate::fake_broker::Answer;
use crate::stage::{Stage, stderr, stdout};

const AUDIT: &str = "GET /v1/audit";

/// A stage whose broker answers with the whole log.
fn stage() -> Stage {
    let stage = Stage::new();
    let (mut lines, head) = records();
    lines.push(head);
    stage.broker.on(AUDIT, answer(&lines));
    stage
}

#[test]
fn json_lines_are_the_log_byte_for_byte() {
    let stage = stage();
    let output = stage.run(&["audit", "export"]);
    assert_eq!(stdout(&output), LOG);
    assert_eq!(
        stderr(&output),
        "Exported 5 records, up to record 5 of the log\n"
    );
    assert_eq!(stage.broker.lines(), ["GET /v1/audit?after=0"]);
}

#[test]
fn a_table_has_a_row_for_each_record_and_the_end_last() {
    assert_snapshot!(stage().jit(&["audit", "export", "--format", "csv", "--quiet"]));
}

#[test]
fn a_siem_gets_an_object_for_each_record() {
    let output = stage().run(&["audit", "export", "--format", "ocsf"]);
    let text = stdout(&output);
    let objects: Vec<serde_json::Value> = text
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(objects.len(), 6);
    assert!(
        objects
            .iter()
            .all(|it| it["metadata"]["version"] == "1.5.0")
    );
    assert_eq!(objects[5]["metadata"]["event_code"], "head");
}

#[test]
fn filters_are_the_brokers_and_are_said() {
    let stage = Stage::new();
    let (lines, head) = records();
    let filtered = head.replace("head", "filtered_head");
    stage
        .broker
        .on(AUDIT, answer(&[lines[1], lines[2], &filtered]));

    let output = stage.run(&[
        "audit",
        "export",
        "--since",
        "2026-11-22",
        "--until",
        "2026-11-23T00:00:00+01:00",
        "--person",
        "00u1",
        "--account",
        "a b",
        "--status",
        "active",
        "--type",
        "approved",
        "--type",
        "session_opened",
        "--after",
        "1",
    ]);

    assert_eq!(
        stdout(&output),
        format!("{}\n{}\n{filtered}\n", lines[1], lines[2])
    );
    assert_snapshot!("filtered", stderr(&output));
    assert_eq!(
        stage.broker.lines(),
        [
            "GET /v1/audit?after=1&from=2026-11-22T00%3A00%3A00.000Z&to=2026-11-22T23%3A00%3A00.000Z&person=00u1&account=a+b&status=active&type=approved&type=session_opened"
        ]
    );
}

/// A proxy closes the connection in the middle, twice: the export goes on where it was.
#[test]
fn a_lost_connection_is_taken_up_where_it_was() {
    let stage = Stage::new();
    let (lines, head) = records();
    stage.broker.on(AUDIT, answer(&lines[..2]));
    stage.broker.on(AUDIT, Answer::dropped());
    stage
        .broker
        .on(AUDIT, answer(&[&lines[2..], &[head]].concat()));

    let output = stage.run(&["audit", "export", "--quiet"]);

    assert_eq!(stdout(&output), LOG);
    assert_eq!(
        stage.broker.lines(),
        [
            "GET /v1/audit?after=0",
            "GET /v1/audit?after=2",
            "GET /v1/audit?after=2"
        ]
    );
}

/// Whoever reads lines would take it for one.
#[test]
fn an_error_does_not_go_among_the_records() {
    let (lines, _) = records();
    for (format, answers) in [("jsonl", &lines[..2]), ("ocsf", &lines[..2]), ("csv", &[])] {
        let stage = Stage::new();
        let gap = answer(&[answers, &[lines[4]]].concat());
        stage.broker.on(AUDIT, gap);
        let output = stage.run(&["audit", "export", "--json", "--format", format]);
        assert_eq!(output.status.code(), Some(1));
        let text = stdout(&output);
        assert_eq!(text.lines().count(), answers.len().max(1), "{text}");
        assert!(!text.contains("incomplete_log"), "{text}");
        assert!(stderr(&output).starts_with("error: the log that the broker sent"));
    }
    let stage = Stage::new();
    let refusal = Answer::refusal(ErrorCode::NotAnAuditor, "only auditors read the audit log");
    stage.broker.on(AUDIT, refusal);
    let output = stage.run(&["audit", "export", "--json"]);
    assert!(stdout(&output).contains("\"code\": \"not_an_auditor\""));
    assert_eq!(stderr(&output), "");
}

#[test]
fn an_export_that_never_ends_fails_and_says_where_to_go_on() {
    let stage = Stage::new();
    let (lines, _) = records();
    stage.broker.on(AUDIT, answer(&lines[..2]));
    stage.broker.on(AUDIT, Answer::dropped());
    assert_snapshot!(stage.jit(&["audit", "export", "--format", "csv", "--out", "audit.csv"]));
    assert!(!stage.home().join("audit.csv").exists());
    assert!(!stage.home().join("audit.csv.part").exists());
    let to_stdout = crate::stage::stderr(&stage.run(&["audit", "export", "--after", "2"]));
    assert!(
        to_stdout.contains("cannot reach") || to_stdout.contains("lost"),
        "{to_stdout}"
    );
}

#[test]
fn a_log_with_a_record_missing_is_no_log() {
    let (lines, head) = records();
    for (name, lines) in [
        ("gap", vec![lines[0], lines[2]]),
        ("other_head", vec![lines[0], head]),
        ("no_record", vec![lines[0], "{}"]),
    ] {
        let stage = Stage::new();
        stage.broker.on(AUDIT, answer(&lines));
        assert_snapshot!(name, stage.jit(&["audit", "export", "--out", "a.jsonl"]));
        assert!(!stage.home().join("a.jsonl").exists());
    }
}

#[cfg(unix)]
#[test]
fn a_file_is_private_and_there_only_when_it_is_complete() {
    use std::os::unix::fs::PermissionsExt as _;

    let stage = stage();
    fs::write(stage.home().join("audit.jsonl.part"), "of an earlier run").unwrap();
    let output = stage.run(&["audit", "export", "--out", "audit.jsonl", "--json"]);
    let file = stage.home().join("audit.jsonl");
    assert_eq!(fs::read_to_string(&file).unwrap(), LOG);
    assert_eq!(
        fs::metadata(&file).unwrap().permissions().mode() & 0o777,
        0o600
    );
    assert!(!stage.home().join("audit.jsonl.part").exists());
    let again = stage.jit(&["audit", "export", "--out", "audit.jsonl"]);
    assert_snapshot!("written", again);
    let summary: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(
        summary,
        serde_json::json!({ "records": 5, "last": 5, "file": "audit.jsonl" })
    );
}

#[test]
fn only_auditors_export() {
    let stage = Stage::new();
    let refusal = Answer::refusal(ErrorCode::NotAnAuditor, "only auditors read the audit log");
    stage.broker.on(AUDIT, refusal);
    assert_snapshot!(stage.jit(&["audit", "export"]));
    assert_eq!(stage.broker.calls().len(), 1, "a no is not asked for again");
}

#[test]
fn what_does_not_go_together_is_a_usage_error() {
    let stage = Stage::new();
    for more in [
        &["--status", "active"][..],
        &["--out", "x"],
        &["--until", "1d"],
    ] {
        let args = [&["audit", "export", "--follow"], more].concat();
        assert_eq!(stage.run(&args).status.code(), Some(2), "{more:?}");
    }
    assert!(stage.broker.calls().is_empty());
}
