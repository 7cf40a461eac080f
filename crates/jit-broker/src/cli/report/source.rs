use jit_domain::Event;
use jit_report::Reporter;

use super::SourceArgs;
use crate::cli::past_events;

/// Hands the events on; answers whether the log names its end.
pub(super) fn read(args: &SourceArgs, reporter: &mut Reporter) -> Result<bool, String> {
    let each = |event: &Event| reporter.event(event).map_err(|error| error.to_string());
    match (&args.database, &args.from) {
        (Some(folder), _) => past_events::of_store(folder, each).map(|()| true),
        (None, Some(file)) => {
            let read = past_events::of_export(file, each);
            read.map_err(|what| format!("`{}`: {what}", file.display()))
        }
        (None, None) => Err("name a database or an exported log".to_owned()),
    }
}
