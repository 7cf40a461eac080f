//! What `jit audit session` is given for an export.

use super::{Case, change, cut_off, filter, packed, unchanged};
use crate::audit::LOG;

pub const SESSION: &[Case] = &[
    (
        "no such export",
        unchanged,
        &["session", "engineer", "--from", "other.jsonl"],
    ),
    (
        "a folder",
        unchanged,
        &["session", "engineer", "--from", "folder"],
    ),
    (
        "nothing on stdin",
        unchanged,
        &["session", "engineer", "--from", "-"],
    ),
    ("an empty export", |it| it.write("audit.jsonl", ""), NOBODY),
    (
        "no export",
        |it| it.write("audit.jsonl", "Dear auditor,\nall is well.\n"),
        NOBODY,
    ),
    (
        "a packed export",
        |it| packed(it, "a.gz", LOG),
        &["session", "engineer", "--from", "a.gz"],
    ),
    ("no such session", unchanged, NOBODY),
    ("not in a filtered export", filter, NOBODY),
    ("not in an export that is cut off", cut_off, NOBODY),
    (
        "not where records are missing",
        |it| change(it, |lines| drop(lines.remove(1))),
        NOBODY,
    ),
    (
        "not among lines that are no records",
        |it| {
            change(it, |lines| "x".clone_into(&mut lines[1]));
        },
        NOBODY,
    ),
    (
        "nothing that names a session",
        unchanged,
        &["session", "a b"],
    ),
];

const NOBODY: &[&str] = &["session", "nobody", "--from", "audit.jsonl"];
