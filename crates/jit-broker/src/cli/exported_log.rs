//! An audit log as `GET /v1/audit` exports it: JSON lines, of which the last names the end of the
//! chain.

use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;

use jit_domain::Event;
use jit_store::{ChainHead, RecordedEvent, link};
use serde_json::Value;

/// The longest line that is taken for an event, in bytes.
const MAX_LINE: u64 = 1024 * 1024;

/// Follows the links of a log, which may begin anywhere.
#[derive(Debug, Default)]
pub(super) struct Chain(Option<ChainHead>);

impl Chain {
    /// Whether the event is what it says it is and follows from the one before; nothing follows from
    /// one that is not.
    pub(super) fn follow(&mut self, recorded: &RecordedEvent) -> bool {
        let before = ChainHead {
            sequence: recorded.sequence.saturating_sub(1),
            hash: recorded.previous_hash.clone(),
        };
        if recorded.sequence == 0 || self.0.as_ref().is_some_and(|head| *head != before) {
            return false;
        }
        let linked = link(&before, &recorded.event);
        let holds = linked.is_ok_and(|position| position.hash == recorded.hash);
        self.0 = holds.then(|| ChainHead {
            sequence: recorded.sequence,
            hash: recorded.hash.clone(),
        });
        holds
    }
}

/// Hands each event of the log on; `-` is standard input. Answers whether the last line was that of
/// the chain's end.
///
/// # Errors
///
/// What is wrong with the log, in one line: it cannot be read, a line is no event, or the chain does
/// not hold. Events before it have been handed on.
pub(super) fn read(path: &Path, mut event: impl FnMut(&Event)) -> Result<bool, String> {
    let input: Box<dyn Read> = if path == Path::new("-") {
        Box::new(std::io::stdin().lock())
    } else {
        Box::new(File::open(path).map_err(|error| error.to_string())?)
    };
    let mut input = BufReader::new(input);
    let mut line = Vec::new();
    let mut complete = false;
    let mut chain = Chain::default();
    for number in 1_u64.. {
        line.clear();
        let read = input.by_ref().take(MAX_LINE).read_until(b'\n', &mut line);
        if read.map_err(|error| error.to_string())? == 0 {
            break;
        }
        if line.trim_ascii().is_empty() {
            continue;
        }
        complete = false;
        match serde_json::from_slice::<RecordedEvent>(&line) {
            Ok(recorded) => {
                if !chain.follow(&recorded) {
                    return Err(changed(number));
                }
                event(&recorded.event);
            }
            Err(_) if is_head(&line) => complete = true,
            Err(_) => return Err(format!("line {number} is no event of an audit log")),
        }
    }
    Ok(complete)
}

fn changed(line: u64) -> String {
    format!("the chain of the log does not hold at line {line}: it was changed, or lines are gone")
}

fn is_head(line: &[u8]) -> bool {
    serde_json::from_slice::<Value>(line).is_ok_and(|value| value.get("head").is_some())
}
