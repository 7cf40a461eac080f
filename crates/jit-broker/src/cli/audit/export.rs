//! `jit-broker audit export`.

use std::io::{self, BufWriter, Write as _};
use std::path::PathBuf;
use std::process::ExitCode;

use jit_store::StoreError;
use jit_store::sqlite::OfflineLog;
use serde_json::json;

use super::output;

/// Export the audit log from the store, as `GET /v1/audit` does
///
/// One record a line as JSON, and a last line that names the end of the chain. It reads the database
/// without changing anything, so that it also works when no broker does; and so it leaves no trace in the
/// log, which an export through the broker does.
#[derive(clap::Args, Clone, Debug)]
#[command(after_help = "\
Examples:
  jit-broker audit export --database /var/lib/jit > audit.jsonl
  jit-broker audit export --database /var/lib/jit --after 100000 | gzip > audit.jsonl.gz")]
pub(super) struct ExportArgs {
    /// Folder of the store, as the setting `store` names it
    #[arg(long, value_name = "DIR")]
    database: PathBuf,
    /// Only records behind this one
    #[arg(
        long,
        value_name = "SEQUENCE",
        default_value_t = 0,
        hide_default_value = true
    )]
    after: u64,
}

/// How much is written at a time, in bytes.
const BUFFER: usize = 256 * 1024;

/// Why the export ended early.
enum Ended {
    Store(StoreError),
    Output(io::Error),
}

impl From<StoreError> for Ended {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

pub(super) fn run(args: &ExportArgs) -> ExitCode {
    let place = args.database.display();
    let log = match OfflineLog::open(&args.database) {
        Ok(log) => log,
        Err(error) => {
            output::error(format_args!("`{place}`: {error}"));
            return ExitCode::FAILURE;
        }
    };
    match write(&log, args.after) {
        Ok(()) => ExitCode::SUCCESS,
        // Who reads has seen enough.
        Err(Ended::Output(error)) if error.kind() == io::ErrorKind::BrokenPipe => ExitCode::SUCCESS,
        Err(Ended::Output(error)) => {
            output::error(format_args!("cannot write the export: {error}"));
            ExitCode::FAILURE
        }
        Err(Ended::Store(error)) => {
            output::error(format_args!("`{place}`: {error}"));
            ExitCode::FAILURE
        }
    }
}

fn write(log: &OfflineLog, after: u64) -> Result<(), Ended> {
    let head = log.head()?;
    let mut out = BufWriter::with_capacity(BUFFER, io::stdout().lock());
    log.lines(after, |line| writeln!(out, "{line}").map_err(Ended::Output))?;
    let head = json!({ "head": head });
    writeln!(out, "{head}")
        .and_then(|()| out.flush())
        .map_err(Ended::Output)
}
