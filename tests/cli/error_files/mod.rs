//! Errors of those commands that read what somebody handed over: what is said of each file that is
//! not what it should be, for eyes and in JSON.

mod cloudtrail;
mod session;
mod verify;

use std::fs;
use std::process::Output;

use serde_json::Value;

use cloudtrail::{CALLS, CLOUDTRAIL};
use session::SESSION;
use verify::{ANCHORED, CHECKPOINTS, LOGS};

use crate::audit::cloudtrail::gzip;
use crate::audit::desk::Desk;
use crate::audit::{LOG, inside};
use crate::stage::{stderr, stdout, without_distances};

/// What is wrong, how it comes to be so, and the command line behind `jit audit`.
type Case = (&'static str, fn(&Desk), &'static [&'static str]);

/// A page of those errors; empty for other commands.
pub fn page(command: &str) -> String {
    let cases: Vec<Case> = match command {
        "audit-verify" => [LOGS, CHECKPOINTS].concat(),
        "audit-session" => SESSION.to_vec(),
        "audit-cloudtrail" => CLOUDTRAIL.to_vec(),
        "audit-export" => EXPORT.to_vec(),
        _ => return String::new(),
    };
    let shown: String = cases.iter().map(|case| shown(case, command)).collect();
    format!("# files and flags\n{shown}\n")
}

fn shown((label, spoil, args): &Case, command: &str) -> String {
    let run = |flags: &[&str]| {
        let desk = desk(command);
        spoil(&desk);
        desk.stage.run(&[&["audit"], *args, flags].concat())
    };
    let (plain, json) = (run(&[]), run(&["--json"]));
    assert_eq!(plain.status, json.status, "{label}");
    let status = plain.status.code().unwrap();
    assert_ne!(status, 0, "{label}: {plain:?}");
    assert_eq!(stderr(&json), "", "{label}");
    let text = [stdout(&plain), stderr(&plain)].concat();
    let text = [text, in_json(label, &plain, &json)].concat();
    let text = without_distances(&text);
    let lines = text.lines().map(|line| match line {
        "" => "\n".to_owned(),
        line => format!("  {line}\n"),
    });
    format!("{label}:\n  exit {status}\n{}", lines.collect::<String>())
}

/// What JSON says otherwise, or besides.
fn in_json(label: &str, plain: &Output, json: &Output) -> String {
    let told: Value = serde_json::from_slice(&json.stdout)
        .unwrap_or_else(|err| panic!("{label}: {err} in {json:?}"));
    let Some(message) = told["error"]["message"].as_str() else {
        return format!("in JSON: {told}\n");
    };
    if plain.status.code() == Some(2) {
        return format!("in JSON: {}\n", told["error"]);
    }
    assert_eq!(stdout(plain), "", "{label}");
    let hint = told["error"]["hint"].as_str();
    let hint = hint.unwrap_or_else(|| panic!("{label}: nothing to do about {message}"));
    let same = format!("error: {message}\nhint: {hint}\n");
    assert_eq!(stderr(plain).replace("\ncause: ", ": "), same, "{label}");
    format!(
        "code in JSON: {}\n",
        told["error"]["code"].as_str().unwrap()
    )
}

/// Everything is as it should be: the log of a broker and what a trail says of it, or a log with
/// checkpoints.
fn desk(command: &str) -> Desk {
    let desk = Desk::with(9);
    fs::create_dir(desk.path("folder")).unwrap();
    if command != "audit-verify" {
        desk.write("audit.jsonl", LOG);
        desk.write("trail.json", &inside());
    }
    desk
}

fn packed(desk: &Desk, name: &str, text: &str) {
    fs::write(desk.path(name), gzip(text.as_bytes())).unwrap();
}

/// The log with what it is changed to.
fn change(desk: &Desk, change: impl Fn(&mut Vec<String>)) {
    let log = fs::read_to_string(desk.path("audit.jsonl")).unwrap();
    let mut lines: Vec<String> = log.lines().map(str::to_owned).collect();
    change(&mut lines);
    desk.write("audit.jsonl", &(lines.join("\n") + "\n"));
}

fn unchanged(_: &Desk) {}

fn filter(desk: &Desk) {
    change(desk, |lines| {
        let head = lines.last_mut().unwrap();
        *head = head.replace("head", "filtered_head");
    });
}

fn cut_off(desk: &Desk) {
    change(desk, |lines| drop(lines.pop()));
}

const EXPORT: &[Case] = &[
    ("no broker", unchanged, &["export"]),
    (
        "a format that there is not",
        unchanged,
        &["export", "--format", "xlsx"],
    ),
    (
        "a time that is none",
        unchanged,
        &["export", "--since", "yesterday"],
    ),
    (
        "an event that there is not",
        unchanged,
        &["export", "--type", "approve"],
    ),
    (
        "a file to go on and on",
        unchanged,
        &["export", "--follow", "--out", "a.jsonl"],
    ),
];

#[test]
fn what_the_pages_spoil_is_good_before() {
    for (command, args) in [
        ("audit-verify", ANCHORED),
        (
            "audit-session",
            &["session", "engineer", "--from", "audit.jsonl"],
        ),
        ("audit-cloudtrail", CALLS),
    ] {
        let output = desk(command).stage.run(&[&["audit"], args].concat());
        assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    }
}
