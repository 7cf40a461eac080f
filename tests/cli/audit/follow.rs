use std::io::{BufRead as _, BufReader, Read as _};
use std::process::Stdio;

use rustix::process::{Pid, Signal, kill_process};

use super::{answer, records};
use crate::fake_broker::{Answer, Call};
use crate::stage::Stage;

/// Whatever is asked for behind which record: there is always one more, until the log is over; then
/// nothing comes.
fn next(call: &Call) -> Answer {
    let (lines, head) = records();
    let after = call.line.split("after=").nth(1).unwrap_or("0");
    let after: usize = after.split(['&', ' ']).next().unwrap().parse().unwrap();
    match lines.get(after) {
        Some(line) => {
            let hash: serde_json::Value = serde_json::from_str(line).unwrap();
            let (sequence, hash) = (&hash["sequence"], &hash["hash"]);
            let head = format!(r#"{{"head":{{"sequence":{sequence},"hash":{hash}}}}}"#);
            answer(&[line, &head])
        }
        None => answer(&[head]).after(std::time::Duration::from_mins(1)),
    }
}

#[test]
fn a_follower_gets_records_as_they_come_and_says_where_it_was() {
    let stage = Stage::new();
    stage.broker.by("GET /v1/audit", next);
    let mut command = stage.command(&["audit", "export", "--follow", "--after", "1"]);
    let command = command.stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let mut stdout = BufReader::new(child.stdout.take().unwrap());

    let (lines, _) = records();
    for expected in &lines[1..] {
        let mut line = String::new();
        stdout.read_line(&mut line).unwrap();
        assert_eq!(line.trim_end(), *expected);
    }
    kill_process(Pid::from_child(&child), Signal::INT).unwrap();

    assert_eq!(child.wait().unwrap().code(), Some(130));
    let (mut rest, mut stderr) = (String::new(), String::new());
    stdout.read_to_string(&mut rest).unwrap();
    child.stderr.unwrap().read_to_string(&mut stderr).unwrap();
    assert_eq!(rest, "", "no line of an end: it goes on");
    assert_eq!(
        stderr,
        "error: interrupted behind record 5\nhint: go on with `--after 5`\n"
    );
    assert!(stage.broker.lines()[0].contains("wait_seconds=50"));
}

#[test]
fn a_reader_that_has_enough_ends_it() {
    let stage = Stage::new();
    stage.broker.by("GET /v1/audit", next);
    let mut command = stage.command(&["audit", "export", "--follow"]);
    let command = command.stdout(Stdio::piped()).stderr(Stdio::null());
    let mut child = command.spawn().unwrap();
    drop(child.stdout.take());
    assert_eq!(child.wait().unwrap().code(), Some(0));
}
