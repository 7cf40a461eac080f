//! What is known on TAB, and since when.

use std::time::{Duration, Instant};

use crate::stage::{ACCOUNTS, Stage};

fn tab(stage: &Stage, words: &[&str]) -> Vec<String> {
    let arguments = [&["__complete", "--"], words].concat();
    let output = stage.real(&arguments).output().unwrap();
    assert!(
        output.status.success() && output.stderr.is_empty(),
        "{output:?}"
    );
    let text = String::from_utf8(output.stdout).unwrap();
    let lines = text
        .lines()
        .map(|line| line.split('\t').next().unwrap().to_owned());
    lines.collect()
}

#[test]
fn names_are_known_once_a_command_has_shown_them_and_until_logout() {
    let stage = Stage::new();
    let accounts = ["request", "--account", ""];
    assert!(tab(&stage, &accounts).is_empty());
    assert!(stage.real(&["targets"]).output().unwrap().status.success());
    let known = tab(&stage, &accounts);
    assert!(
        ACCOUNTS
            .iter()
            .all(|name| known.contains(&(*name).to_owned())),
        "{known:?}"
    );
    let elsewhere = ["request", "--broker", "http://127.0.0.1:1", "--account", ""];
    assert!(
        tab(&stage, &elsewhere).is_empty(),
        "another broker has other names"
    );
    stage.broker.go_away();
    assert_eq!(tab(&stage, &accounts), known, "nobody is asked");
    let _ = stage
        .real(&["logout"])
        .env("JIT_STORE", "file")
        .output()
        .unwrap();
    assert!(tab(&stage, &accounts).is_empty());
}

#[test]
fn brokers_and_settings_are_those_of_the_configuration() {
    let stage = Stage::new();
    let set = [
        "config",
        "set",
        "brokers.lab.url",
        "https://jit.example.org",
    ];
    assert!(stage.real(&set).output().unwrap().status.success());
    assert_eq!(tab(&stage, &["list", "--broker", "l"]), ["lab"]);
    assert_eq!(tab(&stage, &["config", "get", "st"]), ["store"]);
}

/// TAB is pressed without thinking: nobody should notice that a program runs. What a process costs
/// is measured beside it; the build without optimisation gets more.
#[test]
fn an_answer_is_there_at_once() {
    let stage = Stage::with_names();
    let fastest = |mut run: Box<dyn FnMut()>| {
        let times = (0..15).map(|_| {
            let begin = Instant::now();
            run();
            begin.elapsed()
        });
        times.min().unwrap()
    };
    let floor = fastest(Box::new(|| {
        let _ = std::process::Command::new("/bin/true").status().unwrap();
    }));
    let answer = fastest(Box::new(|| drop(tab(&stage, &["show", ""]))));
    let limit = if cfg!(debug_assertions) { 100 } else { 5 };
    let limit = 3 * floor + Duration::from_millis(limit);
    assert!(answer < limit, "{answer:?} where /bin/true takes {floor:?}");
}
