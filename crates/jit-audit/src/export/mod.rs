//! The log in the formats that other programs read: record by record, in memory that does not grow
//! with the log.

mod cell;
mod check;
mod line;
mod ocsf;
mod row;
#[cfg(test)]
mod tests;

use std::io::{self, Write};
use std::str::FromStr;

use jit_domain::{RecordedEvent, Timestamp};
use serde::Deserialize;
use serde_json::Value;

pub use check::{Completeness, Incomplete};
pub use line::{End, ExportLine, Links};
pub use ocsf::OCSF_VERSION;

use ocsf::Place;
use row::{COLUMNS, Row};

/// How an export is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Format {
    /// JSON lines, each record as it is in the log: the one format that can be verified.
    #[default]
    Jsonl,
    /// Comma-separated values for spreadsheets: RFC 4180 with line feeds, headings, and no cell
    /// that is a formula.
    Csv,
    /// JSON lines, each an object of the Open Cybersecurity Schema Framework.
    Ocsf,
}

impl Format {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Jsonl, Self::Csv, Self::Ocsf];

    /// The word for it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Jsonl => "jsonl",
            Self::Csv => "csv",
            Self::Ocsf => "ocsf",
        }
    }
}

impl FromStr for Format {
    type Err = UnknownFormatError;

    fn from_str(s: &str) -> Result<Self, Self::Err> {
        let found = Self::ALL.into_iter().find(|format| format.as_str() == s);
        found.ok_or(UnknownFormatError)
    }
}

/// The word is not the name of a format.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a format is one of jsonl, csv, ocsf")]
pub struct UnknownFormatError;

/// Writes an export in one format.
#[derive(Debug)]
pub struct Exporter<W: Write> {
    output: Output<W>,
    has_written: bool,
    /// When the last record happened: an export has no clock of its own.
    last_at: Timestamp,
}

#[derive(Debug)]
enum Output<W: Write> {
    Jsonl(W),
    Csv(Box<csv::Writer<W>>),
    Ocsf(W),
}

impl<W: Write> Exporter<W> {
    /// Begins an export; the headings of a table go out at once.
    ///
    /// # Errors
    ///
    /// When the output cannot be written, as for everything that writes.
    pub fn new(format: Format, output: W) -> io::Result<Self> {
        let output = match format {
            Format::Jsonl => Output::Jsonl(output),
            Format::Ocsf => Output::Ocsf(output),
            Format::Csv => {
                let mut table = csv::WriterBuilder::new()
                    .terminator(csv::Terminator::Any(b'\n'))
                    .from_writer(output);
                table.write_record(COLUMNS)?;
                Output::Csv(Box::new(table))
            }
        };
        Ok(Self {
            has_written: format == Format::Csv,
            output,
            last_at: Timestamp::from_millis(0),
        })
    }

    /// Whether anything went out: a record, an end, or the headings of a table.
    #[must_use]
    pub fn has_written(&self) -> bool {
        self.has_written
    }

    /// Writes a record, given the line of the log that it is.
    ///
    /// An event that this version does not know is written as far as it is understood.
    ///
    /// # Errors
    ///
    /// When the output cannot be written.
    pub fn record(&mut self, text: &str) -> io::Result<()> {
        self.has_written = true;
        if let Output::Jsonl(output) = &mut self.output {
            output.write_all(text.as_bytes())?;
            return output.write_all(b"\n");
        }
        match serde_json::from_str::<RecordedEvent>(text) {
            Ok(recorded) => self.known(&recorded),
            Err(_) => self.unknown(&Unknown::parse(text), text),
        }
    }

    fn known(&mut self, recorded: &RecordedEvent) -> io::Result<()> {
        self.last_at = recorded.event.at;
        match &mut self.output {
            Output::Csv(table) => Ok(table.write_record(Row::of(recorded).cells())?),
            Output::Ocsf(output) | Output::Jsonl(output) => json_line(output, &ocsf::of(recorded)),
        }
    }

    fn unknown(&mut self, unknown: &Unknown, text: &str) -> io::Result<()> {
        let at = unknown.at.unwrap_or(self.last_at);
        self.last_at = at;
        match &mut self.output {
            Output::Csv(table) => {
                let mut row = Row::default();
                row.set("sequence", unknown.sequence);
                row.set("at", at);
                row.set("type", &unknown.kind);
                row.set("request", &unknown.request);
                row.set("hash", &unknown.hash);
                Ok(table.write_record(row.cells())?)
            }
            Output::Ocsf(output) | Output::Jsonl(output) => {
                let place = Place {
                    sequence: unknown.sequence,
                    uid: &unknown.hash,
                    code: &unknown.kind,
                    at,
                };
                json_line(output, &ocsf::unknown(place, text))
            }
        }
    }

    /// Writes the end of the export: a last line that names the end of the chain.
    ///
    /// # Errors
    ///
    /// When the output cannot be written.
    pub fn end(&mut self, end: &End) -> io::Result<()> {
        let head = end.head();
        self.has_written = true;
        match &mut self.output {
            Output::Jsonl(output) => writeln!(output, "{}", end.to_json()),
            Output::Csv(table) => {
                let mut row = Row::default();
                row.set("sequence", head.sequence);
                row.set("type", end.name());
                row.set("hash", &head.hash);
                Ok(table.write_record(row.cells())?)
            }
            Output::Ocsf(output) => {
                let place = Place {
                    sequence: head.sequence,
                    uid: head.hash.as_str(),
                    code: end.name(),
                    at: self.last_at,
                };
                json_line(output, &ocsf::end(place))
            }
        }
    }

    /// Hands everything on to the output.
    ///
    /// # Errors
    ///
    /// When the output cannot be written.
    pub fn flush(&mut self) -> io::Result<()> {
        match &mut self.output {
            Output::Jsonl(output) | Output::Ocsf(output) => output.flush(),
            Output::Csv(table) => table.flush(),
        }
    }

    /// The output, with everything handed on to it.
    ///
    /// # Errors
    ///
    /// When the output cannot be written.
    pub fn into_output(self) -> io::Result<W> {
        match self.output {
            Output::Jsonl(output) | Output::Ocsf(output) => Ok(output),
            Output::Csv(table) => table.into_inner().map_err(csv::IntoInnerError::into_error),
        }
    }
}

fn json_line(output: &mut impl Write, value: &Value) -> io::Result<()> {
    serde_json::to_writer(&mut *output, value)?;
    output.write_all(b"\n")
}

/// What every record says, whichever version wrote it.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Unknown {
    sequence: u64,
    hash: String,
    at: Option<Timestamp>,
    #[serde(rename = "type")]
    kind: String,
    request: String,
}

impl Unknown {
    /// Without what cannot be read.
    fn parse(text: &str) -> Self {
        serde_json::from_str(text).unwrap_or_default()
    }
}
