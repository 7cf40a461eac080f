//! The credential helper as AWS SDKs run it: again and again, by many at once, up to the end of a
//! window. What each figure means is in `docs/performance.md`.

mod cold;
mod footprint;
mod near_the_end;
mod peers;
mod proxy;
pub(super) mod race;
mod signed_in;
mod stampede;
mod warm;

use std::ffi::OsStr;
use std::io;
use std::path::Path;
use std::process::Command;

use super::figures::heading;
use crate::error::TaskError;
use signed_in::SignedIn;

/// Warm and cold answers, many processes at once, and the end of a window
#[derive(Debug, clap::Args)]
pub(crate) struct HelperArgs {
    /// How often each of the quick programs runs, in turn with the others
    #[arg(long, default_value_t = 300, value_parser = clap::value_parser!(u32).range(10..))]
    rounds: u32,
}

pub(crate) fn run(arguments: &HelperArgs) -> Result<(), TaskError> {
    let peers = peers::install()?;
    heading();
    measure(arguments, &peers).map_err(TaskError::Measure)
}

fn measure(arguments: &HelperArgs, peers: &Path) -> io::Result<()> {
    let stage = SignedIn::start()?;
    warm::measure(&stage, peers, arguments.rounds)?;
    footprint::measure(&mut stage.credential_process())?;
    stampede::measure(&stage)?;
    drop(stage);
    cold::measure()?;
    near_the_end::measure()
}

/// A program in the environment of whoever measures, with another home folder and without what would
/// have it do something else.
pub(super) fn at_home(program: impl AsRef<OsStr>, home: &Path) -> Command {
    let mut command = Command::new(program);
    for (name, _) in std::env::vars_os() {
        let text = name.to_string_lossy();
        let prefixes = ["JIT_", "AWS_", "XDG_", "PYBRITIVE_", "PYTHON"];
        if prefixes.iter().any(|prefix| text.starts_with(prefix)) {
            command.env_remove(&name);
        }
    }
    command.env("HOME", home);
    command
}
