//! A person with files that somebody handed over, and no broker.

use std::fs;
use std::path::PathBuf;

use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair as _};
use jit_audit::{Checkpoint, KeySet, PublicKey, UnsignedCheckpoint};
use jit_domain::{
    BundleDigest, ChainHead, Event, EventKind, RecordedEvent, RefusedAttempt, Sha256Hex, Timestamp,
    link,
};
use serde_json::json;

use crate::stage::Stage;

/// What they have in their home folder.
pub struct Desk {
    pub stage: Stage,
    pub log: Vec<RecordedEvent>,
}

impl Desk {
    /// With an export of that many records, its checkpoints and their keys.
    pub fn with(records: u64) -> Self {
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

    pub fn export(&self) -> String {
        export(&self.log)
    }

    pub fn checkpoint(&self, key: &Ed25519KeyPair, sequence: usize) -> String {
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

    pub fn path(&self, name: &str) -> PathBuf {
        self.stage.home().join(name)
    }

    pub fn write(&self, name: &str, text: &str) {
        fs::write(self.path(name), text).unwrap();
    }

    pub fn verify(&self, more: &[&str]) -> String {
        let args = ["audit", "verify", "audit.jsonl"];
        self.stage.jit(&[&args, more].concat())
    }

    pub fn anchored(&self, more: &[&str]) -> String {
        let args = ["--checkpoint", "checkpoints.jws", "--keys", "keys.json"];
        self.verify(&[&args, more].concat())
    }
}

/// What is exported of a log.
pub fn export(log: &[RecordedEvent]) -> String {
    let last = log.last().unwrap();
    let head = json!({"head": {"sequence": last.sequence, "hash": last.hash}});
    let records = log
        .iter()
        .map(|it| serde_json::to_string(it).unwrap() + "\n");
    records.chain([format!("{head}\n")]).collect()
}

pub fn key(seed: u8) -> Ed25519KeyPair {
    Ed25519KeyPair::from_seed_unchecked(&[seed; 32]).unwrap()
}

fn public(key: &Ed25519KeyPair) -> PublicKey {
    key.public_key().as_ref().try_into().unwrap()
}

pub fn log(records: u64) -> Vec<RecordedEvent> {
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

/// The same events in a chain of their own.
pub fn relinked(log: Vec<RecordedEvent>) -> Vec<RecordedEvent> {
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
