use std::io;
use std::process::Command;
use std::time::{Duration, Instant};

use super::super::process;
use super::super::samples::Samples;

/// A program that runs in turn with others.
#[derive(Debug)]
pub(in crate::bench) struct Runner {
    command: Command,
    every: u32,
    took: Vec<Duration>,
}

impl Runner {
    /// A program that takes part in every so many rounds.
    pub(in crate::bench) fn new(command: Command, every: u32) -> Self {
        Self {
            command,
            every,
            took: Vec::new(),
        }
    }
}

/// Runs programs in turn, so that whatever else the machine does meets all of them alike; each round
/// begins with another one. The times are in the order of the programs.
pub(in crate::bench) fn run(mut runners: Vec<Runner>, rounds: u32) -> io::Result<Vec<Samples>> {
    // The first run fills the page cache and does not count.
    for runner in &mut runners {
        process::once(&mut runner.command)?;
    }
    let begin = Instant::now();
    for round in 0..rounds {
        for runner in &mut runners {
            if round % runner.every == 0 {
                runner.took.push(process::once(&mut runner.command)?);
            }
        }
        runners.rotate_left(1);
    }
    let count = runners.len().max(1);
    let turned = usize::try_from(rounds).unwrap_or_default() % count;
    runners.rotate_right(turned);
    let wall = begin.elapsed();
    let samples = runners.into_iter().map(|it| Samples::new(it.took, wall));
    Ok(samples.collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_time_is_of_its_program_whatever_the_rounds() {
        let sleep = || {
            let mut sleep = Command::new("sleep");
            sleep.arg("0.1");
            sleep
        };
        for rounds in 1..=3 {
            let quick = Runner::new(Command::new("true"), 1);
            let slow = Runner::new(sleep(), 2);
            let [quick, slow] = run(vec![quick, slow], rounds).unwrap().try_into().unwrap();
            let asleep = Duration::from_millis(100);
            assert!(slow.percentile(0) >= asleep && quick.percentile(0) < asleep);
        }
    }

    #[test]
    fn a_program_that_fails_is_not_timed() {
        assert!(run(vec![Runner::new(Command::new("false"), 1)], 1).is_err());
    }
}
