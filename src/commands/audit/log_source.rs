use std::path::{Path, PathBuf};

use jit_audit::{Entry, LogReader, OpenedSession, Sessions};
use jit_domain::{EventName, Session, Timestamp};

use super::feed::Feed;
use super::log_file::{WHAT_AN_EXPORT_IS, cannot_read, named, open_log};
use crate::broker::AuditQuery;
use crate::context::Context;
use crate::error::{CommandError, ErrorKind};
use crate::ui::Ui;

/// What to do when an export may lack sessions.
pub(super) const THE_WHOLE_LOG: &str = "`jit audit export --out audit.jsonl` exports the whole log";

/// Where the log is read: from an export, or at the broker.
#[derive(Clone, Debug, clap::Args)]
pub(super) struct LogArgs {
    /// Look in this export instead of at the broker; `-` for stdin
    #[arg(long, value_name = "EXPORT")]
    from: Option<PathBuf>,
}

/// What was found in a log.
#[derive(Debug)]
pub(super) struct LogFindings {
    /// The sessions, in order.
    pub(super) sessions: Vec<OpenedSession>,
    /// Why there may be more; none for a log that is whole.
    pub(super) doubt: Option<String>,
}

impl LogArgs {
    /// Whether an export is read.
    pub(super) fn is_file(&self) -> bool {
        self.from.is_some()
    }

    /// The sessions that are wanted; at the broker, only those that were opened at `since` or later.
    /// The command `again` is the one that reads an export from standard input.
    pub(super) async fn sessions(
        &self,
        ctx: &Context,
        ui: &Ui,
        since: Option<Timestamp>,
        again: &str,
        wanted: impl Fn(&Session) -> bool,
    ) -> Result<LogFindings, CommandError> {
        match &self.from {
            Some(path) => of_export(path, again, wanted),
            None => of_broker(ctx, ui, since, wanted).await,
        }
    }
}

async fn of_broker(
    ctx: &Context,
    ui: &Ui,
    since: Option<Timestamp>,
    wanted: impl Fn(&Session) -> bool,
) -> Result<LogFindings, CommandError> {
    let broker = ctx.broker()?;
    let events = Sessions::EVENTS.iter();
    let query = AuditQuery {
        from: since,
        events: events
            .filter_map(|it| it.parse::<EventName>().ok())
            .collect(),
        ..AuditQuery::default()
    };
    let mut sessions = Sessions::default();
    let mut each = |line: &str| {
        sessions.line(line, &wanted);
        Ok(())
    };
    let progress = ui.progress("reading the log");
    Feed::of(&broker, query, 0).read_on(ui, &mut each).await?;
    drop(progress);
    Ok(LogFindings {
        sessions: sessions.into_found(),
        doubt: None,
    })
}

fn of_export(
    path: &Path,
    again: &str,
    wanted: impl Fn(&Session) -> bool,
) -> Result<LogFindings, CommandError> {
    let mut reader = LogReader::new(open_log(path, again)?);
    let (mut sessions, mut seen) = (Sessions::default(), Seen::default());
    while let Some((_, entry)) = reader.read().map_err(|err| cannot_read(path, err))? {
        match entry {
            Entry::Record(record) => {
                seen.record(record.sequence);
                sessions.line(record.text, &wanted);
            }
            Entry::Head(_) => seen.has_head = true,
            Entry::FilteredHead(_) => seen.is_filtered = true,
            Entry::Unreadable(_) => seen.unreadable += 1,
        }
    }
    if seen.records == 0 {
        let what = format!("there is no record of the audit log in {}", named(path));
        return Err(CommandError::new(ErrorKind::Failed, what).hint(WHAT_AN_EXPORT_IS));
    }
    Ok(LogFindings {
        sessions: sessions.into_found(),
        doubt: seen.doubt(),
    })
}

/// What lines an export has.
#[derive(Debug, Default)]
struct Seen {
    records: u64,
    last: u64,
    has_gap: bool,
    has_head: bool,
    is_filtered: bool,
    unreadable: u64,
}

impl Seen {
    fn record(&mut self, sequence: u64) {
        self.has_gap |= self.last.checked_add(1) != Some(sequence);
        self.last = sequence;
        self.records += 1;
    }

    /// Why sessions may be missing. Whether anything was changed is for `jit audit verify` to say.
    fn doubt(&self) -> Option<String> {
        if self.is_filtered {
            Some("the export is filtered".to_owned())
        } else if self.unreadable > 0 {
            Some(match self.unreadable {
                1 => "1 line of the export is no record".to_owned(),
                n => format!("{n} lines of the export are no records"),
            })
        } else if self.has_gap {
            Some("records are missing in the export".to_owned())
        } else if !self.has_head {
            Some("the export has no last line: it may be cut off".to_owned())
        } else {
            None
        }
    }
}
