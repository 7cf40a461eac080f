//! What auditors do with the log: one file for each thing.

pub(super) mod cloudtrail;
mod cloudtrail_view;
pub(super) mod export;
mod export_file;
mod feed;
mod log_file;
mod log_source;
mod moment;
pub(super) mod session;
mod verify;
mod verify_hint;
pub(super) mod verify_view;

use super::block_on;
use crate::cli::GlobalArgs;
use crate::context::Context;
use crate::error::CommandError;
use crate::ui::Ui;

/// Read the audit log, prove it, and look sessions up in it
///
/// For auditors. An export is verified, and looked at, without a broker.
#[derive(Clone, Debug, clap::Args)]
#[command(after_help = "\
Examples:
  jit audit export --out audit.jsonl
  jit audit export --format csv --account payments-prod --since 30d
  jit audit verify audit.jsonl --checkpoint checkpoints.jws --keys checkpoint-keys.json
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
    Verify(verify::VerifyArgs),
    Session(session::SessionArgs),
    #[command(name = "cloudtrail")]
    CloudTrail(cloudtrail::CloudTrailArgs),
}

/// Runs `jit audit`.
///
/// # Errors
///
/// Those of the command below it.
pub(crate) fn run(global: &GlobalArgs, ui: &mut Ui, args: &AuditArgs) -> Result<(), CommandError> {
    let ctx = || Context::load(global);
    match &args.command {
        AuditCommand::Export(args) => block_on(export::run(&ctx()?, ui, args)),
        AuditCommand::Verify(args) => verify::run(ui, args),
        AuditCommand::Session(args) => block_on(session::run(&ctx()?, ui, args)),
        AuditCommand::CloudTrail(args) => block_on(cloudtrail::run(&ctx()?, ui, args)),
    }
}
