//! `jit-broker dev-token`.

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use super::output;
use crate::config;
use crate::dev::{TokenUse, dev_token};

/// Print an access token for a person of a dev broker
///
/// For scripts, instead of a sign-in. The broker may run or not, but must have run once in the
/// folder. Whoever can read the folder can be anybody there.
#[derive(clap::Args, Clone, Debug)]
#[command(after_help = "\
Examples:
  jit-broker dev-token lead
  JIT_TOKEN=$(jit-broker dev-token lead --ttl 10m) jit list --to-review")]
pub(super) struct DevTokenArgs {
    /// Subject of the person, as `jit-broker dev` prints it
    subject: String,
    /// Folder of the dev broker [default: $XDG_STATE_HOME/jit-broker/dev, else
    /// ~/.local/state/jit-broker/dev]
    #[arg(long, value_name = "DIR")]
    dir: Option<PathBuf>,
    /// How long the token is good: `90s`, `10m`, `8h`; at most a day
    #[arg(long, value_name = "DURATION", default_value = "1h", value_parser = lifetime)]
    ttl: Duration,
    /// Print the token that a CI platform would give a job, for `jit login --workload`, instead
    #[arg(long)]
    workload: bool,
}

fn lifetime(text: &str) -> Result<Duration, String> {
    let lifetime = humantime::parse_duration(text).map_err(|error| error.to_string())?;
    let allowed = Duration::from_secs(1)..=Duration::from_hours(24);
    if allowed.contains(&lifetime) {
        Ok(lifetime)
    } else {
        Err("a token is good for one second to one day".to_owned())
    }
}

pub(super) fn run(args: &DevTokenArgs) -> ExitCode {
    let Some(folder) = args.dir.clone().or_else(config::dev_folder) else {
        output::error("no home folder is known; name a folder with `--dir`");
        return ExitCode::FAILURE;
    };
    let used_for = if args.workload {
        TokenUse::Exchange
    } else {
        TokenUse::Broker
    };
    match dev_token(&folder, &args.subject, args.ttl, used_for) {
        Ok(token) => {
            output::line(token);
            ExitCode::SUCCESS
        }
        Err(error) => {
            output::error(error);
            ExitCode::FAILURE
        }
    }
}
