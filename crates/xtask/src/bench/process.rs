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
    command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    let mut took = Vec::with_capacity(runs);
    let all = Instant::now();
    // The first run fills the page cache and does not count.
    for run in 0..=runs {
        before()?;
        let begin = Instant::now();
        let status = command.status()?;
        let elapsed: Duration = begin.elapsed();
        if !status.success() {
            return Err(io::Error::other(format!("{command:?} ended with {status}")));
        }
        if run > 0 {
            took.push(elapsed);
        }
    }
    Ok(Samples::new(took, all.elapsed()))
}
