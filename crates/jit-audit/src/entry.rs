use std::io::{self, BufRead};

use jit_domain::ChainHead;

use crate::canonical::Canonical;
use crate::export::End;
use crate::line::{Line, Lines};
use crate::record::Record;

/// What a line of an exported log is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Entry<'a> {
    /// A recorded event.
    Record(Record<'a>),
    /// The last line of an export: the end of the chain.
    Head(ChainHead),
    /// The last line of an export that leaves records out on purpose. It proves nothing.
    FilteredHead(ChainHead),
    /// Neither.
    Unreadable(Unreadable),
}

/// Why a line is no part of a log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unreadable {
    /// It is longer than [`MAX_LINE_BYTES`](crate::MAX_LINE_BYTES).
    TooLong,
    /// It is not JSON in UTF-8, names a member twice, or is neither a record nor a head.
    NotARecord,
}

/// Reads an exported log line by line. Nothing in the input ends it early, and its memory is that
/// of one line.
#[derive(Debug)]
pub struct LogReader<R> {
    lines: Lines<R>,
    canonical: Canonical,
}

impl<R: BufRead> LogReader<R> {
    /// Begins at the first line.
    pub fn new(input: R) -> Self {
        Self {
            lines: Lines::new(input),
            canonical: Canonical::default(),
        }
    }

    /// The next entry with the number of its line, counted from 1; none at the end. Empty lines are
    /// passed over.
    ///
    /// # Errors
    ///
    /// When the input cannot be read.
    pub fn read(&mut self) -> io::Result<Option<(u64, Entry<'_>)>> {
        let (number, line) = loop {
            match self.lines.read()? {
                None => return Ok(None),
                Some((_, Line::Whole(bytes))) if bytes.trim_ascii().is_empty() => {}
                Some((number, Line::Whole(_))) => break (number, self.lines.last()),
                Some((number, Line::TooLong)) => {
                    return Ok(Some((number, Entry::Unreadable(Unreadable::TooLong))));
                }
            }
        };
        let entry = entry(&mut self.canonical, line);
        Ok(Some((
            number,
            entry.unwrap_or(Entry::Unreadable(Unreadable::NotARecord)),
        )))
    }
}

fn entry<'a>(canonical: &mut Canonical, line: &'a [u8]) -> Option<Entry<'a>> {
    let text = std::str::from_utf8(line).ok()?;
    match Record::parse(canonical, text) {
        Some(record) => Some(Entry::Record(record)),
        None => match End::parse(text)? {
            End::Whole(head) => Some(Entry::Head(head)),
            End::Filtered(head) => Some(Entry::FilteredHead(head)),
        },
    }
}
