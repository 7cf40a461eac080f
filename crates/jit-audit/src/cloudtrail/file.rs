use std::fmt;
use std::io::{self, BufRead, BufReader, Read};

use flate2::bufread::MultiGzDecoder;
use serde::Serialize;

use super::call::Call;
use super::scan::{Piece, Scanner};

/// How much a file may inflate to.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// In all, in bytes.
    pub bytes: u64,
    /// Times its own size, once it is larger than [`free`](Self::free). What trails write inflates
    /// to 10 to 40 times its size; deflate cannot do more than 1,032 times.
    pub ratio: u64,
    /// Below so many bytes, no ratio is looked at.
    pub free: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            bytes: 4 << 30,
            ratio: 200,
            free: 16 << 20,
        }
    }
}

/// What was in a file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct FileReport {
    /// Records that were read.
    pub records: u64,
    /// Objects that are no records of `CloudTrail`, or none that can be read.
    pub unreadable: u64,
    /// Why the rest of it was not read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub trouble: Option<Trouble>,
}

/// Why a file was not read to its end.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Trouble {
    /// It inflates to far more than any log does.
    Inflates,
    /// It is larger than any log.
    TooLarge,
    /// It cannot be read, or is damaged.
    Damaged(String),
    /// It ends in the middle of something.
    CutOff,
    /// There is neither a record nor a list of records in it: it is something else.
    NoRecords,
}

/// One line for people, without a full stop.
impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Inflates => f.write_str("it inflates to far more than a log does"),
            Self::TooLarge => f.write_str("it is larger than any log"),
            Self::Damaged(why) => write!(f, "it cannot be read on: {why}"),
            Self::CutOff => f.write_str("it ends in the middle"),
            Self::NoRecords => f.write_str("there is nothing of CloudTrail in it"),
        }
    }
}

/// Reads a file of `CloudTrail`, plain or gzip by its first bytes, and hands out each call in it.
/// Nothing in the file is fatal, and nothing of it is kept.
pub fn read_file(input: impl Read, limits: Limits, each: &mut dyn FnMut(Call)) -> FileReport {
    let mut input = BufReader::with_capacity(64 * 1024, Counted::new(input));
    let is_gzip = match input.fill_buf() {
        Ok(start) => start.starts_with(&[0x1f, 0x8b]),
        Err(error) => return damaged(&error),
    };
    if is_gzip {
        let mut inflated = MultiGzDecoder::new(input);
        let own_size =
            |inflated: &MultiGzDecoder<BufReader<Counted<_>>>| inflated.get_ref().get_ref().bytes;
        read(&mut inflated, limits, own_size, each)
    } else {
        read(&mut input, limits, |_| u64::MAX / limits.ratio.max(1), each)
    }
}

fn damaged(error: &io::Error) -> FileReport {
    FileReport {
        trouble: Some(Trouble::Damaged(error.to_string())),
        ..FileReport::default()
    }
}

fn read<R: Read>(
    input: &mut R,
    limits: Limits,
    own_size: impl Fn(&R) -> u64,
    each: &mut dyn FnMut(Call),
) -> FileReport {
    let (mut scanner, mut report, mut total) = (Scanner::default(), FileReport::default(), 0_u64);
    let mut buffer = vec![0; 64 * 1024];
    loop {
        let bytes = match input.read(&mut buffer) {
            Ok(0) => break,
            Ok(read) => buffer.get(..read).unwrap_or_default(),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => {
                report.trouble = Some(Trouble::CutOff);
                return report;
            }
            Err(error) => {
                report.trouble = Some(Trouble::Damaged(error.to_string()));
                return report;
            }
        };
        total = total.saturating_add(bytes.len() as u64);
        report.trouble = too_much(total, own_size(input), limits);
        if report.trouble.is_some() {
            return report;
        }
        scanner.feed(bytes, &mut |piece| match parse(&piece) {
            Some(call) => {
                report.records += 1;
                each(call);
            }
            None => report.unreadable += 1,
        });
    }
    report.trouble = if scanner.is_inside() {
        Some(Trouble::CutOff)
    } else if report.records == 0 && !scanner.is_of_json() {
        report.unreadable = 0;
        Some(Trouble::NoRecords)
    } else {
        None
    };
    report
}

fn too_much(total: u64, own_size: u64, limits: Limits) -> Option<Trouble> {
    if total > limits.bytes {
        Some(Trouble::TooLarge)
    } else if total > limits.free && total > own_size.saturating_mul(limits.ratio) {
        Some(Trouble::Inflates)
    } else {
        None
    }
}

fn parse(piece: &Piece<'_>) -> Option<Call> {
    match piece {
        Piece::Object(bytes) => Call::parse(bytes),
        Piece::TooLong | Piece::NoObject => None,
    }
}

/// Counts what is read of the file itself.
#[derive(Debug)]
struct Counted<R> {
    inner: R,
    bytes: u64,
}

impl<R> Counted<R> {
    fn new(inner: R) -> Self {
        Self { inner, bytes: 0 }
    }
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.bytes = self.bytes.saturating_add(read as u64);
        Ok(read)
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use flate2::Compression;
    use flate2::write::GzEncoder;
    use proptest::prelude::*;

    use super::*;

    const RECORD: &str = r#"{"eventTime":"2026-11-22T09:31:00Z","eventSource":"s3.amazonaws.com","eventName":"GetObject","userIdentity":{}}"#;

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    fn report(bytes: &[u8]) -> FileReport {
        let mut calls = 0;
        let report = read_file(bytes, Limits::default(), &mut |_| calls += 1);
        assert_eq!(report.records, calls);
        report
    }

    fn is(report: &FileReport, records: u64, unreadable: u64, trouble: Option<&Trouble>) {
        let found = (report.records, report.unreadable, report.trouble.as_ref());
        assert_eq!(found, (records, unreadable, trouble));
    }

    #[test]
    fn a_file_is_plain_or_gzip_by_what_is_in_it() {
        let plain = format!(r#"{{"Records":[{RECORD},{RECORD}]}}"#);
        is(&report(plain.as_bytes()), 2, 0, None);
        let mut packed = gzip(plain.as_bytes());
        is(&report(&packed), 2, 0, None);
        // Several members one after the other are one file.
        packed.extend(gzip(plain.as_bytes()));
        is(&report(&packed), 4, 0, None);
    }

    /// Who names the wrong file must not read that nothing was done.
    #[test]
    fn a_file_of_something_else_is_not_one_without_calls() {
        for nothing in ["{\"Records\":[]}", "{\"Events\": []}\n", "[]", "\n[ ]"] {
            is(&report(nothing.as_bytes()), 0, 0, None);
            is(&report(&gzip(nothing.as_bytes())), 0, 0, None);
        }
        for other in ["", "\n", "time,event\n", "\"Records\"", "[INFO] up\n"] {
            is(&report(other.as_bytes()), 0, 0, Some(&Trouble::NoRecords));
            let packed = gzip(other.as_bytes());
            is(&report(&packed), 0, 0, Some(&Trouble::NoRecords));
        }
        is(&report(b"{}"), 0, 1, None);
    }

    #[test]
    fn records_that_are_none_are_counted_and_the_rest_is_read() {
        let file = format!(r#"{{"Records":[{{"a":1}},{RECORD},{{"b":}},{RECORD}]}}"#);
        is(&report(file.as_bytes()), 2, 2, None);
    }

    #[test]
    fn a_damaged_file_is_read_as_far_as_it_goes() {
        let plain = format!(r#"{{"Records":[{RECORD},{RECORD}]}}"#);
        is(
            &report(&plain.as_bytes()[..plain.len() - 10]),
            1,
            0,
            Some(&Trouble::CutOff),
        );
        let packed = gzip(plain.as_bytes());
        let cut = report(&packed[..packed.len() - 12]);
        assert_eq!(cut.trouble, Some(Trouble::CutOff));
        let mut damaged = packed.clone();
        let middle = damaged.len() / 2;
        damaged[middle] ^= 0xff;
        assert!(report(&damaged).trouble.is_some());
        let mut damaged = packed;
        let crc = damaged.len() - 8;
        damaged[crc] ^= 0xff;
        assert!(matches!(
            report(&damaged).trouble,
            Some(Trouble::Damaged(_))
        ));
    }

    #[test]
    fn a_bomb_is_not_inflated_to_its_end() {
        let bomb = gzip(&vec![b'['; 64 << 20]);
        is(&report(&bomb), 0, 0, Some(&Trouble::Inflates));
        let mut hidden = format!(r#"{{"Records":[{RECORD},{{"a":""#).into_bytes();
        hidden.extend(vec![b'x'; 64 << 20]);
        is(&report(&gzip(&hidden)), 1, 0, Some(&Trouble::Inflates));
    }

    #[test]
    fn a_file_larger_than_any_log_is_not_read_to_its_end() {
        let limits = Limits {
            bytes: 300,
            ..Limits::default()
        };
        let file = format!(r#"{{"Records":[{RECORD},{RECORD},{RECORD}]}}"#);
        let report = read_file(file.as_bytes(), limits, &mut |_| {});
        assert_eq!(report.trouble, Some(Trouble::TooLarge));
    }

    proptest! {
        #[test]
        fn no_file_stops_it(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
            report(&bytes);
            let mut packed = gzip(&bytes);
            report(&packed);
            packed.truncate(packed.len() / 2);
            report(&packed);
            report(&[&[0x1f, 0x8b], bytes.as_slice()].concat());
        }
    }
}
