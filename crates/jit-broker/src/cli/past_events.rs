//! The events of an audit log, from an export or from a store. An event is handed on only when it is
//! what it says it is and follows from the one before it.

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::Path;

use jit_audit::{Entry, LineParser, LogReader, Record};
use jit_domain::{ChainHead, Event};
use jit_store::StoreError;
use jit_store::sqlite::OfflineLog;

/// Hands each event of an export on, which may begin anywhere; `-` is standard input. Answers whether
/// the last line was that of the chain's end.
///
/// # Errors
///
/// What is wrong with the log, in one line: it cannot be read, a line is no event, or the chain does
/// not hold. Events before it have been handed on. Or what `each` fails with.
pub(super) fn of_export(
    path: &Path,
    mut each: impl FnMut(&Event) -> Result<(), String>,
) -> Result<bool, String> {
    let input: Box<dyn BufRead> = if path == Path::new("-") {
        Box::new(std::io::stdin().lock())
    } else {
        let file = File::open(path).map_err(|error| error.to_string())?;
        Box::new(BufReader::new(file))
    };
    let (mut reader, mut chain) = (LogReader::new(input), Chain::default());
    let mut complete = false;
    while let Some((line, entry)) = reader.read().map_err(|error| error.to_string())? {
        let place = Place::Line(line);
        complete = match entry {
            Entry::Record(record) => {
                each(&chain.follow(&record, place)?)?;
                false
            }
            Entry::Head(head) => {
                chain.end(&head, place)?;
                true
            }
            Entry::FilteredHead(_) => false,
            Entry::Unreadable(_) => return Err(format!("line {line} is no event of an audit log")),
        };
    }
    Ok(complete)
}

/// Hands each event of a store on, while a broker may go on with it.
///
/// # Errors
///
/// As [`of_export`].
pub(super) fn of_store(
    folder: &Path,
    mut each: impl FnMut(&Event) -> Result<(), String>,
) -> Result<(), String> {
    let log = OfflineLog::open(folder).map_err(|error| error.to_string())?;
    let (mut parser, mut chain) = (LineParser::default(), Chain::default());
    let read = log.lines(0, |line| {
        let Entry::Record(record) = parser.parse(line) else {
            return Err(Fault("the log has an event that cannot be read".to_owned()));
        };
        let event = chain.follow(&record, Place::Event(record.sequence));
        event.and_then(|event| each(&event)).map_err(Fault)
    });
    read.map_err(|Fault(what)| what)
}

/// What is wrong with a log, in one line.
struct Fault(String);

impl From<StoreError> for Fault {
    fn from(error: StoreError) -> Self {
        Self(error.to_string())
    }
}

/// Where somebody finds the record again.
#[derive(Clone, Copy)]
enum Place {
    Line(u64),
    Event(u64),
}

impl Place {
    fn changed(self) -> String {
        let place = match self {
            Self::Line(line) => format!("line {line}"),
            Self::Event(sequence) => format!("event {sequence}"),
        };
        format!("the chain of the log does not hold at {place}: it was changed, or events are gone")
    }
}

/// The end of what was followed so far; none before the first record.
#[derive(Default)]
struct Chain(Option<ChainHead>);

impl Chain {
    /// What happened, if the record has the hash that it names and follows from the one before.
    fn follow(&mut self, record: &Record<'_>, place: Place) -> Result<Event, String> {
        let follows = self.0.as_ref().is_none_or(|end| {
            end.sequence.checked_add(1) == Some(record.sequence) && record.previous_hash == end.hash
        });
        if !follows || !record.is_unchanged() {
            return Err(place.changed());
        }
        self.0 = Some(ChainHead {
            sequence: record.sequence,
            hash: record.hash.clone(),
        });
        let recorded = record.event().map_err(|_| {
            let sequence = record.sequence;
            format!("event {sequence} is of a kind that this version does not know")
        })?;
        Ok(recorded.event)
    }

    /// Whether the line that names the end agrees with the records.
    fn end(&self, head: &ChainHead, place: Place) -> Result<(), String> {
        match &self.0 {
            Some(end) if end != head => Err(place.changed()),
            _ => Ok(()),
        }
    }
}
