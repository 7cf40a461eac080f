//! The command line of `jit-broker`: one file per subcommand.

use std::process::ExitCode;

use clap::{CommandFactory, Parser, Subcommand};

mod audit;
mod catalog;
mod dev;
mod dev_token;
mod duration;
mod moment;
mod notify;
mod output;
mod past_events;
mod policy;
mod report;
mod serve;
mod stop;

/// Check who asks, decide, record everything, and call `sts:AssumeRole`
#[derive(Debug, Parser)]
#[command(
    name = "jit-broker",
    version,
    propagate_version = true,
    max_term_width = 100,
    after_help = "\
Examples:
  jit-broker dev                                    # try everything out, on this machine alone
  jit-broker policy check policy --strict
  jit-broker serve --config broker.toml --check     # every problem at once
  jit-broker serve --config broker.toml"
)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

// A subcommand is one variant here, one line in `run`, and one file beside this one.
#[derive(Debug, Subcommand)]
enum Command {
    Serve(serve::ServeArgs),
    Dev(dev::DevArgs),
    DevToken(dev_token::DevTokenArgs),
    Policy(policy::PolicyArgs),
    Catalog(catalog::CatalogArgs),
    Audit(audit::AuditArgs),
    Report(report::ReportArgs),
    Notify(notify::NotifyArgs),
}

/// Runs the command of the process's arguments. 0 is success, 1 a failure that was printed, 2 a
/// mistake in the arguments.
#[must_use]
pub fn run() -> ExitCode {
    crate::core_files::forbid();
    match Cli::try_parse() {
        Ok(Cli {
            command: Command::Serve(args),
        }) => serve::run(&args),
        Ok(Cli {
            command: Command::Dev(args),
        }) => dev::run(&args),
        Ok(Cli {
            command: Command::DevToken(args),
        }) => dev_token::run(&args),
        Ok(Cli {
            command: Command::Policy(args),
        }) => policy::run(&args),
        Ok(Cli {
            command: Command::Catalog(args),
        }) => catalog::run(&args),
        Ok(Cli {
            command: Command::Report(args),
        }) => report::run(&args),
        Ok(Cli {
            command: Command::Notify(args),
        }) => notify::run(&args),
        Ok(Cli {
            command: Command::Audit(args),
        }) => audit::run(&args),
        Err(error) => output::usage(&error),
    }
}

/// The definition of the command line, for man pages and completions.
#[must_use]
pub fn command() -> clap::Command {
    Cli::command()
}
