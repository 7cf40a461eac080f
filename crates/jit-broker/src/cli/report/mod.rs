//! `jit-broker report`.

use std::num::NonZeroU32;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use jit_api::{Report, ReportTerms};
use jit_domain::{Clock as _, PermissionSetName, SystemClock, Timestamp};
use jit_report::{Options, Period, Reporter, page};

use super::output;
use crate::cli::moment::Moment;

mod source;
mod text;

/// Say what the audit log says of a period: who asked for what, how long people took, what was never
/// used
///
/// Without a broker: from its store, which a running broker may have open, or from an exported log. A
/// log whose chain does not hold is refused. It counts what was asked in the period, with what had
/// come of it by its end. `jit report` asks a broker for the same.
#[derive(clap::Args, Clone, Debug)]
#[command(after_help = "\
Examples:
  jit-broker report --database /var/lib/jit-broker --since 90d
  jit-broker report --from audit.jsonl --since 2026-07-01T00:00:00Z --until 2026-10-01T00:00:00Z
  jit-broker report --from audit.jsonl --html report.html
  jit-broker report --from audit.jsonl --json | jq '.automation[].group'")]
pub(super) struct ReportArgs {
    #[command(flatten)]
    source: SourceArgs,
    /// Where the period begins: an instant, or so long ago
    #[arg(long, value_name = "DURATION|TIME", default_value = "90d")]
    since: Moment,
    /// Where it ends: an instant, or so long ago [default: now]
    #[arg(long, value_name = "DURATION|TIME")]
    until: Option<Moment>,
    /// What to list
    #[arg(long, value_name = "WHAT", default_value = "target")]
    by: text::By,
    #[command(flatten)]
    terms: TermArgs,
    /// Print the report as JSON
    #[arg(long)]
    json: bool,
    /// Write the report to a file, as a page with plots that needs nothing else
    #[arg(long, value_name = "FILE", conflicts_with = "json")]
    html: Option<PathBuf>,
}

#[derive(clap::Args, Clone, Debug)]
#[group(required = true, multiple = false)]
struct SourceArgs {
    /// Folder of the broker's database
    #[arg(long, value_name = "DIR")]
    database: Option<PathBuf>,
    /// Exported audit log; `-` for standard input
    #[arg(long, value_name = "FILE")]
    from: Option<PathBuf>,
}

/// What makes a candidate for automation, or for standing access.
#[derive(clap::Args, Clone, Debug)]
#[command(next_help_heading = "Candidates")]
struct TermArgs {
    /// How often people have to have decided for a policy to be proposed
    #[arg(long, value_name = "N", default_value_t = ReportTerms::default().automation_min_requests)]
    automation_min_requests: NonZeroU32,
    /// How many of a hundred they have to have approved
    #[arg(long, value_name = "PERCENT", default_value_t = 100,
        value_parser = clap::value_parser!(u32).range(1..=100))]
    automation_min_approved: u32,
    /// How often a group has to have asked for standing access to be proposed
    #[arg(long, value_name = "N", default_value_t = ReportTerms::default().standing_min_requests)]
    standing_min_requests: NonZeroU32,
    /// Permission set that only reads; may be repeated [default: those whose names say so]
    #[arg(long, value_name = "NAME")]
    read_only: Vec<PermissionSetName>,
}

impl From<&TermArgs> for ReportTerms {
    fn from(args: &TermArgs) -> Self {
        Self {
            automation_min_requests: args.automation_min_requests,
            automation_min_approved_percent: args.automation_min_approved,
            standing_min_requests: args.standing_min_requests,
            read_only: args.read_only.clone(),
        }
    }
}

/// The longest list.
const LONGEST_LIST: usize = 1_000;

/// The most asks: about 100 MB of memory.
const MOST_ASKS: usize = 1_000_000;

pub(super) fn run(args: &ReportArgs) -> ExitCode {
    match report(args, SystemClock.now()).and_then(|report| tell(args, &report)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(what) => {
            output::error(what);
            ExitCode::FAILURE
        }
    }
}

fn report(args: &ReportArgs, now: Timestamp) -> Result<Report, String> {
    let until = args.until.map_or(now, |until| until.at(now));
    let period = Period::new(args.since.at(now), until).map_err(|error| error.to_string())?;
    let mut reporter = Reporter::new(Options {
        period,
        terms: (&args.terms).into(),
        longest_list: LONGEST_LIST,
        most_asks: MOST_ASKS,
    });
    let complete = source::read(&args.source, &mut reporter)?;
    if !complete {
        output::note("warning: the log has no line that names its end: it may be cut off");
    }
    Ok(reporter.finish())
}

fn tell(args: &ReportArgs, report: &Report) -> Result<(), String> {
    if let Some(file) = &args.html {
        write(file, &page(report)).map_err(|error| format!("`{}`: {error}", file.display()))?;
        output::note(format_args!("Wrote {}", file.display()));
    } else if args.json {
        let json = serde_json::to_string_pretty(report).map_err(|error| error.to_string())?;
        output::line(json);
    } else {
        output::line(text::tables(report, args.by));
    }
    Ok(())
}

/// Writes a file for its owner alone: a report names who asked for what, and why.
fn write(path: &Path, text: &str) -> std::io::Result<()> {
    use std::io::Write as _;
    use std::os::unix::fs::OpenOptionsExt as _;
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create(true).truncate(true).mode(0o600);
    options.open(path)?.write_all(text.as_bytes())
}
