//! What auditors do with the log.

mod cloudtrail;
mod cloudtrail_view;
mod export;
mod export_file;
mod feed;
mod log_source;
mod moment;
mod session;

use crate::context::Context;
use crate::error::CommandError;
use crate::ui::Ui;

/// Read the audit log: export it, and find out what was done with a session
///
/// For auditors. What the log says can also be looked for in an export, without a broker.
#[derive(Clone, Debug, clap::Args)]
#[command(after_help = "\
Examples:
  jit audit export --out audit.jsonl
  jit audit export --format csv --account payments-prod --since 30d
  jit audit session ASIAIOSFODNN7EXAMPLE
  jit audit cloudtrail AWSLogs/")]
pub(crate) struct AuditArgs {
    #[command(subcommand)]
    command: AuditCommand,
}

/// What can be done with the log.
#[derive(Clone, Debug, clap::Subcommand)]
enum AuditCommand {
    Export(export::ExportArgs),
    Session(session::SessionArgs),
    #[command(name = "cloudtrail")]
    CloudTrail(cloudtrail::CloudTrailArgs),
}

/// Runs `jit audit`.
///
/// # Errors
///
/// Those of the command below it.
pub(crate) async fn run(ctx: &Context, ui: &mut Ui, args: &AuditArgs) -> Result<(), CommandError> {
    match &args.command {
        AuditCommand::Export(args) => export::run(ctx, ui, args).await,
        AuditCommand::Session(args) => session::run(ctx, ui, args).await,
        AuditCommand::CloudTrail(args) => cloudtrail::run(ctx, ui, args).await,
    }
}
