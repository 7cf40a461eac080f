//! What `jit audit cloudtrail` is given for a trail, and for an export.

use std::fs;

use super::{Case, cut_off, filter, packed, unchanged};
use crate::audit::cloudtrail::gzip;
use crate::audit::{LOG, TRAIL, inside};

pub const CALLS: &[&str] = &["cloudtrail", "trail.json", "--from", "audit.jsonl"];

pub const CLOUDTRAIL: &[Case] = &[
    (
        "no such file",
        unchanged,
        &["cloudtrail", "x", "--from", "audit.jsonl"],
    ),
    (
        "nothing in the folder",
        unchanged,
        &["cloudtrail", "folder", "--from", "audit.jsonl"],
    ),
    ("an empty file", |it| it.write("trail.json", ""), CALLS),
    (
        "no trail",
        |it| it.write("trail.json", "Dear auditor,\nall is well.\n"),
        CALLS,
    ),
    (
        "the log for the trail",
        |it| it.write("trail.json", LOG),
        CALLS,
    ),
    (
        "a trail that is cut off",
        |it| it.write("trail.json", inside().get(..900).unwrap()),
        CALLS,
    ),
    (
        "a packed trail that is cut off",
        |it| {
            fs::write(it.path("trail.json"), &gzip(inside().as_bytes())[..200]).unwrap();
        },
        CALLS,
    ),
    (
        "a broken trail",
        |it| fs::write(it.path("trail.json"), b"\x1f\x8b no gzip").unwrap(),
        CALLS,
    ),
    (
        "a trail that swells",
        |it| packed(it, "trail.json", &" ".repeat(32 << 20)),
        CALLS,
    ),
    (
        "a call outside of its window",
        |it| it.write("trail.json", TRAIL),
        CALLS,
    ),
    (
        "no such export",
        unchanged,
        &["cloudtrail", "trail.json", "--from", "x"],
    ),
    (
        "a folder for an export",
        unchanged,
        &["cloudtrail", "trail.json", "--from", "folder"],
    ),
    ("an empty export", |it| it.write("audit.jsonl", ""), CALLS),
    (
        "the trail for the export",
        |it| it.write("audit.jsonl", &inside()),
        CALLS,
    ),
    ("a filtered export", filter, CALLS),
    ("an export that is cut off", cut_off, CALLS),
    (
        "all of that",
        |it| {
            it.write("trail.json", &TRAIL.replace("]}", "").replace("]\n}", ""));
            cut_off(it);
        },
        CALLS,
    ),
    ("no file named", unchanged, &["cloudtrail"]),
];
