//! A profile that has the person sign in: at a terminal, once for many programs.

use std::time::{Duration, Instant};

use jit_testkit::{Jit, Service};

use crate::sign_in::{LONG, Stage, enter_code, sign_in_by_device_code, sign_in_by_pkce, stage};

const TARGET: [&str; 4] = [
    "--account",
    "payments-prod",
    "--permission-set",
    "PowerUser",
];

/// A person with an open window who is not signed in any more.
async fn signed_out(stage: &Stage) -> Jit {
    let person = Jit::at(&stage.broker.url);
    let lead = Jit::at(&stage.broker.url);
    sign_in_by_pkce(&person, "engineer").await;
    sign_in_by_device_code(&lead, "lead").await;
    let ask = ["--duration", "30m", "--reason", "INC-4711: stuck queue"];
    let request = person.json(&[&["request"], &TARGET[..], &ask].concat());
    let yes = lead.run(&["approve", request["id"].as_str().unwrap(), "--yes"]);
    assert_eq!(yes.status, Some(0), "{yes}");
    let out = person.run(&["logout"]);
    assert_eq!(out.status, Some(0), "{out}");
    person
}

/// The helper with a terminal of its own, as below a shell; `script` shows what comes there.
fn at_a_terminal(person: &Jit, auto_login: &str) -> Service {
    let helper = format!(
        "{} credential-process {} {auto_login}",
        jit_testkit::program("jit").display(),
        TARGET.join(" ")
    );
    let mut command = person.command_of(&"script".into());
    // Over SSH there is no browser to open, wherever this runs.
    command.env("SSH_CONNECTION", "192.0.2.1 1 192.0.2.2 22");
    command.args(["-qec", &helper, "/dev/null"]);
    Service::start("script", &mut command)
}

#[tokio::test(flavor = "multi_thread")]
async fn of_many_programs_one_has_the_person_sign_in_and_all_go_on() {
    let stage = stage(LONG);
    let person = signed_out(&stage).await;

    let first = at_a_terminal(&person, "--auto-login=60s");
    // It prints the prompt before anybody else can begin.
    let asked = tokio::task::spawn_blocking(move || {
        let page = first.wait_for("enter the code");
        (first, page)
    });
    let (first, _) = asked.await.unwrap();
    let second = at_a_terminal(&person, "--auto-login=60s");
    enter_code(&first, "engineer").await;

    for mut one in [first, second] {
        let said = tokio::task::spawn_blocking(move || {
            let line = one.wait_for("\"Version\":1");
            (one.wait(), line)
        });
        let (status, line) = said.await.unwrap();
        assert_eq!(status, Some(0));
        assert!(line.contains("\"AccountId\":\"111122223333\""), "{line}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_does_not_want_to_wait_is_told_and_not_asked_again_at_once() {
    let stage = stage(LONG);
    let person = signed_out(&stage).await;
    let begin = Instant::now();
    let mut first = at_a_terminal(&person, "--auto-login");
    let _ = first.wait_for("enter the code");
    let line = first.wait_for("jit: not_signed_in:");
    assert!(line.contains("the sign-in goes on"), "{line}");
    assert_eq!(first.wait(), Some(6));
    assert!(begin.elapsed() < Duration::from_secs(10));
    drop(first);

    // Whoever closed the terminal, and the sign-in with it, does not get the next one at once.
    let mut second = at_a_terminal(&person, "--auto-login");
    let line = second.wait_for("jit: not_signed_in:");
    assert!(!second.rest().contains("enter the code"));
    assert!(
        line.contains("you were asked to sign in a moment ago") || line.contains("goes on"),
        "{line}"
    );
    assert_eq!(second.wait(), Some(6));
}

#[tokio::test(flavor = "multi_thread")]
async fn where_nobody_can_be_asked_nobody_is() {
    let stage = stage(LONG);
    let person = signed_out(&stage).await;
    // Without a terminal, as below a daemon.
    let mut command = person.command_of(&"setsid".into());
    command.env("SSH_CONNECTION", "192.0.2.1 1 192.0.2.2 22");
    command.args(["--wait", jit_testkit::program("jit").to_str().unwrap()]);
    command
        .arg("credential-process")
        .args(TARGET)
        .arg("--auto-login=60s");
    let begin = Instant::now();
    let output = command.output().unwrap();
    assert_eq!(output.status.code(), Some(6));
    let line = String::from_utf8(output.stderr).unwrap();
    assert!(line.contains("neither a desktop nor a terminal"), "{line}");
    assert_eq!(line.lines().count(), 1);
    assert!(begin.elapsed() < Duration::from_secs(10));
}
