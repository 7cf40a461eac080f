//! What auditors are told in JSON is what `docs/json` says.

use std::collections::BTreeSet;
use std::fs;

use jit_domain::{EventName, RecordedEvent};
use serde_json::{Value, json};

use super::cloudtrail::gzip;
use super::desk::{Desk, key};
use super::{LOG, TRAIL, inside, records};
use crate::answers::pending;
use crate::fake_broker::Answer;
use crate::json_schemas::{assert_is, json_of};
use crate::stage::{Stage, stdout};
use crate::working::stage;

/// One event of each kind with everything that may be in it.
const EVENTS: &str = include_str!("../data/events.json");

fn assert_found(command: &str, stage: &Stage, args: &[&str]) -> Value {
    let output = json_of(stage, args);
    assert_is(command, &stdout(&output));
    serde_json::from_slice(&output.stdout).unwrap()
}

#[test]
fn each_line_of_an_export_is() {
    for filter in [&[][..], &["--type", "session_opened"]] {
        let output = json_of(&stage(&pending()), &[&["audit", "export"], filter].concat());
        let text = stdout(&output);
        assert!(text.lines().count() > 1, "{output:?}");
        for line in text.lines() {
            assert_is("audit-export", line);
        }
    }
}

#[test]
fn an_event_of_each_kind_is_as_it_is_written() {
    let first: Value = serde_json::from_str(records().0[0]).unwrap();
    let mut kinds = BTreeSet::new();
    for event in serde_json::from_str::<Vec<Value>>(EVENTS).unwrap() {
        let mut line = first.clone();
        let fields = line.as_object_mut().unwrap();
        fields.remove("data");
        fields.extend(event.as_object().unwrap().clone());
        let recorded: RecordedEvent = serde_json::from_value(line.clone()).unwrap();
        let written = serde_json::to_value(&recorded).unwrap();
        assert_eq!(written, line, "all of it is what the log keeps");
        assert_is("audit-export", &written.to_string());
        kinds.insert(recorded.event.kind.name());
    }
    assert_eq!(kinds, EventName::ALL.into());
}

#[test]
fn what_a_verification_finds_is() {
    let desk = Desk::with(9);
    let verify = |more: &[&str]| {
        let args = ["audit", "verify", "audit.jsonl"];
        assert_found("audit-verify", &desk.stage, &[&args, more].concat())
    };
    let anchors = ["--checkpoint", "checkpoints.jws", "--keys", "keys.json"];
    assert_eq!(verify(&[])["anchored"], false);
    assert_eq!(verify(&anchors)["anchored"], true);
    assert_eq!(
        verify(&["--head", &format!("8:{}", desk.log[7].hash)])["anchored"],
        true
    );

    let export = desk.export();
    let lines: Vec<&str> = export.lines().collect();
    let (first, last) = (&lines[..9], lines[9]);
    let swapped = [&lines[..3], &[lines[4], lines[3]], &lines[5..]].concat();
    let long = "x".repeat(2 << 20);
    let mut kinds = BTreeSet::new();
    for text in [
        export.replacen("00:00:05", "00:00:06", 1),
        [&first[..3], &lines[5..]].concat().join("\n"),
        swapped.join("\n"),
        [&lines[..3], &lines[2..]].concat().join("\n"),
        [&lines[..3], &["{}", &long], &lines[5..]]
            .concat()
            .join("\n"),
        [first, &[last, last]].concat().join("\n"),
        [first, &[&last.replace("head", "filtered_head")]]
            .concat()
            .join("\n"),
        [first, &[&last.replace(":9,", ":8,")]].concat().join("\n"),
        first.join("\n"),
        String::new(),
        Desk::with(6).export(),
        LOG.to_owned(),
    ] {
        desk.write("audit.jsonl", &text);
        let report = verify(&anchors);
        assert_eq!(report["intact"], false);
        for finding in report["findings"].as_array().unwrap() {
            kinds.insert(finding["kind"].as_str().unwrap().to_owned());
        }
    }
    desk.write("checkpoints.jws", &desk.checkpoint(&key(3), 9));
    let report = verify(&anchors);
    kinds.insert(report["findings"][0]["kind"].as_str().unwrap().to_owned());
    let kinds: Vec<&str> = kinds.iter().map(String::as_str).collect();
    let found = "behind_head edited empty filtered head_differs head_missing missing moved other_log \
                 repeated rolled_back too_long unreadable untrusted_checkpoint";
    assert_eq!(kinds.join(" "), found);
}

#[test]
fn a_session_that_is_found_is() {
    let stage = stage(&pending());
    let found = json!({ "sessions": [{
        "request": "req-0123456789", "opened_at": "2026-11-22T09:30:00.000Z",
        "requester": { "issuer": "https://id.example.com", "subject": "00u1", "name": "Engineer" },
        "access_key_id": "ASIAEXAMPLE123456789",
        "role_arn": "arn:aws:iam::111122223333:role/jit/PowerUser",
        "session_name": "engineer+0123456789", "source_identity": "00u1",
        "window_end": "2026-11-22T10:30:00.000Z", "expiration": "2026-11-22T10:30:00.000Z",
        "ended_early_at": "2026-11-22T10:00:00.000Z", "ended_early_by": "revoked", "sandbox": true,
    }] });
    let sessions = Answer::json(&found);
    stage.broker.from_now_on("GET /v1/audit/sessions", sessions);
    let told = assert_found("audit-session", &stage, &["audit", "session", "engineer"]);
    assert_eq!(told, found);
    let (lines, _) = records();
    fs::write(stage.home().join("audit.jsonl"), lines.join("\n")).unwrap();
    let from = ["audit", "session", "engineer", "--from", "audit.jsonl"];
    let told = assert_found("audit-session", &stage, &from);
    assert_eq!(
        told["doubt"],
        "the export has no last line: it may be cut off"
    );
}

#[test]
fn calls_in_and_out_of_windows_are() {
    let stage = stage(&pending());
    let (lines, head) = records();
    let revoked =
        r#"{"at":"2026-11-22T05:00:00.000Z","bundle":"BUNDLE","type":"revoked","data":{}}"#;
    let mut last: Value = serde_json::from_str(lines[4]).unwrap();
    let revoked = revoked.replace("BUNDLE", last["bundle"].as_str().unwrap());
    let revoked: Value = serde_json::from_str(&revoked).unwrap();
    let fields = last.as_object_mut().unwrap();
    fields.extend(revoked.as_object().unwrap().clone());
    fields.insert("request".to_owned(), "req-hwv6eq60p6".into());
    let last = last.to_string();
    let cut_short = [&lines[..4], &[&last, head]].concat().join("\n");
    let without_times = TRAIL.replace("\"eventTime\"", "\"otherTime\"");
    let early = TRAIL.replace("2026-11-22T04:35", "2026-11-22T04:30");
    let mut wheres = BTreeSet::new();
    for (log, trail) in [
        (LOG, TRAIL),
        (LOG, &inside()),
        (LOG, &without_times),
        (LOG, &early),
        (&cut_short, TRAIL),
        (
            &cut_short.replace("\"revoked\",\"data\":{}", "\"finished\""),
            TRAIL,
        ),
        (&lines.join("\n"), TRAIL),
    ] {
        fs::write(stage.home().join("audit.jsonl"), log).unwrap();
        fs::write(stage.home().join("trail.json"), trail).unwrap();
        let args = ["audit", "cloudtrail", "trail.json", "--from", "audit.jsonl"];
        let found = assert_found("audit-cloudtrail", &stage, &args);
        for call in found["requests"][0]["outside"].as_array().unwrap() {
            wheres.insert(call["when"].as_str().unwrap().to_owned());
        }
    }
    let wheres: Vec<&str> = wheres.iter().map(String::as_str).collect();
    assert_eq!(
        wheres,
        [
            "after_finished",
            "after_revoked",
            "after_window",
            "before_session",
            "unknown"
        ]
    );
}

#[test]
fn files_that_cannot_be_read_as_a_whole_are() {
    let stage = stage(&pending());
    let folder = stage.home().join("trail");
    fs::create_dir(&folder).unwrap();
    let packed = gzip(TRAIL.as_bytes());
    let files: [(&str, &[u8]); 5] = [
        ("bomb.gz", &gzip(&vec![b' '; 32 << 20])),
        ("cut.json.gz", &packed[..200]),
        ("no.gz", b"\x1f\x8b not gzip"),
        ("other.json", b"hello"),
        ("some.json", b"{\"Records\":[{\"a\":1}]}"),
    ];
    for (name, bytes) in files {
        fs::write(folder.join(name), bytes).unwrap();
    }
    let args = ["audit", "cloudtrail", "trail", "--from", "audit.jsonl"];
    let found = assert_found("audit-cloudtrail", &stage, &args);
    let damaged = found["files"]["damaged"].as_array().unwrap();
    let troubles: Vec<&Value> = damaged.iter().map(|it| &it["trouble"]).collect();
    let invalid = json!({ "damaged": "invalid gzip header" });
    assert_eq!(
        troubles,
        [
            &json!("inflates"),
            &json!("cut_off"),
            &invalid,
            &json!("no_records"),
            &Value::Null
        ]
    );
}
