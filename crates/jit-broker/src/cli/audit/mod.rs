//! `jit-broker audit`: what operators do with the audit log, on files and without a broker.

use std::process::ExitCode;

use clap::Subcommand;

use super::output;

mod export;
mod keygen;
mod verify;

/// Prove the audit log: make a key for checkpoints, verify the store, export it
#[derive(clap::Args, Clone, Debug)]
#[command(after_help = "\
Examples:
  jit-broker audit keygen checkpoint-key.pem > checkpoint-keys.json
  jit-broker audit verify --database /var/lib/jit
  jit-broker audit export --database /var/lib/jit > audit.jsonl")]
pub(super) struct AuditArgs {
    #[command(subcommand)]
    command: AuditCommand,
}

#[derive(Clone, Debug, Subcommand)]
enum AuditCommand {
    Keygen(keygen::KeygenArgs),
    Verify(verify::VerifyArgs),
    Export(export::ExportArgs),
}

pub(super) fn run(args: &AuditArgs) -> ExitCode {
    match &args.command {
        AuditCommand::Keygen(args) => keygen::run(args),
        AuditCommand::Verify(args) => verify::run(args),
        AuditCommand::Export(args) => export::run(args),
    }
}
