//! `jit audit verify`, on files and without a broker.

use std::fs;

use insta::assert_snapshot;
use jit_domain::EventHash;
use serde_json::{Value, json};

use super::desk::{Desk, key, log, relinked};
use crate::stage::stdout;

#[test]
fn a_log_without_a_checkpoint_is_intact_and_not_anchored() {
    assert_snapshot!(Desk::with(9).verify(&[]));
}

#[test]
fn a_log_is_anchored_by_checkpoints_of_old_and_new_keys() {
    let desk = Desk::with(9);
    assert_snapshot!(desk.anchored(&[]));
    assert_snapshot!("anchored_in_json", desk.anchored(&["--json"]));
}

#[test]
fn a_changed_byte_is_found() {
    let desk = Desk::with(9);
    desk.write(
        "audit.jsonl",
        &desk.export().replacen("00:00:05", "00:00:06", 1),
    );
    assert_snapshot!(desk.verify(&[]));
    assert_snapshot!("changed_in_json", desk.anchored(&["--json"]));
}

#[test]
fn a_log_that_was_written_anew_is_found_by_the_checkpoints() {
    let mut desk = Desk::with(9);
    desk.log = log(6);
    desk.write("audit.jsonl", &desk.export());
    assert!(desk.verify(&[]).contains("chain intact, not anchored"));
    assert_snapshot!("rolled_back", desk.anchored(&[]));

    let other = Desk::with(9);
    let mut anew = log(9);
    anew.remove(0);
    desk.log = relinked(anew);
    desk.write("audit.jsonl", &desk.export());
    fs::copy(other.path("checkpoints.jws"), desk.path("checkpoints.jws")).unwrap();
    assert_snapshot!("another_log", desk.anchored(&[]));
}

#[test]
fn a_checkpoint_that_cannot_be_trusted_is_a_finding() {
    let desk = Desk::with(9);
    let strange = desk.checkpoint(&key(3), 9);
    let damaged = desk.checkpoint(&key(1), 9).replacen('.', ".A", 1);
    desk.write(
        "checkpoints.jws",
        &[strange, damaged, "no JWS".to_owned()].join("\n"),
    );
    assert_snapshot!(desk.anchored(&[]));
}

#[test]
fn the_end_that_a_notification_named_is_an_anchor() {
    let desk = Desk::with(9);
    let right = format!("8:{}", desk.log[7].hash);
    let told = desk.verify(&["--head", &right]);
    assert!(
        told.contains("chain intact, anchored up to record 8"),
        "{told}"
    );

    let other = format!("8:{}", EventHash::genesis());
    let told = desk.verify(&["--head", &other]);
    assert!(
        told.contains("exit: 1") && told.contains("rewritten"),
        "{told}"
    );

    for wrong in ["8", "0:00", "x:y", &format!("-1:{}", EventHash::genesis())] {
        let told = desk.verify(&["--head", wrong]);
        assert!(told.starts_with("exit: 2"), "{told}");
    }
}

#[test]
fn a_log_that_begins_later_is_verified_from_there() {
    let desk = Desk::with(9);
    let export = desk.export();
    let tail: Vec<&str> = export.lines().skip(4).collect();
    desk.write("audit.jsonl", &tail.join("\n"));
    assert!(desk.verify(&[]).contains("records 1 to 4 are missing"));
    let told = desk.anchored(&["--after", "4"]);
    assert!(
        told.contains("chain intact, anchored up to record 7"),
        "{told}"
    );
    assert!(told.contains("5 to 9"), "{told}");
}

#[test]
fn a_log_may_come_from_a_pipe() {
    let desk = Desk::with(2);
    let mut command = desk.stage.command(&["audit", "verify", "-", "--json"]);
    let output = command
        .stdin(fs::File::open(desk.path("audit.jsonl")).unwrap())
        .output();
    let report: Value = serde_json::from_str(&stdout(&output.unwrap())).unwrap();
    assert_eq!(
        (&report["intact"], &report["records"]),
        (&json!(true), &json!(2))
    );
}

#[test]
fn what_cannot_be_read_is_named() {
    let desk = Desk::with(1);
    let missing = desk.stage.jit(&["audit", "verify", "missing.jsonl"]);
    assert!(
        missing.contains("exit: 1") && missing.contains("cannot read `missing.jsonl`"),
        "{missing}"
    );
    desk.write("keys.json", "{}");
    assert_snapshot!(desk.anchored(&[]));
    let alone = desk.verify(&["--checkpoint", "checkpoints.jws"]);
    assert!(
        alone.contains("exit: 2") && alone.contains("--keys"),
        "{alone}"
    );
}

#[test]
fn an_empty_file_is_no_intact_log() {
    let desk = Desk::with(1);
    desk.write("audit.jsonl", "");
    assert_snapshot!(desk.verify(&[]));
}
