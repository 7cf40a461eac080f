//! What the helper prints: one object, and nothing beside it.

use std::fs;

use jit_testkit::Outcome;
use serde_json::Value;

use crate::stage::{Stage, TARGET};

/// Settings and flags that make programs talk.
const TALKATIVE: [(&str, &str, &[&str]); 5] = [
    ("RUST_LOG", "trace", &[]),
    ("RUST_BACKTRACE", "full", &[]),
    ("RUST_LOG", "debug", &["--verbose"]),
    ("CLICOLOR_FORCE", "1", &["--color", "always"]),
    ("TERM", "xterm", &["--json"]),
];

#[test]
fn stdout_is_one_object_and_stderr_is_empty_however_talkative_it_is_made() {
    let stage = Stage::without_aws();
    stage.open(TARGET, "1h");
    for (variable, value, flags) in TALKATIVE {
        let cache = stage.requester.home().join(".cache");
        if cache.exists() {
            fs::remove_dir_all(cache).unwrap();
        }

        let [from_the_broker, kept] = [0, 1].map(|_| {
            let mut command = stage.requester.command();
            command.env(variable, value).arg("credential-process");
            command.args(TARGET.arguments()).args(flags);
            Outcome::of(&command.output().unwrap())
        });

        for outcome in [from_the_broker, kept] {
            assert_eq!(outcome.status, Some(0), "{variable}: {outcome}");
            assert_eq!(outcome.stderr, "", "{variable}");
            let (object, rest) = outcome.stdout.split_once('\n').unwrap();
            assert_eq!(rest, "", "{variable}: one line");
            let object: Value = serde_json::from_str(object).unwrap();
            let names: Vec<_> = object.as_object().unwrap().keys().collect();
            let wanted = [
                "Version",
                "AccessKeyId",
                "SecretAccessKey",
                "SessionToken",
                "Expiration",
                "AccountId",
            ];
            assert_eq!(names, wanted, "{variable}");
        }
    }
}
