//! The command line as people and scripts meet it: how soon it starts, how soon a long list begins and
//! what it takes, how often it asks the broker, and how soon the picker follows a key.

mod exchanges;
mod lists;
mod picker;
mod starts;
mod terminal;

use std::io;
use std::path::Path;
use std::process::Command;

use jit_testkit::fake_broker::FakeBroker;

use super::figures::heading;
use super::helper::at_home;
use super::served_broker::program;
use crate::error::TaskError;

/// Start, long lists, exchanges, and the picker among many targets
#[derive(Debug, clap::Args)]
pub(crate) struct CliArgs {
    /// How often each command that only starts runs, in turn with the others
    #[arg(long, default_value_t = 100, value_parser = clap::value_parser!(u32).range(10..))]
    rounds: u32,
}

pub(crate) fn run(arguments: &CliArgs) -> Result<(), TaskError> {
    heading();
    measure(arguments).map_err(TaskError::Measure)
}

fn measure(arguments: &CliArgs) -> io::Result<()> {
    starts::measure(arguments.rounds)?;
    lists::measure()?;
    exchanges::measure()?;
    picker::measure()
}

/// `jit` of somebody with a token for this broker.
fn jit(broker: &FakeBroker, home: &Path) -> Command {
    let mut jit = at_home(program("jit"), home);
    jit.env("JIT_BROKER", broker.url())
        .env("JIT_TOKEN", "token-of-a-benchmark");
    jit
}

/// A pending request, as brokers tell of it.
fn pending() -> serde_json::Value {
    let json = include_str!("../../../../../tests/cli/data/pending.json");
    serde_json::from_str(json).unwrap_or_default()
}
