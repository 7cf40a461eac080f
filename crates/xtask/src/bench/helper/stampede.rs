use std::fs;
use std::io;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use super::super::figures::line;
use super::signed_in::{ACCESS_TOKEN_SECONDS, SignedIn, succeeded};

/// How many processes, as Terraform or a loop in a shell starts them.
const PROCESSES: usize = 200;

/// Many processes at once, with nothing kept and an access token that has expired.
pub(super) fn measure(stage: &SignedIn) -> io::Result<()> {
    fs::remove_dir_all(stage.cache())?;
    // Nobody has renewed it since the window was asked for.
    thread::sleep(Duration::from_secs(u64::from(ACCESS_TOKEN_SECONDS) + 1));
    let _ = stage.issuer.grants();
    let vended = stage.broker.sts.count();
    let before = stage.broker.exchanges()?;

    let begin = Instant::now();
    let started = (0..PROCESSES).map(|_| start(&mut stage.credential_process()));
    let started: Vec<Child> = started.collect::<io::Result<_>>()?;
    let ended = started.into_iter().map(Child::wait_with_output);
    let ended: Vec<_> = ended.collect::<io::Result<_>>()?;
    let took = begin.elapsed();

    let answers = ended.into_iter().map(succeeded);
    let answers: Vec<_> = answers.collect::<io::Result<_>>()?;
    let first = answers.first().ok_or(io::ErrorKind::InvalidData)?;
    let right = answers.iter().filter(|it| *it == first && is_whole(it));
    let right = right.count();
    let grants = stage.issuer.grants();
    let renewals = grants.iter().filter(|it| *it == "refresh_token").count();
    let calls = stage.broker.exchanges()?.since(before).vends;
    let vended = stage.broker.sts.count() - vended;

    let what = format!("{PROCESSES} processes at once, nothing kept: all in");
    line(&what, &format!("{:>8.2} s", took.as_secs_f64()), "≤ 5 s");
    line("  right answers", &format!("{right:>8}"), "200");
    line("  renewals of the token", &format!("{renewals:>8}"), "1");
    line("  questions to the broker", &format!("{calls:>8}"), "1");
    line("  sessions opened", &format!("{vended:>8}"), "1");
    Ok(())
}

fn start(command: &mut Command) -> io::Result<Child> {
    command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
}

fn is_whole(answer: &[u8]) -> bool {
    let answer = serde_json::from_slice::<serde_json::Value>(answer);
    answer.is_ok_and(|it| {
        it.get("AccessKeyId")
            .is_some_and(serde_json::Value::is_string)
    })
}
