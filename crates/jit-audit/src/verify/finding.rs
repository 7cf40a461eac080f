use std::fmt;

use serde::Serialize;

/// Something that is wrong with a log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// What it is.
    #[serde(flatten)]
    pub kind: FindingKind,
    /// The first record that it is about; none when it is about no record.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sequence: Option<u64>,
    /// The line of the log that shows it, counted from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<u64>,
}

/// What is wrong.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum FindingKind {
    /// The content of the record does not have the hash that it names.
    Edited,
    /// The record has the hash that it names, but its neighbours were linked to another one.
    Replaced,
    /// Records are not there.
    Missing {
        /// The last of them.
        until: u64,
    },
    /// The record stands behind one that came after it.
    Moved,
    /// There is another record of this number before it.
    Repeated,
    /// The line is no record: not JSON, a name twice, or without its links.
    Unreadable,
    /// The line is longer than any record.
    TooLong,
    /// There is nothing to verify.
    Empty,
    /// The export leaves records out on purpose, so that nothing can be said about the rest.
    Filtered,
    /// The last line, which names the end of the chain, is not there: the export was cut off.
    HeadMissing,
    /// The end of the chain that the last line names is not that of the records.
    HeadDiffers,
    /// There is something behind the line that names the end of the chain.
    BehindHead,
    /// A checkpoint proves that the log once was longer.
    RolledBack {
        /// The last record that there once was.
        until: u64,
    },
    /// A checkpoint proves that the log once said something else.
    Rewritten {
        /// The record that the checkpoint is about: it, or one before it, was replaced.
        until: u64,
    },
    /// A checkpoint is one of another log.
    OtherLog {
        /// The line of the checkpoints.
        checkpoint: u64,
    },
    /// A checkpoint is not one, or its signature is not by a key that is trusted.
    UntrustedCheckpoint {
        /// The line of the checkpoints.
        checkpoint: u64,
        /// What is wrong with it.
        reason: String,
    },
}

impl Finding {
    /// About a record, seen at a line of the log.
    pub(crate) fn at(kind: FindingKind, sequence: u64, line: Option<u64>) -> Self {
        Self {
            kind,
            sequence: Some(sequence),
            line,
        }
    }

    /// About no record.
    pub(crate) fn general(kind: FindingKind, line: Option<u64>) -> Self {
        Self {
            kind,
            sequence: None,
            line,
        }
    }
}

/// One line for people, without a full stop. Nothing in it comes from the log but numbers.
impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let first = self.sequence.unwrap_or_default();
        match &self.kind {
            FindingKind::Edited => write!(
                f,
                "record {first} was edited: its content does not have its hash"
            ),
            FindingKind::Replaced => {
                write!(
                    f,
                    "record {first} was replaced: its neighbours are linked to another one"
                )
            }
            FindingKind::Missing { until } if *until == first => {
                write!(f, "record {first} is missing")
            }
            FindingKind::Missing { until } => write!(f, "records {first} to {until} are missing"),
            FindingKind::Moved => write!(f, "record {first} is not in its place"),
            FindingKind::Repeated => write!(f, "record {first} is there once more"),
            FindingKind::Unreadable => write!(f, "where record {first} belongs is no record"),
            FindingKind::TooLong => write!(
                f,
                "where record {first} belongs is a line longer than any record"
            ),
            FindingKind::Empty => write!(f, "there is no record in it"),
            FindingKind::Filtered => write!(
                f,
                "the export is filtered: only an export of the whole log can be verified"
            ),
            FindingKind::HeadMissing => {
                write!(
                    f,
                    "the line that names the end of the log is missing: the export was cut off"
                )
            }
            FindingKind::HeadDiffers => write!(
                f,
                "the last line names another end of the log than record {first}"
            ),
            FindingKind::BehindHead => write!(
                f,
                "there are lines behind the one that names the end of the log"
            ),
            FindingKind::RolledBack { until } => {
                write!(
                    f,
                    "the log was cut off at record {first}: a checkpoint proves that it had {until}"
                )
            }
            FindingKind::Rewritten { until } if *until == first => {
                write!(
                    f,
                    "record {first} was rewritten: a checkpoint proves that it was another one"
                )
            }
            FindingKind::Rewritten { until } => write!(
                f,
                "records were rewritten, the first of them between {first} and {until}: a checkpoint proves that \
                 {until} was another one"
            ),
            FindingKind::OtherLog { checkpoint } => {
                write!(f, "checkpoint {checkpoint} is one of another log")
            }
            FindingKind::UntrustedCheckpoint { checkpoint, reason } => {
                write!(f, "checkpoint {checkpoint} proves nothing: {reason}")
            }
        }
    }
}
