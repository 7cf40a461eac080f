//! The SDKs for JavaScript and Java give the helper a pipe as stdin and never close it.

use std::process::Stdio;
use std::time::{Duration, Instant};

use crate::stage::{Stage, TARGET};

#[test]
fn a_stdin_that_never_ends_holds_up_no_answer() {
    let stage = Stage::without_aws();
    let refused = answers_with_stdin_open(&stage);
    stage.open(TARGET, "1h");
    let from_the_broker = answers_with_stdin_open(&stage);
    let kept = answers_with_stdin_open(&stage);

    assert_eq!(refused, Some(3));
    assert_eq!((from_the_broker, kept), (Some(0), Some(0)));
}

/// The status with which the helper ends, while its stdin is open.
fn answers_with_stdin_open(stage: &Stage) -> Option<i32> {
    let mut helper = stage
        .requester
        .command()
        .arg("credential-process")
        .args(TARGET.arguments())
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    // `wait` would close it.
    let stdin = helper.stdin.take();
    let begin = Instant::now();
    let status = loop {
        if let Some(status) = helper.try_wait().unwrap() {
            break status;
        }
        if begin.elapsed() > Duration::from_secs(10) {
            helper.kill().unwrap();
            break helper.wait().unwrap();
        }
        std::thread::sleep(Duration::from_millis(5));
    };
    drop(stdin);
    status.code()
}
