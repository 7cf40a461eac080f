//! `jit audit verify`, on files and without a broker.

use std::fs;
use std::path::PathBuf;

use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair as _};
use insta::assert_snapshot;
use jit_audit::{Checkpoint, KeySet, PublicKey, UnsignedCheckpoint};
use jit_domain::{
    BundleDigest, ChainHead, Event, EventHash, EventKind, RecordedEvent, RefusedAttempt, Sha256Hex,
    Timestamp, link,
};
use serde_json::{Value, json};

use crate::stage::{Stage, stdout};

/// A person with files and no broker.
struct Desk {
    stage: Stage,
    log: Vec<RecordedEvent>,
}

impl Desk {
    /// With an export of that many records, its checkpoints and their keys.
    fn with(records: u64) -> Self {
        let desk = Self {
            stage: Stage::new().without("JIT_BROKER").without("JIT_TOKEN"),
            log: log(records),
        };
        desk.write("audit.jsonl", &desk.export());
        let (old, new) = (key(1), key(2));
        let mut keys = KeySet::default();
        keys.insert(public(&old));
        keys.insert(public(&new));
        desk.write("keys.json", &keys.to_json().to_string());
        let about = [(&old, 3), (&new, 7)].into_iter();
        let there = about.filter(|(_, sequence)| *sequence <= desk.log.len());
        let checkpoints: Vec<_> = there.map(|(key, at)| desk.checkpoint(key, at)).collect();
        desk.write("checkpoints.jws", &checkpoints.join("\n"));
        desk
    }

    fn export(&self) -> String {
        let last = self.log.last().unwrap();
        let head = json!({"head": {"sequence": last.sequence, "hash": last.hash}});
        let records = self
            .log
            .iter()
            .map(|it| serde_json::to_string(it).unwrap() + "\n");
        records.chain([format!("{head}\n")]).collect()
    }

    fn checkpoint(&self, key: &Ed25519KeyPair, sequence: usize) -> String {
        let checkpoint = Checkpoint {
            log: self.log[0].hash.clone(),
            sequence: sequence as u64,
            hash: self.log[sequence - 1].hash.clone(),
            at: "2026-11-22T09:30:00Z".parse().unwrap(),
        };
        let unsigned = UnsignedCheckpoint::new(&checkpoint, public(key).id()).unwrap();
        let signature = key.sign(unsigned.to_sign());
        unsigned.signed(signature.as_ref().try_into().unwrap())
    }

    fn path(&self, name: &str) -> PathBuf {
        self.stage.home().join(name)
    }

    fn write(&self, name: &str, text: &str) {
        fs::write(self.path(name), text).unwrap();
    }

    fn verify(&self, more: &[&str]) -> String {
        let args = ["audit", "verify", "audit.jsonl"];
        self.stage.jit(&[&args, more].concat())
    }

    fn anchored(&self, more: &[&str]) -> String {
        let args = ["--checkpoint", "checkpoints.jws", "--keys", "keys.json"];
        self.verify(&[&args, more].concat())
    }
}

fn key(seed: u8) -> Ed25519KeyPair {
    Ed25519KeyPair::from_seed_unchecked(&[seed; 32]).unwrap()
}

fn public(key: &Ed25519KeyPair) -> PublicKey {
    key.public_key().as_ref().try_into().unwrap()
}

fn log(records: u64) -> Vec<RecordedEvent> {
    let mut head = ChainHead::default();
    let mut log = Vec::new();
    for second in 1..=records {
        let event = Event {
            at: Timestamp::from_millis(1_000 * i64::try_from(second).unwrap()),
            request: None,
            actor: None,
            bundle: BundleDigest::from(Sha256Hex::of(b"a bundle")),
            kind: EventKind::Refused(RefusedAttempt {
                action: "authenticate".to_owned(),
                code: "not_signed_in".to_owned(),
                ..RefusedAttempt::default()
            }),
        };
        let position = link(&head, &event).unwrap();
        log.push(RecordedEvent {
            sequence: position.sequence,
            previous_hash: head.hash,
            hash: position.hash.clone(),
            event,
        });
        head = ChainHead {
            sequence: position.sequence,
            hash: position.hash,
        };
    }
    log
}

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

/// The same events in a chain of their own.
fn relinked(log: Vec<RecordedEvent>) -> Vec<RecordedEvent> {
    let mut head = ChainHead::default();
    log.into_iter()
        .map(|mut record| {
            let position = link(&head, &record.event).unwrap();
            record.sequence = position.sequence;
            record.previous_hash = head.hash.clone();
            record.hash = position.hash.clone();
            head = ChainHead {
                sequence: position.sequence,
                hash: position.hash,
            };
            record
        })
        .collect()
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
