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

/// Reads lines that are at hand already. Its memory is used again for each of them.
#[derive(Debug, Default)]
pub struct LineParser {
    canonical: Canonical,
}

impl LineParser {
    /// What the line, without its end, is.
    pub fn parse<'a>(&mut self, line: &'a str) -> Entry<'a> {
        if let Some(record) = Record::parse(&mut self.canonical, line) {
            return Entry::Record(record);
        }
        match End::parse(line) {
            Some(End::Whole(head)) => Entry::Head(head),
            Some(End::Filtered(head)) => Entry::FilteredHead(head),
            None => Entry::Unreadable(Unreadable::NotARecord),
        }
    }
}

/// Reads an exported log line by line. Nothing in the input ends it early, and its memory is that
/// of one line.
#[derive(Debug)]
pub struct LogReader<R> {
    lines: Lines<R>,
    parser: LineParser,
}

impl<R: BufRead> LogReader<R> {
    /// Begins at the first line.
    pub fn new(input: R) -> Self {
        Self {
            lines: Lines::new(input),
            parser: LineParser::default(),
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
        let entry = std::str::from_utf8(line)
            .map_or(Entry::Unreadable(Unreadable::NotARecord), |text| {
                self.parser.parse(text)
            });
        Ok(Some((number, entry)))
    }
}
