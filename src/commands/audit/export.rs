use std::cell::RefCell;
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::builder::{PossibleValuesParser, TypedValueParser};
use jit_audit::{End, Exporter, Format};
use jit_domain::{AccountRef, EventName, StatusName, Subject};
use serde::Serialize;
use tokio::time::sleep;

use super::export_file::Output;
use super::feed::Feed;
use super::moment::Moment;
use crate::broker::AuditQuery;
use crate::context::Context;
use crate::error::{CommandError, ErrorKind};
use crate::ui::{Human, Screen, Ui, neutral};

/// Export the audit log
///
/// Without filters, JSON lines are the log as it is, and `jit audit verify` can tell whether anything
/// in it was changed. What is filtered, and the other formats, cannot be verified.
///
/// The last line names the end of the log: an export without it was cut off. A connection that is
/// lost is taken up again where it was.
#[derive(Clone, Debug, clap::Args)]
#[command(after_help = "\
Examples:
  jit audit export --out audit.jsonl
  jit audit export --after 4711 >> audit.jsonl
  jit audit export --format csv --account payments-prod --since 30d --out audit.csv
  jit audit export --person 00u1abcd --type refused --since 2026-11-01 --until 2026-12-01
  jit audit export --format ocsf --follow | your-forwarder")]
pub(crate) struct ExportArgs {
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
    /// Only what happened since then: `30d` ago, a day, or an instant
    #[arg(long, value_name = "TIME", value_parser = Moment::parse)]
    since: Option<Moment>,
    /// Only what happened before then
    #[arg(long, value_name = "TIME", value_parser = Moment::parse)]
    until: Option<Moment>,
    /// Only what this person did, or what was done about their requests
    #[arg(long, value_name = "SUBJECT")]
    person: Option<Subject>,
    /// Only this account: its 12 digits, or its exact name
    #[arg(long, value_name = "ID|NAME")]
    account: Option<AccountRef>,
    /// Only about requests that are in this state now; may be repeated
    #[arg(long, value_name = "STATUS", value_parser = statuses())]
    status: Vec<StatusName>,
    /// Only events of this kind; may be repeated
    #[arg(long = "type", value_name = "EVENT", value_parser = events())]
    events: Vec<EventName>,
    /// Only what is behind the record of this number
    #[arg(
        long,
        value_name = "SEQUENCE",
        default_value_t = 0,
        hide_default_value = true
    )]
    after: u64,
    /// Go on with what happens from now on, until interrupted
    #[arg(long, conflicts_with_all = ["status", "out", "until"])]
    follow: bool,
    /// Write to this file, which is there only once it is complete
    #[arg(long, short, value_name = "FILE")]
    out: Option<PathBuf>,
}

fn formats() -> impl TypedValueParser<Value = Format> {
    let names = Format::ALL.map(Format::as_str);
    PossibleValuesParser::new(names).try_map(|name| name.parse::<Format>())
}

fn statuses() -> impl TypedValueParser<Value = StatusName> {
    let names = StatusName::ALL.map(StatusName::as_str);
    PossibleValuesParser::new(names).try_map(|name| name.parse::<StatusName>())
}

fn events() -> impl TypedValueParser<Value = EventName> {
    PossibleValuesParser::new(EventName::ALL).try_map(|name| name.parse::<EventName>())
}

impl ExportArgs {
    fn query(&self, ctx: &Context) -> AuditQuery {
        let now = ctx.clock.now();
        AuditQuery {
            from: self.since.map(|it| it.at(now)),
            before: self.until.map(|it| it.at(now)),
            person: self.person.clone(),
            account: self.account.clone(),
            statuses: self.status.clone(),
            events: self.events.clone(),
        }
    }
}

/// Runs `jit audit export`.
///
/// # Errors
///
/// The broker's refusal, that it cannot be reached, or that the log is not complete.
pub(crate) async fn run(ctx: &Context, ui: &mut Ui, args: &ExportArgs) -> Result<(), CommandError> {
    let query = args.query(ctx);
    if query.is_filtered() && args.format == Format::Jsonl {
        ui.status("This export is filtered: it cannot be verified");
    }
    let broker = ctx.broker()?;
    let mut feed = Feed::of(&broker, query, args.after);
    let output = Output::open(ui, args.out.as_deref())?;
    let exporter = Exporter::new(args.format, output).map_err(|err| cannot_write(&err))?;
    let exporter = RefCell::new(exporter);
    if args.follow {
        feed = feed.following();
    }
    let done = tokio::select! {
        biased;
        done = export(&mut feed, ui, &exporter, args.follow) => done,
        Ok(()) = tokio::signal::ctrl_c() => Err(interrupted()),
    };
    let result = finish(done, &feed, exporter, ui, args.out.as_deref());
    match result {
        // Whoever read it has enough.
        Err(err) if err.code == READER_LEFT => Ok(()),
        result => result,
    }
}

/// What a follower waits between two answers, so that a busy log comes in some larger pieces.
const PAUSE: Duration = Duration::from_millis(200);

/// Exports up to the end, which is the last line; or on and on.
async fn export(
    feed: &mut Feed<'_>,
    ui: &Ui,
    exporter: &RefCell<Exporter<Output>>,
    follow: bool,
) -> Result<Option<End>, CommandError> {
    loop {
        let mut each = |line: &str| {
            let written = exporter.borrow_mut().record(line);
            written.map_err(|err| cannot_write(&err))
        };
        let end = feed.read_on(ui, &mut each).await?;
        if !follow {
            return Ok(Some(end));
        }
        let flushed = exporter.borrow_mut().flush();
        flushed.map_err(|err| cannot_write(&err))?;
        sleep(PAUSE).await;
    }
}

fn finish(
    done: Result<Option<End>, CommandError>,
    feed: &Feed<'_>,
    exporter: RefCell<Exporter<Output>>,
    ui: &mut Ui,
    out: Option<&Path>,
) -> Result<(), CommandError> {
    let mut exporter = exporter.into_inner();
    let end = match done {
        Ok(end) => end,
        Err(err) => {
            // What has been read is good as far as it goes. Of two errors the first one matters.
            let _ = exporter.flush();
            if out.is_none() && exporter.has_written() {
                ui.lines_went_out();
            }
            return Err(said(err, feed, out));
        }
    };
    if let Some(end) = &end {
        let written = exporter.end(end).and_then(|()| exporter.flush());
        written.map_err(|err| cannot_write(&err))?;
    }
    let completed = exporter.into_output().and_then(|mut it| it.complete());
    completed.map_err(|err| cannot_write(&err))?;
    let written = Written {
        records: feed.records(),
        last: feed.last(),
        file: out.map(|path| path.display().to_string()),
    };
    if out.is_some() {
        return ui.result(&written);
    }
    ui.status(written.human(&ui.screen()));
    Ok(())
}

/// The error, which says where to go on: a file that is not complete is not there.
fn said(mut err: CommandError, feed: &Feed<'_>, out: Option<&Path>) -> CommandError {
    let was_on_its_way = matches!(err.kind, ErrorKind::Interrupted | ErrorKind::Unreachable);
    if out.is_some() {
        let again = was_on_its_way && feed.records() > 0;
        return if again {
            err.hint("run it again: the file is written as a whole")
        } else {
            err
        };
    }
    let last = feed.last();
    if err.kind == ErrorKind::Interrupted {
        err.what = format!("interrupted behind record {last}");
    }
    if was_on_its_way && (feed.records() > 0 || err.hint.is_none()) {
        return err.hint(format!("go on with `--after {last}`"));
    }
    err
}

fn interrupted() -> CommandError {
    CommandError::new(ErrorKind::Interrupted, "interrupted")
}

/// Nobody reads any more: the code of an error that is none.
const READER_LEFT: &str = "reader_left";

fn cannot_write(err: &io::Error) -> CommandError {
    let error = CommandError::new(ErrorKind::Failed, "cannot write the export").cause(err);
    if err.kind() == io::ErrorKind::BrokenPipe {
        return error.code(READER_LEFT);
    }
    error
}

/// What was exported.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub(crate) struct Written {
    /// How many records there are in it.
    records: u64,
    /// The number of the last record of the log that was looked at.
    last: u64,
    /// The file that was written.
    #[serde(skip_serializing_if = "Option::is_none")]
    file: Option<String>,
}

impl Human for Written {
    fn human(&self, _screen: &Screen) -> String {
        let records = match self.records {
            1 => "1 record".to_owned(),
            n => format!("{n} records"),
        };
        let what = format!("Exported {records}, up to record {} of the log", self.last);
        match &self.file {
            Some(file) => format!("{what}, to `{}`", neutral(file)),
            None => what,
        }
    }
}
