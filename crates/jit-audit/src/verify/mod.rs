//! Whether a log is the one that was written.

mod anchor;
mod anchors;
mod finding;
mod gaps;
mod report;
#[cfg(test)]
mod tests;

use std::io::{self, BufRead};

use jit_domain::{ChainHead, EventHash};

pub use anchor::Anchor;
pub use finding::{Finding, FindingKind};
pub use report::Report;

use crate::{Entry, LogReader, Record, Unreadable};
use anchors::Anchors;
use gaps::Gaps;

/// Verifies an exported log.
///
/// It begins behind the record `after`, which is 0 for a whole log, and is held against the ends
/// that it is known to have had.
///
/// # Errors
///
/// When the input cannot be read. What is wrong with the log is in the report.
pub fn verify(input: impl BufRead, after: u64, anchors: Vec<Anchor>) -> io::Result<Report> {
    let mut verifier = Verifier::new(after, anchors);
    let mut reader = LogReader::new(input);
    while let Some((line, entry)) = reader.read()? {
        verifier.entry(line, &entry);
    }
    Ok(verifier.finish(HeadLine::Expected))
}

/// Whether a log ends with a line that names the end of the chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HeadLine {
    /// An export does.
    Expected,
    /// A store has none: its last record is the end.
    None,
}

/// Follows a log record by record, in memory that does not grow with it.
#[derive(Debug)]
pub struct Verifier {
    after: u64,
    /// The end of the chain that was followed so far: the highest record in its place, and its
    /// hash where that is known.
    last: u64,
    hash: Option<EventHash>,
    records: u64,
    /// The last record is not linked to the one before it; with its line. Which of the two is wrong
    /// is told by the next one.
    doubt: Option<Doubt>,
    /// Lines since then that are no trustworthy records, and stand where records are missing.
    unreadable: u64,
    gaps: Gaps,
    anchors: Anchors,
    head: Option<ChainHead>,
    behind_head: bool,
    findings: Findings,
}

/// Two records that do not fit each other; seen at this line, where there are lines.
#[derive(Clone, Copy, Debug)]
struct Doubt {
    line: Option<u64>,
}

/// The first findings, and how many there are.
#[derive(Debug, Default)]
struct Findings {
    kept: Vec<Finding>,
    total: u64,
    first_bad: Option<u64>,
}

impl Findings {
    fn add(&mut self, finding: Finding) {
        self.total += 1;
        let first = [self.first_bad, finding.sequence].into_iter().flatten();
        self.first_bad = first.min();
        if self.kept.len() < Report::MAX_FINDINGS {
            self.kept.push(finding);
        }
    }
}

impl Verifier {
    /// Before the first record, which follows the record `after`.
    #[must_use]
    pub fn new(after: u64, anchors: Vec<Anchor>) -> Self {
        Self {
            after,
            last: after,
            hash: (after == 0).then(EventHash::genesis),
            records: 0,
            doubt: None,
            unreadable: 0,
            gaps: Gaps::default(),
            anchors: Anchors::new(after, anchors),
            head: None,
            behind_head: false,
            findings: Findings::default(),
        }
    }

    /// Keeps a finding that somebody else made.
    pub fn add(&mut self, finding: Finding) {
        self.findings.add(finding);
    }

    /// The next line.
    pub fn entry(&mut self, line: u64, entry: &Entry<'_>) {
        if self.head.is_some() && !std::mem::replace(&mut self.behind_head, true) {
            let finding = Finding::general(FindingKind::BehindHead, Some(line));
            self.findings.add(finding);
        }
        match entry {
            Entry::Record(record) => self.record(Some(line), record),
            Entry::Head(head) => self.head = Some(head.clone()),
            Entry::FilteredHead(head) => {
                self.head = Some(head.clone());
                let finding = Finding::general(FindingKind::Filtered, Some(line));
                self.findings.add(finding);
            }
            Entry::Unreadable(why) => self.unreadable(line, *why),
        }
    }

    fn unreadable(&mut self, line: u64, why: Unreadable) {
        let kind = match why {
            Unreadable::TooLong => FindingKind::TooLong,
            Unreadable::NotARecord => FindingKind::Unreadable,
        };
        self.no_record(kind, Some(line));
    }

    /// Something stands where a record belongs.
    fn no_record(&mut self, kind: FindingKind, line: Option<u64>) {
        self.unreadable += 1;
        let place = self.last.saturating_add(self.unreadable);
        self.findings.add(Finding::at(kind, place, line));
    }

    /// The next record, with the line of an export that it stands on.
    pub fn record(&mut self, line: Option<u64>, record: &Record<'_>) {
        self.records += 1;
        let furthest = self.last.saturating_add(self.unreadable + 1);
        let in_place = record.sequence > self.last && record.sequence <= furthest;
        if !record.is_unchanged() && !in_place {
            // Nothing of it can be trusted, its number neither.
            self.no_record(FindingKind::Edited, line);
        } else if record.sequence <= self.last {
            let is_out_of_place = record.sequence <= self.after;
            let kind = if is_out_of_place || self.gaps.fill(record.sequence) {
                FindingKind::Moved
            } else {
                FindingKind::Repeated
            };
            self.findings.add(Finding::at(kind, record.sequence, line));
        } else {
            self.follow(line, record);
        }
    }

    /// A record behind the end so far.
    fn follow(&mut self, line: Option<u64>, record: &Record<'_>) {
        let expected = self.last.saturating_add(1);
        if record.sequence == expected {
            self.link(line, record);
        } else {
            self.settle_doubt();
            self.pass_over(expected, record.sequence);
        }
        self.unreadable = 0;
        self.last = record.sequence;
        if record.is_unchanged() {
            self.hash = Some(record.hash.clone());
            self.hold_against(line, &record.hash);
        } else {
            // What it really was is told by the next one that is linked to it.
            self.hash = None;
            let finding = Finding::at(FindingKind::Edited, record.sequence, line);
            self.findings.add(finding);
        }
    }

    fn link(&mut self, line: Option<u64>, record: &Record<'_>) {
        if record.sequence == 1 {
            let findings = &mut self.findings;
            self.anchors
                .log_is(&record.hash, &mut |it| findings.add(it));
        }
        match &self.hash {
            None => self.hold_against(line, &record.previous_hash),
            Some(_) if !record.is_unchanged() => {}
            Some(hash) if *hash == record.previous_hash => self.settle_doubt(),
            Some(_) => match self.doubt.take() {
                None => self.doubt = Some(Doubt { line }),
                // It fits neither side.
                Some(doubt) => self.replaced(self.last, doubt.line),
            },
        }
    }

    /// What follows agrees with the record in doubt: the one before it is the wrong one, or for
    /// the first record, itself.
    fn settle_doubt(&mut self) {
        if let Some(doubt) = self.doubt.take() {
            self.replaced(self.last.saturating_sub(1).max(1), doubt.line);
        }
    }

    fn replaced(&mut self, sequence: u64, line: Option<u64>) {
        let finding = Finding::at(FindingKind::Replaced, sequence, line);
        self.findings.add(finding);
    }

    /// Holds the last record against the checkpoints about it.
    fn hold_against(&mut self, line: Option<u64>, hash: &EventHash) {
        if let Some(found) = self.anchors.compare(self.last, hash, line) {
            self.findings.add(found);
        }
    }

    /// Records from `expected` on are not there, or stand where lines could not be read.
    fn pass_over(&mut self, expected: u64, found: u64) {
        let readable = expected.saturating_add(self.unreadable);
        if readable < found {
            self.gaps.open(readable, found - 1);
        }
    }

    /// The end of the log.
    #[must_use]
    pub fn finish(mut self, head_line: HeadLine) -> Report {
        self.settle_doubt();
        for (first, until) in std::mem::take(&mut self.gaps).into_missing() {
            let finding = Finding::at(FindingKind::Missing { until }, first, None);
            self.findings.add(finding);
        }
        if self.records == 0 && !self.is_at_its_start() {
            self.findings
                .add(Finding::general(FindingKind::Empty, None));
        }
        if head_line == HeadLine::Expected {
            self.check_head();
        }
        if let Some(finding) = self.anchors.behind(self.last) {
            self.findings.add(finding);
        }
        self.into_report()
    }

    /// An export of what is behind a record, when nothing is.
    fn is_at_its_start(&self) -> bool {
        self.after > 0
            && self
                .head
                .as_ref()
                .is_some_and(|head| head.sequence == self.after)
    }

    fn check_head(&mut self) {
        let finding = match &self.head {
            None => Finding::general(FindingKind::HeadMissing, None),
            Some(head) if head.sequence > self.last => {
                let until = head.sequence;
                Finding::at(FindingKind::Missing { until }, self.last + 1, None)
            }
            Some(head) => {
                let same = self.hash.as_ref().is_none_or(|hash| *hash == head.hash);
                if head.sequence == self.last && same {
                    return;
                }
                Finding::at(FindingKind::HeadDiffers, self.last, None)
            }
        };
        self.findings.add(finding);
    }

    fn into_report(self) -> Report {
        let Findings {
            mut kept,
            total,
            first_bad,
        } = self.findings;
        kept.sort_by_key(|finding| finding.sequence);
        let intact = total == 0;
        Report {
            intact,
            anchor: self.anchors.into_anchor().filter(|_| intact),
            records: self.records,
            last: self.last,
            hash: self.hash.filter(|_| self.last > 0),
            first_bad,
            findings_total: total,
            findings: kept,
        }
    }
}
