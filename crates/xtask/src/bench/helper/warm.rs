use std::fs;
use std::io;
use std::path::Path;

use super::super::figures::{line, shortest_and_median};
use super::super::samples::Samples;
use super::race::{self, Runner};
use super::signed_in::{SignedIn, succeeded};
use super::{at_home, peers};

/// How often each of the slow programs runs.
const SLOW_ROUNDS: u32 = 15;

/// Answers from a session that is kept, beside `cat` of the same bytes, a process that does nothing,
/// and other helpers that answer from what they keep; all in turn.
pub(super) fn measure(stage: &SignedIn, peers: &Path, rounds: u32) -> io::Result<()> {
    let answer = succeeded(stage.credential_process().output()?)?;
    let home = stage.home.path();
    let json = home.join("answer.json");
    fs::write(&json, &answer)?;
    let peers = peers::set_up(peers, home, &answer)?;
    let before = stage.broker.exchanges()?;

    let mut cat = at_home("cat", home);
    cat.arg(&json);
    let mut runners = vec![
        Runner::new(cat, 1),
        Runner::new(at_home("true", home), 1),
        Runner::new(stage.credential_process(), 1),
    ];
    let mut names = Vec::new();
    let every = (rounds / SLOW_ROUNDS).max(1);
    for peer in peers {
        match peer.command {
            Ok(command) => {
                names.push(peer.name);
                runners.push(Runner::new(command, every));
            }
            Err(why) => line(peer.name, &why, ""),
        }
    }
    let samples = race::run(runners, rounds)?;

    if stage.broker.exchanges()?.since(before).all > 0 {
        return Err(io::Error::other("the broker was asked meanwhile"));
    }
    if succeeded(stage.credential_process().output()?)? != answer {
        return Err(io::Error::other("the answer is not what `cat` prints"));
    }
    let [cat, nothing, jit, peers @ ..] = samples.as_slice() else {
        return Err(io::ErrorKind::InvalidData.into());
    };
    line(
        "floor: a process that does nothing",
        &shortest_and_median(nothing),
        "",
    );
    line("floor: cat of the same JSON", &shortest_and_median(cat), "");
    line("warm answer", &shortest_and_median(jit), "");
    line("  ÷ cat", &ratio(jit, cat), "≤ 1.5");
    for (name, samples) in names.iter().zip(peers) {
        line(&format!("{name}, warm"), &shortest_and_median(samples), "");
        line("  ÷ cat", &ratio(samples, cat), "");
    }
    Ok(())
}

fn ratio(samples: &Samples, floor: &Samples) -> String {
    let of = |percent| {
        let floor = floor.percentile(percent).as_secs_f64();
        samples.percentile(percent).as_secs_f64() / floor
    };
    format!("min {:>10.2}   median {:>10.2}", of(0), of(50))
}
