//! What `jit audit verify` is given for a log, for checkpoints and for keys.

use std::fs;

use super::{Case, change, cut_off, filter, packed, unchanged};
use crate::audit::LOG;
use crate::audit::desk::{Desk, export, key, log, relinked};

const VERIFY: &[&str] = &["verify", "audit.jsonl"];
pub const ANCHORED: &[&str] = &[
    "verify",
    "audit.jsonl",
    "--checkpoint",
    "checkpoints.jws",
    "--keys",
    "keys.json",
];

pub const LOGS: &[Case] = &[
    ("no such log", unchanged, &["verify", "other log.jsonl"]),
    ("a folder", unchanged, &["verify", "folder"]),
    ("nothing on stdin", unchanged, &["verify", "-"]),
    ("an empty file", |it| it.write("audit.jsonl", ""), VERIFY),
    (
        "no log",
        |it| it.write("audit.jsonl", "Dear auditor,\nall is well.\n"),
        VERIFY,
    ),
    (
        "an export in CSV",
        |it| it.write("audit.jsonl", "sequence,at\n1,2026\n"),
        VERIFY,
    ),
    (
        "a packed log",
        |it| packed(it, "audit.jsonl.gz", "{}"),
        &["verify", "audit.jsonl.gz"],
    ),
    (
        "the beginning of a packed log",
        |it| packed(it, "it's", "{}"),
        &["verify", "it's"],
    ),
    ("a filtered export", filter, VERIFY),
    ("cut off behind a record", cut_off, VERIFY),
    (
        "cut off in a record",
        |it| {
            let log = it.export();
            it.write("audit.jsonl", log.get(..log.len() / 2).unwrap());
        },
        VERIFY,
    ),
    (
        "a record changed",
        |it| {
            it.write(
                "audit.jsonl",
                &it.export().replacen("00:00:05", "00:00:06", 1),
            );
        },
        VERIFY,
    ),
    (
        "a record taken out",
        |it| change(it, |lines| drop(lines.remove(4))),
        VERIFY,
    ),
    (
        "a record twice",
        |it| change(it, |lines| lines.insert(4, lines[3].clone())),
        VERIFY,
    ),
    (
        "two records the wrong way round",
        |it| change(it, |lines| lines.swap(3, 4)),
        VERIFY,
    ),
    (
        "something behind the end",
        |it| change(it, |lines| lines.push(lines[0].clone())),
        VERIFY,
    ),
    (
        "the first records missing",
        |it| change(it, |lines| drop(lines.drain(..4))),
        VERIFY,
    ),
    (
        "a log that begins earlier",
        unchanged,
        &["verify", "audit.jsonl", "--after", "4"],
    ),
    ("no log named", unchanged, &["verify"]),
    (
        "an end that is none",
        unchanged,
        &["verify", "audit.jsonl", "--head", "9"],
    ),
];

pub const CHECKPOINTS: &[Case] = &[
    (
        "checkpoints without keys",
        unchanged,
        &["verify", "audit.jsonl", "--checkpoint", "c"],
    ),
    (
        "no such checkpoints",
        |it| fs::remove_file(it.path("checkpoints.jws")).unwrap(),
        ANCHORED,
    ),
    (
        "no checkpoint in them",
        |it| it.write("checkpoints.jws", "\n"),
        ANCHORED,
    ),
    (
        "no checkpoints",
        |it| it.write("checkpoints.jws", "Dear auditor\n"),
        ANCHORED,
    ),
    (
        "no such keys",
        |it| fs::remove_file(it.path("keys.json")).unwrap(),
        ANCHORED,
    ),
    (
        "keys in a folder",
        unchanged,
        &[
            "verify",
            "audit.jsonl",
            "--checkpoint",
            "checkpoints.jws",
            "--keys",
            "folder",
        ],
    ),
    ("empty keys", |it| it.write("keys.json", ""), ANCHORED),
    ("no keys", |it| it.write("keys.json", "{}"), ANCHORED),
    (
        "keys without a key",
        |it| it.write("keys.json", r#"{"keys":[]}"#),
        ANCHORED,
    ),
    (
        "signed by somebody else",
        |it| {
            it.write("checkpoints.jws", &it.checkpoint(&key(3), 9));
        },
        ANCHORED,
    ),
    (
        "checkpoints of another log",
        |it| it.write("audit.jsonl", LOG),
        ANCHORED,
    ),
    (
        "a log that was rolled back",
        |it| it.write("audit.jsonl", &Desk::with(6).export()),
        ANCHORED,
    ),
    (
        "a log that was written anew",
        |it| {
            let mut anew = log(9);
            anew.remove(4);
            it.write("audit.jsonl", &export(&relinked(anew)));
        },
        ANCHORED,
    ),
];
