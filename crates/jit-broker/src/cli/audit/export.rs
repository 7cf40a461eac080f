//! `jit-broker audit export`.

use std::fmt::Display;
use std::io;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::builder::{PossibleValuesParser, TypedValueParser};
use jit_audit::{End, Exporter, Format};
use jit_domain::{AccountId, Clock as _, EventName, StatusName, Subject, SystemClock, Timestamp};
use jit_store::sqlite::OfflineLog;
use jit_store::{LogFilter, LogQuery, StoreError};

use crate::cli::output;

/// Export the audit log from the folder of a store
///
/// Reads the files of a store, so that the log can be had without a broker that runs and without a
/// sign-in; it leaves no trace in the log, which an export through the broker does. A broker may be running. The result is that of `jit audit export`: without filters, JSON
/// lines are the log as it is, and the last line names the end of the chain.
#[derive(clap::Args, Clone, Debug)]
#[command(after_help = "\
Examples:
  jit-broker audit export --database /var/lib/jit-broker > audit.jsonl
  jit-broker audit export --database data --format csv --account 111122223333 > audit.csv
  jit-broker audit export --database data --format ocsf --after 4711")]
pub(super) struct ExportArgs {
    /// Folder of the store, as the setting `store` names it
    #[arg(long, value_name = "DIR")]
    database: PathBuf,
    /// How to write it: jsonl, csv for spreadsheets, ocsf for SIEMs (OCSF 1.5.0) [default: jsonl]
    #[arg(
        long,
        value_name = "FORMAT",
        default_value = "jsonl",
        hide_default_value = true,
        hide_possible_values = true,
        value_parser = formats()
    )]
    format: Format,
    /// Only what happened at this instant (RFC 3339) or later
    #[arg(long, value_name = "TIME")]
    since: Option<Timestamp>,
    /// Only what happened before this instant
    #[arg(long, value_name = "TIME")]
    until: Option<Timestamp>,
    /// Only what this person did, or what was done about their requests
    #[arg(long, value_name = "SUBJECT")]
    person: Option<Subject>,
    /// Only this account
    #[arg(long, value_name = "ID")]
    account: Option<AccountId>,
    /// Only about requests that are in this state now; may be repeated
    #[arg(long, value_name = "STATUS")]
    status: Vec<StatusName>,
    /// Only events of this kind; may be repeated
    #[arg(long = "type", value_name = "EVENT", value_parser = PossibleValuesParser::new(EventName::ALL).try_map(|name| name.parse::<EventName>()))]
    events: Vec<EventName>,
    /// Only what is behind the record of this number
    #[arg(
        long,
        value_name = "SEQUENCE",
        default_value_t = 0,
        hide_default_value = true
    )]
    after: u64,
}

fn formats() -> impl TypedValueParser<Value = Format> {
    let names = Format::ALL.map(Format::as_str);
    PossibleValuesParser::new(names).try_map(|name| name.parse::<Format>())
}

/// How many events are in memory at a time.
const PAGE: u32 = 500;

pub(super) fn run(args: &ExportArgs) -> ExitCode {
    match args.export() {
        Ok(()) | Err(Stopped::ReaderLeft) => ExitCode::SUCCESS,
        Err(Stopped::Failed(what)) => {
            output::error(what);
            ExitCode::FAILURE
        }
    }
}

/// Why the export is not complete.
enum Stopped {
    /// Whoever read it has enough.
    ReaderLeft,
    Failed(String),
}

impl From<io::Error> for Stopped {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::BrokenPipe => Self::ReaderLeft,
            _ => Self::Failed(format!("cannot write the export: {error}")),
        }
    }
}

impl From<StoreError> for Stopped {
    fn from(error: StoreError) -> Self {
        failed(error)
    }
}

fn failed(error: impl Display) -> Stopped {
    Stopped::Failed(error.to_string())
}

impl ExportArgs {
    fn filter(&self) -> LogFilter {
        LogFilter {
            from: self.since,
            before: self.until,
            person: self.person.clone(),
            account: self.account.clone(),
            statuses: self.status.clone(),
            events: self.events.clone(),
        }
    }

    fn export(&self) -> Result<(), Stopped> {
        let place = self.database.display();
        let unusable = |error: &dyn Display| failed(format_args!("`{place}`: {error}"));
        let log = OfflineLog::open(&self.database).map_err(|error| unusable(&error))?;
        let head = log.head().map_err(|error| unusable(&error))?;
        if self.after > head.sequence {
            return Err(failed(format_args!(
                "the log ends at record {}",
                head.sequence
            )));
        }
        let filter = self.filter();
        let mut exporter = Exporter::new(self.format, output::stream())?;
        let end = if filter.is_empty() {
            log.lines(self.after, |line| {
                exporter.record(line).map_err(Stopped::from)
            })?;
            End::Whole(head)
        } else {
            if self.format == Format::Jsonl {
                output::note("This export is filtered: it cannot be verified");
            }
            matching(&log, filter, self.after, head.sequence, &mut exporter)?;
            End::Filtered(head)
        };
        exporter.end(&end)?;
        Ok(exporter.flush()?)
    }
}

/// Writes the events that match, a stretch of the log at a time.
fn matching(
    log: &OfflineLog,
    filter: LogFilter,
    after: u64,
    until: u64,
    exporter: &mut Exporter<impl io::Write>,
) -> Result<(), Stopped> {
    let mut query = LogQuery {
        after,
        span: PAGE,
        filter,
        now: SystemClock.now(),
    };
    while query.after < until {
        for event in log.matching(&query)? {
            let line = serde_json::to_string(&event).map_err(failed)?;
            exporter.record(&line)?;
        }
        query.after = query.after.saturating_add(PAGE.into());
    }
    Ok(())
}
