use std::io;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use super::samples::Samples;

/// Runs a command to its end so many times, one after the other; it has to succeed. What has to be
/// done before each run does not count.
pub(super) fn time(
    command: &mut Command,
    runs: usize,
    mut before: impl FnMut() -> io::Result<()>,
) -> io::Result<Samples> {
    let mut took = Vec::with_capacity(runs);
    let all = Instant::now();
    // The first run fills the page cache and does not count.
    for run in 0..=runs {
        before()?;
        let elapsed = once(command)?;
        if run > 0 {
            took.push(elapsed);
        }
    }
    Ok(Samples::new(took, all.elapsed()))
}

/// Runs a command to its end, alone; it has to succeed.
pub(super) fn once(command: &mut Command) -> io::Result<Duration> {
    command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    let begin = Instant::now();
    let status = command.status()?;
    let elapsed = begin.elapsed();
    if status.success() {
        Ok(elapsed)
    } else {
        Err(io::Error::other(format!("{command:?} ended with {status}")))
    }
}

/// Sets and takes away for one command the variables that were set and taken away for another.
pub(super) fn copy_variables(from: &Command, to: &mut Command) {
    for (name, value) in from.get_envs() {
        match value {
            Some(value) => to.env(name, value),
            None => to.env_remove(name),
        };
    }
}
