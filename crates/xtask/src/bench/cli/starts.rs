use std::io;
use std::process::Command;
use std::time::Duration;

use super::super::figures::{line, millis, shortest_and_median};
use super::super::helper::race::{self, Runner};
use super::super::served_broker::program;

/// What a start may take besides three processes that do nothing.
const BESIDES: Duration = Duration::from_millis(2);

/// Commands that ask nobody, beside a process that does nothing; all in turn.
pub(super) fn measure(rounds: u32) -> io::Result<()> {
    let commands = [&["--help"][..], &["--version"], &["completions", "bash"]];
    let mut runners = vec![Runner::new(Command::new("/bin/true"), 1)];
    for arguments in commands {
        let mut jit = Command::new(program("jit"));
        jit.args(arguments);
        runners.push(Runner::new(jit, 1));
    }
    let samples = race::run(runners, rounds)?;
    let [nothing, starts @ ..] = samples.as_slice() else {
        return Err(io::ErrorKind::InvalidData.into());
    };
    line("floor: /bin/true", &shortest_and_median(nothing), "");
    let bound = nothing.percentile(50) * 3 + BESIDES;
    for (arguments, samples) in commands.iter().zip(starts) {
        let name = format!("jit {}", arguments.join(" "));
        line(&name, &shortest_and_median(samples), "");
        let ratio = samples.percentile(50).as_secs_f64() / bound.as_secs_f64();
        let reach = format!("≤ 1 (of 3 × /bin/true + 2 ms = {})", millis(bound));
        line("  ÷ bound", &format!("median {ratio:>10.2}"), &reach);
    }
    Ok(())
}
