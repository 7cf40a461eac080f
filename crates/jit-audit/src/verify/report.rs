use jit_domain::EventHash;
use serde::Serialize;

use super::anchor::Anchor;
use super::finding::Finding;

/// What the verification of a log came to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Report {
    /// Whether nothing is wrong.
    pub intact: bool,
    /// The last checkpoint that the log agrees with: up to there nobody can have rewritten it
    /// without the key. None when there is none, or something is wrong.
    pub anchor: Option<Anchor>,
    /// How many records were read.
    pub records: u64,
    /// The number of the last record.
    pub last: u64,
    /// The hash of the last record; none when there is none.
    pub hash: Option<EventHash>,
    /// The first record that is wrong or missing, where a finding is about one.
    pub first_bad: Option<u64>,
    /// How many findings there are.
    pub findings_total: u64,
    /// The first of them by record, 100 at most.
    pub findings: Vec<Finding>,
}

impl Report {
    /// How many findings are kept: a log that is wrong everywhere is wrong at its first records.
    pub const MAX_FINDINGS: usize = 100;

    /// What it came to, in a few words for people.
    #[must_use]
    pub fn verdict(&self) -> String {
        match (&self.anchor, self.first_bad) {
            (Some(anchor), _) => {
                format!("chain intact, anchored up to record {}", anchor.sequence)
            }
            (None, _) if self.intact => "chain intact, not anchored".to_owned(),
            (None, _) if self.records == 0 => "there is no log to verify".to_owned(),
            (None, Some(first)) => {
                format!("the log is not intact: the first record that is wrong is {first}")
            }
            (None, None) => "the log is not proven".to_owned(),
        }
    }
}
