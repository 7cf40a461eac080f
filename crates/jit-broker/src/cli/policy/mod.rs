//! `jit-broker policy`: what authors of policies work with, on a folder and without a broker.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Subcommand;
use jit_policy::{Bundle, BundleError};

use super::output;

mod check;
mod conflicts;
mod explain;
mod faults;
mod replay;
mod steps;
mod test;

/// Work on a policy bundle: check it, ask it, test it, replay recorded requests
///
/// Everything works on a folder, without a broker and without a network.
#[derive(clap::Args, Clone, Debug)]
#[command(after_help = "\
Examples:
  jit-broker policy check policy --strict
  jit-broker policy test policy
  jit-broker policy explain policy --group sre --account payments-prod --permission-set PowerUser")]
pub(super) struct PolicyArgs {
    #[command(subcommand)]
    command: PolicyCommand,
}

#[derive(Clone, Debug, Subcommand)]
enum PolicyCommand {
    Check(check::CheckArgs),
    Explain(Box<explain::ExplainArgs>),
    Test(test::TestArgs),
    Replay(replay::ReplayArgs),
    Conflicts(conflicts::ConflictsArgs),
}

/// Which bundle, and in what form to answer.
#[derive(clap::Args, Clone, Debug)]
struct BundleArgs {
    /// Folder of the policy bundle
    #[arg(value_name = "DIR", default_value = "policy")]
    folder: PathBuf,
    /// Answer in JSON, for scripts
    #[arg(long)]
    json: bool,
}

pub(super) fn run(args: &PolicyArgs) -> ExitCode {
    match &args.command {
        PolicyCommand::Check(args) => check::run(args),
        PolicyCommand::Explain(args) => explain::run(args),
        PolicyCommand::Test(args) => test::run(args),
        PolicyCommand::Replay(args) => replay::run(args),
        PolicyCommand::Conflicts(args) => conflicts::run(args),
    }
}

impl BundleArgs {
    /// The bundle; when it has faults they are shown, and the command has failed.
    fn load(&self) -> Result<Bundle, ExitCode> {
        Bundle::load(&self.folder).map_err(|error| self.faulty(&error))
    }

    /// Shows what is wrong.
    fn faulty(&self, error: &BundleError) -> ExitCode {
        if self.json {
            output::line(faults::to_json(error));
        } else {
            faults::show(&self.folder, error);
        }
        ExitCode::FAILURE
    }
}

/// `1 entry`, `2 entries`.
fn counted(number: usize, one: &str, many: &str) -> String {
    let what = if number == 1 { one } else { many };
    format!("{number} {what}")
}
