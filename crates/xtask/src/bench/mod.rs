//! Measurements that anyone can repeat. Every figure is printed beside a floor of the same run:
//! what this disk and this processor can do at best.

mod broker;
mod figures;
mod floor;
mod load;
mod memory;
mod policy;
mod policy_bundle;
mod process;
mod samples;
mod stage;

use std::env;
use std::process::Command;

use clap::{Args, Subcommand};

use crate::cargo::{self, cargo};
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
    /// Load, submit and vend decisions, and everything a person may request, at three sizes
    Policy(policy::PolicyArgs),
}

pub(crate) fn run(arguments: &BenchArgs) -> Result<(), TaskError> {
    if cfg!(debug_assertions) {
        match arguments.what {
            What::Broker(_) => cargo(&["build", "--release", "--workspace", "--bins"])?,
            What::Policy(_) => cargo(&["build", "--release", "--package", "xtask"])?,
        }
        // The load shares the machine with what is measured: it has to be as fast as it can.
        let mut release = Command::new(stage::program("xtask"));
        return cargo::run(
            release.args(env::args_os().skip(1)),
            "`cargo build --release`",
        );
    }
    match &arguments.what {
        What::Broker(arguments) => broker::run(arguments),
        What::Policy(arguments) => policy::run(arguments),
    }
}
