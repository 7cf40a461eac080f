//! The guided tour of the README runs to its end by itself.

use std::process::Command;

use jit_testkit::Outcome;

#[test]
fn the_quickstart_plays_the_whole_life_of_a_request() {
    let output = Command::new(env!("CARGO"))
        .args(["run", "--quiet", "--example", "quickstart"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap();

    let outcome = Outcome::of(&output);

    assert_eq!(outcome.status, Some(0), "{outcome}");
    for shown in [
        "you cannot decide your own request",
        "\"Version\":1",
        "sourceIdentity",
        "revoked",
        "by policy, at once",
        "level 1 is open",
        "fails now: the tags Data = Personal, Environment = Production",
        "two approval policies apply alike",
    ] {
        assert!(outcome.stdout.contains(shown), "`{shown}`: {outcome}");
    }
}
