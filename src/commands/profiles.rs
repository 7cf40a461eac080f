use super::profiles_sync::{self, SyncArgs};
use crate::context::Context;
use crate::error::CommandError;
use crate::ui::Ui;

/// Keep profiles of the AWS tools for what you may request
#[derive(Clone, Debug, clap::Args)]
#[command(after_help = "\
Examples:
  jit profiles sync --region eu-central-1 --dry-run
  jit profiles sync --region eu-central-1")]
pub(crate) struct ProfilesArgs {
    #[command(subcommand)]
    command: ProfilesCommand,
}

/// What can be done with profiles.
#[derive(Clone, Debug, clap::Subcommand)]
enum ProfilesCommand {
    Sync(SyncArgs),
}

/// Runs `jit profiles`.
///
/// # Errors
///
/// Those of the command below it.
pub(crate) async fn run(
    ctx: &Context,
    ui: &mut Ui,
    args: &ProfilesArgs,
) -> Result<(), CommandError> {
    match &args.command {
        ProfilesCommand::Sync(args) => profiles_sync::run(ctx, ui, args).await,
    }
}
