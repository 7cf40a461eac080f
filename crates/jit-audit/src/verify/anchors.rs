use jit_domain::EventHash;

use super::finding::{Finding, FindingKind};
use crate::Checkpoint;

/// The checkpoints that a log is held against, in the order of what they are about.
#[derive(Debug, Default)]
pub(crate) struct Anchors {
    /// Each with the line that it stands on.
    expected: Vec<(u64, Checkpoint)>,
    /// How many of them the reading has passed.
    passed: usize,
    last_match: Option<Checkpoint>,
    /// The log begins behind this record.
    after: u64,
    rewritten: bool,
}

impl Anchors {
    pub(crate) fn new(after: u64, mut expected: Vec<(u64, Checkpoint)>) -> Self {
        expected.sort_by_key(|(_, checkpoint)| checkpoint.sequence);
        Self {
            expected,
            after,
            ..Self::default()
        }
    }

    /// Checkpoints of other logs than the one with this first record are put aside.
    pub(crate) fn log_is(&mut self, first: &EventHash, findings: &mut impl FnMut(Finding)) {
        self.expected.retain(|(line, checkpoint)| {
            let same = checkpoint.log == *first;
            if !same {
                let kind = FindingKind::OtherLog { checkpoint: *line };
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
        while let Some((_, checkpoint)) = self.expected.get(self.passed) {
            if checkpoint.sequence > sequence {
                break;
            }
            self.passed += 1;
            if checkpoint.sequence < sequence {
                continue;
            }
            if checkpoint.hash == *hash {
                self.last_match = Some(checkpoint.clone());
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
        let (_, last) = self.expected.last()?;
        let until = last.sequence;
        (until > end).then(|| Finding::at(FindingKind::RolledBack { until }, end + 1, None))
    }

    /// The last checkpoint that the log agrees with.
    pub(crate) fn into_anchor(self) -> Option<Checkpoint> {
        self.last_match
    }
}
