use std::path::Path;

use jit_domain::{Clock as _, SystemClock};
use jit_report::{Reporter, TooMany};
use jit_store::sqlite::OfflineLog;
use jit_store::{LogFilter, LogQuery};

use super::SourceArgs;
use crate::cli::exported_log::{self, Chain};

/// How many events are in memory at a time.
const PAGE: u32 = 1_000;

/// Hands the events on; answers whether the log names its end.
pub(super) fn read(args: &SourceArgs, reporter: &mut Reporter) -> Result<bool, String> {
    match (&args.database, &args.from) {
        (Some(folder), _) => database(folder, reporter).map(|()| true),
        (None, Some(file)) => exported(file, reporter),
        (None, None) => Err("name a database or an exported log".to_owned()),
    }
}

fn database(folder: &Path, reporter: &mut Reporter) -> Result<(), String> {
    let log = OfflineLog::open(folder).map_err(|error| error.to_string())?;
    let head = log.head().map_err(|error| error.to_string())?;
    let mut chain = Chain::default();
    let mut query = LogQuery {
        after: 0,
        span: PAGE,
        filter: LogFilter::default(),
        now: SystemClock.now(),
    };
    while query.after < head.sequence {
        let events = log.matching(&query).map_err(|error| error.to_string())?;
        for recorded in events {
            if !chain.follow(&recorded) {
                let sequence = recorded.sequence;
                return Err(format!(
                    "the chain of the log does not hold at event {sequence}"
                ));
            }
            let taken = reporter.event(&recorded.event);
            taken.map_err(|error| error.to_string())?;
        }
        query.after += u64::from(PAGE);
    }
    Ok(())
}

fn exported(file: &Path, reporter: &mut Reporter) -> Result<bool, String> {
    let mut taken: Result<(), TooMany> = Ok(());
    let complete = exported_log::read(file, |event| {
        if taken.is_ok() {
            taken = reporter.event(event);
        }
    })
    .map_err(|what| format!("`{}`: {what}", file.display()))?;
    taken.map_err(|error| error.to_string())?;
    Ok(complete)
}
