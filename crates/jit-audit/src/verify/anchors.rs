use jit_domain::EventHash;

use super::anchor::Anchor;
use super::finding::{Finding, FindingKind};

/// The ends that a log is held against, in the order of what they are about.
#[derive(Debug, Default)]
pub(crate) struct Anchors {
    expected: Vec<Anchor>,
    /// How many of them the reading has passed.
    passed: usize,
    last_match: Option<Anchor>,
    /// The log begins behind this record.
    after: u64,
    rewritten: bool,
}

impl Anchors {
    pub(crate) fn new(after: u64, mut expected: Vec<Anchor>) -> Self {
        expected.sort_by_key(|anchor| anchor.sequence);
        Self {
            expected,
            after,
            ..Self::default()
        }
    }

    /// Checkpoints of other logs than the one with this first record are put aside.
    pub(crate) fn log_is(&mut self, first: &EventHash, findings: &mut impl FnMut(Finding)) {
        self.expected.retain(|anchor| {
            let same = anchor.log.as_ref().is_none_or(|log| log == first);
            if !same {
                let kind = FindingKind::OtherLog {
                    checkpoint: anchor.line,
                };
                findings(Finding::general(kind, None));
            }
            same
        });
    }

    /// Holds the record at this place against the checkpoints about it. Places come in order.
    pub(crate) fn compare(
        &mut self,
        sequence: u64,
        hash: &EventHash,
        line: Option<u64>,
    ) -> Option<Finding> {
        let mut found = None;
        while let Some(anchor) = self.expected.get(self.passed) {
            if anchor.sequence > sequence {
                break;
            }
            self.passed += 1;
            if anchor.sequence < sequence {
                continue;
            }
            if anchor.hash == *hash {
                self.last_match = Some(anchor.clone());
            } else if !std::mem::replace(&mut self.rewritten, true) {
                let agreed = self
                    .last_match
                    .as_ref()
                    .map_or(self.after, |last| last.sequence);
                let first = agreed + 1;
                let kind = FindingKind::Rewritten { until: sequence };
                found = Some(Finding::at(kind, first, line));
            }
        }
        found
    }

    /// What the checkpoints say that lie behind the end of the log.
    pub(crate) fn behind(&self, end: u64) -> Option<Finding> {
        let until = self.expected.last()?.sequence;
        (until > end).then(|| Finding::at(FindingKind::RolledBack { until }, end + 1, None))
    }

    /// The last checkpoint that the log agrees with.
    pub(crate) fn into_anchor(self) -> Option<Anchor> {
        self.last_match
    }
}
