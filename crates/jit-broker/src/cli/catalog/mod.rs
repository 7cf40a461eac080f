//! `jit-broker catalog …`: one file per verb.

use std::process::ExitCode;

mod sync;

/// Keep the catalog of accounts up to date
#[derive(clap::Args, Clone, Debug)]
#[command(after_help = "Example:\n  jit-broker catalog sync --out policy/catalog.toml --dry-run")]
pub(super) struct CatalogArgs {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(clap::Subcommand, Clone, Debug)]
enum Verb {
    Sync(sync::SyncArgs),
}

pub(super) fn run(args: &CatalogArgs) -> ExitCode {
    match &args.verb {
        Verb::Sync(args) => sync::run(args),
    }
}
