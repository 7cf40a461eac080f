use std::fs::File;
use std::io::{self, BufRead, BufReader};
use std::path::{Path, PathBuf};

use jit_audit::{Entry, LogReader, OpenedSession, Sessions};
use jit_domain::{EventName, Session, Timestamp};

use super::feed::Feed;
use crate::broker::AuditQuery;
use crate::context::Context;
use crate::error::{CommandError, ErrorKind};
use crate::ui::Ui;

/// Where the log is read: from an export, or at the broker.
#[derive(Clone, Debug, clap::Args)]
pub(super) struct LogArgs {
    /// Look in this export instead of at the broker; `-` for stdin
    #[arg(long, value_name = "EXPORT")]
    from: Option<PathBuf>,
}

impl LogArgs {
    /// Whether an export is read.
    pub(super) fn is_file(&self) -> bool {
        self.from.is_some()
    }

    /// The sessions that are wanted; at the broker, only those that were opened at `since` or later.
    pub(super) async fn sessions(
        &self,
        ctx: &Context,
        ui: &Ui,
        since: Option<Timestamp>,
        wanted: impl Fn(&Session) -> bool,
    ) -> Result<Vec<OpenedSession>, CommandError> {
        match &self.from {
            Some(path) => of_export(ui, path, wanted),
            None => of_broker(ctx, ui, since, wanted).await,
        }
    }
}

async fn of_broker(
    ctx: &Context,
    ui: &Ui,
    since: Option<Timestamp>,
    wanted: impl Fn(&Session) -> bool,
) -> Result<Vec<OpenedSession>, CommandError> {
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
    Feed::of(&broker, query, 0)
        .to_the_end(ui, &mut each)
        .await?;
    drop(progress);
    Ok(sessions.into_found())
}

fn of_export(
    ui: &Ui,
    path: &Path,
    wanted: impl Fn(&Session) -> bool,
) -> Result<Vec<OpenedSession>, CommandError> {
    let cannot_read = |err: io::Error| {
        let what = format!("cannot read the export `{}`", path.display());
        CommandError::new(ErrorKind::Failed, what).cause(err)
    };
    let input: Box<dyn BufRead> = if path == Path::new("-") {
        Box::new(io::stdin().lock())
    } else {
        Box::new(BufReader::new(File::open(path).map_err(cannot_read)?))
    };
    let mut reader = LogReader::new(input);
    let (mut sessions, mut records, mut unreadable) = (Sessions::default(), 0_u64, 0_u64);
    let mut end = "the export has no last line: it may be cut off";
    while let Some((_, entry)) = reader.read().map_err(cannot_read)? {
        match entry {
            Entry::Record(record) => {
                records += 1;
                sessions.line(record.text, &wanted);
            }
            Entry::Head(_) => end = "",
            Entry::FilteredHead(_) => end = "the export is filtered: sessions may be missing",
            Entry::Unreadable(_) => unreadable += 1,
        }
    }
    if records == 0 {
        let what = format!("there is no record in `{}`", path.display());
        let hint = "an export is what `jit audit export` writes as JSON lines";
        return Err(CommandError::new(ErrorKind::Failed, what).hint(hint));
    }
    if !end.is_empty() {
        ui.status(format_args!("warning: {end}"));
    }
    if unreadable > 0 {
        ui.status(format_args!(
            "warning: {unreadable} lines of the export are no records; `jit audit verify` says which"
        ));
    }
    Ok(sessions.into_found())
}
