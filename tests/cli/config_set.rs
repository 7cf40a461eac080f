//! `jit config set`: the person's own file, and nothing else of it.

use std::fs;
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::path::PathBuf;

use insta::assert_snapshot;

use crate::stage::{Stage, stderr, stdout};

const FILE: &str = "\
# Mine.
store = \"file\"   # no keyring here

[brokers.company]
url = \"https://jit.example.com\"
";

fn stage() -> Stage {
    Stage::new().without("JIT_BROKER").without("JIT_TOKEN")
}

fn with_file(stage: &Stage) -> PathBuf {
    let folder = stage.home().join(".config/jit");
    fs::create_dir_all(&folder).unwrap();
    let path = folder.join("config.toml");
    fs::write(&path, FILE).unwrap();
    path
}

fn set(stage: &Stage, words: &[&str]) -> String {
    let told = stage.jit(&[&["config", "set"][..], words].concat());
    told.replace(stage.home().to_str().unwrap(), "HOME")
}

#[test]
fn two_commands_are_all_that_a_new_person_needs() {
    let stage = stage();
    let told = [
        set(&stage, &["default_broker", "company"]),
        set(&stage, &["brokers.company.url", "https://jit.example.com/"]),
        set(&stage, &["brokers.company.url", "https://jit.example.com"]),
        stage.jit(&["config", "get", "broker"]),
    ];
    assert_snapshot!(told.join("\n"));
    let path = stage.home().join(".config/jit/config.toml");
    assert_eq!(
        fs::metadata(&path).unwrap().permissions().mode() & 0o777,
        0o600
    );
}

#[test]
fn comments_order_mode_and_link_stay() {
    let stage = stage();
    let path = with_file(&stage);
    let real = stage.home().join("dotfiles.toml");
    fs::rename(&path, &real).unwrap();
    fs::set_permissions(&real, fs::Permissions::from_mode(0o640)).unwrap();
    symlink(&real, &path).unwrap();
    let output = stage.run(&["config", "set", "store", "keyring"]);
    assert!(output.status.success(), "{}", stderr(&output));
    let after = fs::read_to_string(&real).unwrap();
    assert_eq!(after, FILE.replace("\"file\"", "\"keyring\""));
    assert_eq!(
        fs::metadata(&real).unwrap().permissions().mode() & 0o777,
        0o640
    );
    assert!(fs::symlink_metadata(&path).unwrap().is_symlink());
}

#[test]
fn a_setting_that_is_taken_out_has_its_default_again() {
    let stage = stage();
    let path = with_file(&stage);
    assert_snapshot!(set(&stage, &["store", "--unset"]));
    assert!(!fs::read_to_string(&path).unwrap().contains("store"));
    let again = set(&stage, &["store", "--unset"]);
    assert!(again.contains("`store` is not set in HOME"), "{again}");
}

#[test]
fn what_wins_over_the_file_is_told() {
    let stage = stage().with("JIT_STORE", "keyring");
    with_file(&stage);
    assert_snapshot!(set(&stage, &["store", "auto"]));
    let told = set(
        &stage,
        &["default_broker", "company", "--broker", "https://x.example"],
    );
    assert!(told.contains("But --broker wins over the file"), "{told}");
    let json = stage.run(&["config", "set", "store", "file", "--json"]);
    let json: serde_json::Value = serde_json::from_str(&stdout(&json)).unwrap();
    assert_eq!(json["key"], "store");
    assert_eq!(json["changed"], true);
    assert_eq!(json["value"], "keyring");
    assert_eq!(json["source"], "JIT_STORE");
}

#[test]
fn what_cannot_be_set_changes_nothing_and_names_what_can() {
    let stage = stage();
    let path = with_file(&stage);
    for (words, exit, said) in [
        (&["stor", "file"][..], 2, "the nearest is `store`"),
        (
            &["broker", "https://jit.example.com"],
            2,
            "hint: jit config set brokers.default.url https://jit.example.com\n",
        ),
        (
            &["default_broker", "https://jit.example.com"],
            2,
            "hint: jit config set brokers.default.url https://jit.example.com\n",
        ),
        (&["broker", "company"], 2, "the nearest is `default_broker`"),
        (
            &["store", "keychain"],
            2,
            "a store is `auto`, `keyring` or `file`",
        ),
        (&["brokers.lab.url", "http://jit.example.org"], 2, "VALUE: "),
        (&["ca_file", "ca.pem"], 2, "is not an absolute path"),
        (&["token", "hunter2"], 2, "`token` is never kept"),
        (&["store"], 2, "<VALUE>"),
        (&["store", "file", "--unset"], 2, "cannot be used with"),
    ] {
        let output = stage.run(&[&["config", "set"][..], words].concat());
        let told = stderr(&output);
        assert_eq!(output.status.code(), Some(exit), "{words:?}: {told}");
        assert!(told.contains(said), "{words:?}: {told}");
        assert!(!told.contains("hunter2"), "{told}");
        assert_eq!(fs::read_to_string(&path).unwrap(), FILE, "{words:?}");
    }
}

#[test]
fn a_file_that_does_not_load_can_be_put_right() {
    let stage = stage();
    let path = with_file(&stage);
    fs::write(&path, FILE.replace("\"file\"", "\"keychain\"")).unwrap();
    assert_eq!(stage.run(&["config", "list"]).status.code(), Some(2));
    assert!(
        stage
            .run(&["config", "set", "store", "auto"])
            .status
            .success()
    );
    assert!(stage.run(&["config", "list"]).status.success());
    fs::write(&path, FILE.replace("store", "stor")).unwrap();
    let output = stage.run(&["config", "set", "store", "auto"]);
    assert!(
        stderr(&output).contains("config.toml:2: unknown field `stor`"),
        "{}",
        stderr(&output)
    );
}
