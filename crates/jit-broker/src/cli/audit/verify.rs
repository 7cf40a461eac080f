//! `jit-broker audit verify`.

use std::fs::{self, File};
use std::io::{self, BufReader};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use jit_audit::{
    Anchor, Entry, Finding, FindingKind, HeadLine, KeySet, LineParser, Report, Verifier, anchors,
};
use jit_store::StoreError;
use jit_store::sqlite::{OfflineLog, RowFault};
use serde_json::json;

use super::output;

/// Verify the audit log in the store, and that the requests are what it says
///
/// Reads the database without changing anything; a broker may go on beside it. The first record that is
/// wrong is named. Without checkpoints, somebody who can write to the database can write the whole log
/// anew; what they signed shows that. The exit status is 0 only when nothing is wrong.
#[derive(clap::Args, Clone, Debug)]
#[command(after_help = "\
Examples:
  jit-broker audit verify --database /var/lib/jit
  jit-broker audit verify --database /var/lib/jit --checkpoint checkpoints.jws \\
      --keys checkpoint-keys.json --json")]
pub(super) struct VerifyArgs {
    /// Folder of the store, as the setting `store` names it
    #[arg(long, value_name = "DIR")]
    database: PathBuf,
    /// Checkpoints that the broker signed, one a line; may be given again
    #[arg(long, value_name = "FILE", requires = "keys")]
    checkpoint: Vec<PathBuf>,
    /// Public keys that are trusted to sign checkpoints, as a JWK Set
    #[arg(long, value_name = "FILE", requires = "checkpoint")]
    keys: Option<PathBuf>,
    /// Print the report as JSON
    #[arg(long)]
    json: bool,
}

/// How many requests are named whose rows are wrong.
const MOST_ROWS: usize = 100;

pub(super) fn run(args: &VerifyArgs) -> ExitCode {
    match verify(args) {
        Ok(report) => tell(args, &report),
        Err(what) => {
            output::error(what);
            ExitCode::FAILURE
        }
    }
}

fn verify(args: &VerifyArgs) -> Result<Report, String> {
    let (anchors, findings) = known_ends(args)?;
    let place = args.database.display();
    let log = OfflineLog::open(&args.database).map_err(|error| format!("`{place}`: {error}"))?;
    let mut verifier = Verifier::new(0, anchors);
    for finding in findings {
        verifier.add(finding);
    }
    let (mut parser, mut number) = (LineParser::default(), 0);
    let read = log.lines(0, |line| {
        number += 1;
        match parser.parse(line) {
            Entry::Record(record) => verifier.record(None, &record),
            other => verifier.entry(number, &other),
        }
        Ok::<_, StoreError>(())
    });
    let rows = read.and_then(|()| log.row_faults(MOST_ROWS));
    for fault in rows.map_err(|error| format!("`{place}`: {error}"))? {
        let kind = match fault {
            RowFault::Differs(request) => FindingKind::RequestDiffers { request },
            RowFault::Missing(request) => FindingKind::RequestMissing { request },
        };
        verifier.add(Finding::general(kind, None));
    }
    Ok(verifier.finish(HeadLine::None))
}

/// The ends that the log is known to have had, and what is wrong with what should tell them.
fn known_ends(args: &VerifyArgs) -> Result<(Vec<Anchor>, Vec<Finding>), String> {
    let failed =
        |file: &Path, what: &dyn std::fmt::Display| format!("`{}`: {what}", file.display());
    let (mut known, mut findings) = (Vec::new(), Vec::new());
    let Some(file) = &args.keys else {
        return Ok((known, findings));
    };
    let keys = fs::read_to_string(file).map_err(|error| failed(file, &error))?;
    let keys = KeySet::parse(&keys).map_err(|error| failed(file, &error))?;
    for file in &args.checkpoint {
        let read = || -> io::Result<_> { anchors(BufReader::new(File::open(file)?), &keys) };
        let (read, wrong) = read().map_err(|error| failed(file, &error))?;
        known.extend(read);
        findings.extend(wrong);
    }
    Ok((known, findings))
}

fn tell(args: &VerifyArgs, report: &Report) -> ExitCode {
    if args.json {
        let anchored = report.anchor.is_some();
        let mut shown = json!(report);
        if let Some(members) = shown.as_object_mut() {
            members.insert("anchored".to_owned(), anchored.into());
        }
        output::line(format_args!("{shown:#}"));
    } else {
        for finding in &report.findings {
            output::line(format_args!("wrong: {}", output::visible(&finding.message)));
        }
        let more = report.findings_total - report.findings.len() as u64;
        if more > 0 {
            output::line(format_args!("and {more} more"));
        }
        if report.intact {
            output::line(report.verdict());
            output::line(format_args!("records 1 to {}", report.last));
        } else {
            output::error(report.verdict());
        }
    }
    if report.intact {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}
