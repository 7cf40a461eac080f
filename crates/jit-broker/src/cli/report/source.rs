use std::path::Path;

use jit_report::{Reporter, TooMany};
use jit_store::sqlite::LogReader;

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
    let log = LogReader::open(folder).map_err(|error| error.to_string())?;
    let mut chain = Chain::default();
    loop {
        let events = log
            .after(chain.sequence(), PAGE)
            .map_err(|error| error.to_string())?;
        if events.is_empty() {
            return Ok(());
        }
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
    }
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
