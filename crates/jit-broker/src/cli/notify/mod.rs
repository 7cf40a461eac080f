//! `jit-broker notify`: what operators do about notifications.

use std::process::ExitCode;

use clap::Subcommand;

use super::output;

mod test;

/// Try where notifications go
#[derive(clap::Args, Clone, Debug)]
#[command(after_help = "\
Examples:
  jit-broker notify test payments-chat --config broker.toml")]
pub(super) struct NotifyArgs {
    #[command(subcommand)]
    command: NotifyCommand,
}

#[derive(Clone, Debug, Subcommand)]
enum NotifyCommand {
    Test(test::TestArgs),
}

pub(super) fn run(args: &NotifyArgs) -> ExitCode {
    match &args.command {
        NotifyCommand::Test(args) => test::run(args),
    }
}
