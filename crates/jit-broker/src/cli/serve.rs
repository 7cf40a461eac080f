//! `jit-broker serve`.

use std::process::ExitCode;

/// Serve the API with a real issuer and real AWS
#[derive(clap::Args, Clone, Debug)]
pub(super) struct ServeArgs {}

pub(super) fn run(_args: &ServeArgs) -> ExitCode {
    ExitCode::FAILURE
}
