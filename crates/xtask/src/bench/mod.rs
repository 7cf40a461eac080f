//! Measurements that anyone can repeat. Every figure is printed beside a floor of the same run:
//! what this disk and this processor can do at best.

mod audit;
mod broker;
mod cli;
mod exchanges;
mod figures;
mod floor;
mod helper;
mod load;
mod memory;
mod notify;
mod notify_receiver;
mod notify_requests;
mod policy;
mod policy_bundle;
mod process;
mod samples;
mod served_broker;
mod stage;

use std::env;
use std::process::Command;

use clap::{Args, Subcommand};

use crate::cargo::{self, cargo};
use crate::error::TaskError;
use crate::tools;

/// Measure
#[derive(Debug, Args)]
pub(crate) struct BenchArgs {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Export and verification of an audit log: records per second, and memory
    Audit(audit::AuditArgs),
    /// Submits, vends and reads per second, memory, and the start of the command line
    Broker(broker::BrokerArgs),
    /// Start, long lists, exchanges, and the picker among many targets, of the command line
    Cli(cli::CliArgs),
    /// Warm and cold answers of the credential helper, many at once, and the end of a window
    Helper(helper::HelperArgs),
    /// Load, submit and vend decisions, and everything a person may request, at three sizes
    Policy(policy::PolicyArgs),
    /// How fast notices reach a webhook, alone and beside a dead one, and what a notice costs
    Notify(notify::NotifyArgs),
}

pub(crate) fn run(arguments: &BenchArgs) -> Result<(), TaskError> {
    match arguments.what {
        What::Cli(_) => shipped(&["--bin", "jit"])?,
        What::Helper(_) => {
            // Nothing of this program runs while something is timed: it need not be fast itself.
            shipped(&["--bin", "jit", "--bin", "jit-broker"])?;
            tools::install()?;
        }
        // The load shares the machine with what is measured: it has to be as fast as it can.
        What::Audit(_) | What::Broker(_) if cfg!(debug_assertions) => {
            return in_release(&["--workspace", "--bins"]);
        }
        What::Policy(_) if cfg!(debug_assertions) => {
            return in_release(&["--package", "xtask"]);
        }
        // It waits for the disk and for the network: any build shows whether it is fast enough.
        What::Audit(_) | What::Broker(_) | What::Policy(_) | What::Notify(_) => {}
    }
    match &arguments.what {
        What::Audit(arguments) => audit::run(arguments),
        What::Broker(arguments) => broker::run(arguments),
        What::Cli(arguments) => cli::run(arguments),
        What::Helper(arguments) => helper::run(arguments),
        What::Policy(arguments) => policy::run(arguments),
        What::Notify(arguments) => notify::run(arguments),
    }
}

/// Builds programs as people install them: without what this program alone needs of their crates.
fn shipped(programs: &[&str]) -> Result<(), TaskError> {
    let build = ["build", "--release", "--workspace", "--exclude", "xtask"];
    cargo(&[&build, programs].concat())
}

/// Builds what is measured, and this program, with all optimisations, and runs it like that.
fn in_release(what: &[&str]) -> Result<(), TaskError> {
    cargo(&[&["build", "--release"], what].concat())?;
    let mut release = Command::new(served_broker::program("xtask"));
    cargo::run(
        release.args(env::args_os().skip(1)),
        "`cargo build --release`",
    )
}
