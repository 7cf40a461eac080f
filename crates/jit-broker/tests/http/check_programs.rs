//! External checks that are programs, and the file that says how checks are reached.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::time::{Duration, Instant};

use jit_broker::checks::read;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::checks::{KEY, stage, submit};
use crate::stage::{DEV, ENGINEER, ask};

/// A program in a folder of its own.
fn program(folder: &Path, script: &str) -> String {
    let path = folder.join("check");
    fs::write(&path, format!("#!/bin/sh\n{script}\n")).unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
    format!("command = [\"{}\", \"--strict\"]\n", path.display())
}

#[tokio::test]
async fn a_program_answers_on_its_standard_output() {
    let folder = TempDir::new().unwrap();
    let heard = folder.path().join("heard");
    let script = format!(
        "cat > {heard}\n[ \"$1\" = --strict ] || exit 9\nenv >> {heard}\n\
         id=$(sed -n 's/.*\"id\":\"\\([^\"]*\\)\".*/\\1/p' {heard} | head -1)\n\
         echo \"{{\\\"id\\\":\\\"$id\\\",\\\"allow\\\":false,\\\"reason\\\":\\\"frozen\\\"}}\"",
        heard = heard.display()
    );
    let (stage, _settings) = stage(&program(folder.path(), &script));
    let mut body = ask(DEV);
    body["reason"] = json!("$(touch /tmp/x); `id`; \"quoted\"");

    let answer = stage.post(ENGINEER, "/v1/requests", &body).await;

    assert_eq!(answer.outcome(), (403, "check_refused"), "{}", answer.json);
    assert_eq!(answer.json["detail"], "frozen");
    let heard = fs::read_to_string(heard).unwrap();
    let question: Value = serde_json::Deserializer::from_str(&heard)
        .into_iter()
        .next()
        .unwrap()
        .unwrap();
    assert_eq!(
        question["reason"], body["reason"],
        "as it is, and by no shell"
    );
    let variables: Vec<_> = heard
        .lines()
        .filter(|line| line.contains("PATH="))
        .collect();
    assert_eq!(variables.len(), 1);
    assert!(!heard.contains("CARGO"), "an empty environment: {heard}");
}

#[tokio::test]
async fn a_program_that_does_not_answer_well_and_in_time_lets_nothing_pass() {
    let folder = TempDir::new().unwrap();
    let yes = r#"id=$(sed 's/.*"id":"\([^"]*\)".*/\1/'); echo "{\"id\":\"$id\",\"allow\":true}""#;
    for script in [
        "sleep 60".to_owned(),
        "exec yes".to_owned(),
        "exit 0".to_owned(),
        "echo garbage".to_owned(),
        format!("{yes}; exit 1"),
        format!("{yes}; kill -9 $$"),
    ] {
        let lines = program(folder.path(), &script) + "timeout_ms = 700\n";
        let (stage, _settings) = stage(&lines);
        let began = Instant::now();
        let answer = submit(&stage).await;
        assert_eq!(answer.outcome(), (503, "check_unavailable"), "{script}");
        assert!(began.elapsed() < Duration::from_secs(10), "{script}");
    }
    let (stage, _settings) = stage(&program(folder.path(), yes));
    assert_eq!(submit(&stage).await.status, 201);
}

/// The children of a program go with it: each holds a lock on a file as long as it lives.
#[tokio::test]
async fn a_program_that_is_late_is_ended_with_its_children() {
    let folder = TempDir::new().unwrap();
    let held = folder.path().join("held");
    let script = format!("exec 9> {}; flock 9; sleep 60 & sleep 60", held.display());
    let lines = program(folder.path(), &script) + "timeout_ms = 1500\n";
    let (stage, _settings) = stage(&lines);

    assert_eq!(submit(&stage).await.outcome(), (503, "check_unavailable"));

    let file = fs::File::open(&held).unwrap();
    let (told, freed) = std::sync::mpsc::channel();
    std::thread::spawn(move || {
        file.lock().unwrap();
        told.send(()).unwrap();
    });
    let freed = freed.recv_timeout(Duration::from_secs(20));
    assert!(freed.is_ok(), "a child has outlived the program");
}

#[test]
fn settings_that_are_none_are_all_named_and_quote_no_secret() {
    let folder = TempDir::new().unwrap();
    fs::write(folder.path().join("key"), KEY).unwrap();
    fs::write(folder.path().join("no-key"), "hunter2").unwrap();
    let problems = |text: &str| {
        let file = folder.path().join("checks.toml");
        fs::write(&file, text).unwrap();
        let shown = format!("{}/", folder.path().display());
        let problems = read(&file).unwrap_err();
        problems.join("\n").replace(&shown, "")
    };
    insta::assert_snapshot!(problems(r#"
[[check]]
name = "both"
url = "https://check.example.com/"
command = ["/bin/true"]
[[check]]
name = "neither"
[[check]]
name = "keyless"
url = "https://check.example.com/"
[[check]]
name = "no-key"
url = "https://check.example.com/"
key_file = "no-key"
[[check]]
name = "slow"
command = ["/bin/true"]
timeout_ms = 60000
[[check]]
name = "relative"
command = ["true"]
[[check]]
name = "slow"
command = ["/bin/true"]
"#), @r"
    checks.toml: check `both`: needs one of `url` and `command`
    checks.toml: check `neither`: needs one of `url` and `command`
    checks.toml: check `keyless`: a service needs `key_file`
    checks.toml: check `no-key`: `key_file`: the file holds one or two lines `whsec_` and base64 of 24 to 64 random bytes
    checks.toml: check `slow`: `timeout_ms` is 100 to 10000
    checks.toml: check `relative`: `command` begins with the absolute path of a program
    checks.toml: two checks are called `slow`
    ");
    for text in [
        "[[check]]\nname = \"plain\"\nurl = \"http://check.example.com/\"\nkey_file = \"key\"\n",
        "[[check]]\nname = \"a\"\ncommand = [\"/bin/true\"]\nshell = true\n",
        "[check]\n",
    ] {
        assert!(problems(text).starts_with("checks.toml:"), "{text}");
    }
}
