//! Measurements that anyone can repeat. Every figure is printed beside a floor of the same run:
//! what this disk and this processor can do at best.

mod broker;
mod figures;
mod floor;
mod load;
mod memory;
mod process;
mod samples;
mod stage;

use clap::{Args, Subcommand};

use crate::error::TaskError;

/// Measure
#[derive(Debug, Args)]
pub(crate) struct BenchArgs {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Submits, vends and reads per second, memory, and the start of the command line
    Broker(broker::BrokerArgs),
}

pub(crate) fn run(arguments: &BenchArgs) -> Result<(), TaskError> {
    match &arguments.what {
        What::Broker(arguments) => broker::run(arguments),
    }
}
