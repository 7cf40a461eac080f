use std::io;
use std::process::Command;
use std::time::Instant;

use jit_testkit::Certificate;

use super::super::figures::{line, shortest_and_median};
use super::super::process;
use super::super::samples::Samples;
use super::super::served_broker::Setup;
use super::super::stage::Stage;
use super::proxy::Proxy;

/// How often.
const RUNS: usize = 100;
/// How often through the proxy, which only counts.
const COUNTED: usize = 10;

/// Answers with nothing kept: what they take over TLS beyond the broker's own time, and how often
/// they go to the network.
pub(super) fn measure() -> io::Result<()> {
    let folder = tempfile::tempdir()?;
    let certificate = Certificate::make(folder.path());
    let stage = Stage::set(Setup {
        tls: Some(&certificate),
        recheck_seconds: Some(60),
    })?;
    let mut helper = stage.credential_process(&certificate)?;
    let [all, beyond] = times(&stage, &mut helper)?;
    line("cold answer over TLS", &shortest_and_median(&all), "");
    line(
        "  beyond the broker's own time",
        &shortest_and_median(&beyond),
        "≤ 15 ms",
    );

    let proxy = Proxy::start(stage.broker.address)?;
    helper.env("JIT_BROKER", format!("https://{}", proxy.address));
    let before = stage.broker.exchanges()?;
    for _ in 0..COUNTED {
        stage.forget_sessions()?;
        process::once(&mut helper)?;
    }
    let exchanges = stage.broker.exchanges()?.since(before).all;
    let connections = proxy.connections();
    let told = format!("{exchanges:>8} exchanges, {connections} connections");
    line(
        &format!("  network of {COUNTED} cold answers"),
        &told,
        "10, 10",
    );
    Ok(())
}

/// All the time of each run, and what is left of it without the broker's.
fn times(stage: &Stage, helper: &mut Command) -> io::Result<[Samples; 2]> {
    let (mut all, mut beyond) = (Vec::new(), Vec::new());
    let begin = Instant::now();
    for _ in 0..RUNS {
        stage.forget_sessions()?;
        let before = stage.broker.exchanges()?;
        let took = process::once(helper)?;
        let exchanges = stage.broker.exchanges()?.since(before);
        if exchanges.vends != 1 {
            return Err(io::Error::other("a run did not ask the broker once"));
        }
        all.push(took);
        beyond.push(took.saturating_sub(exchanges.vending));
    }
    let wall = begin.elapsed();
    Ok([all, beyond].map(|took| Samples::new(took, wall)))
}
