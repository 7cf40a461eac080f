use std::fmt;

use serde::Serialize;

/// Something that is wrong with a log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
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
    /// The same in words: one line, without a full stop. Nothing in it comes from the log but
    /// numbers.
    pub message: String,
}

/// What is wrong.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
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
    /// What the store keeps of a request is not what its events say.
    RequestDiffers {
        /// Which.
        request: String,
    },
    /// The store does not keep a request that its events tell of.
    RequestMissing {
        /// Which.
        request: String,
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
    #[must_use]
    pub fn at(kind: FindingKind, sequence: u64, line: Option<u64>) -> Self {
        Self {
            message: kind.in_words(sequence),
            kind,
            sequence: Some(sequence),
            line,
        }
    }

    /// About no record.
    #[must_use]
    pub fn general(kind: FindingKind, line: Option<u64>) -> Self {
        Self {
            message: kind.in_words(0),
            kind,
            sequence: None,
            line,
        }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl FindingKind {
    fn in_words(&self, first: u64) -> String {
        match self {
            Self::Edited => {
                format!("record {first} was edited: its content does not have its hash")
            }
            Self::Replaced => {
                format!("record {first} was replaced: its neighbours are linked to another one")
            }
            Self::Missing { until } if *until == first => format!("record {first} is missing"),
            Self::Missing { until } => format!("records {first} to {until} are missing"),
            Self::Moved => format!("record {first} is not in its place"),
            Self::Repeated => format!("record {first} is there once more"),
            Self::Unreadable => format!("where record {first} belongs is no record"),
            Self::TooLong => {
                format!("where record {first} belongs is a line longer than any record")
            }
            Self::Empty => "there is no record in it".to_owned(),
            Self::HeadMissing => {
                "the line that names the end of the log is missing: the export was cut off"
                    .to_owned()
            }
            Self::HeadDiffers => {
                format!("the last line names another end of the log than record {first}")
            }
            Self::BehindHead => {
                "there are lines behind the one that names the end of the log".to_owned()
            }
            Self::RolledBack { until } => format!(
                "record {first} is gone: a checkpoint proves that the log went on to record {until}"
            ),
            Self::Rewritten { until } if *until == first => {
                format!("record {first} was rewritten: a checkpoint proves that it was another one")
            }
            Self::Rewritten { until } => format!(
                "records were rewritten, the first of them between {first} and {until}: a checkpoint \
                 proves that {until} was another one"
            ),
            Self::Filtered => {
                "the export is filtered: only an export of the whole log can be verified".to_owned()
            }
            Self::RequestDiffers { request } => {
                format!("the row of `{request}` is not what its events say")
            }
            Self::RequestMissing { request } => format!("the row of `{request}` is missing"),
            Self::OtherLog { checkpoint } => {
                format!("the checkpoint on line {checkpoint} is one of another log")
            }
            Self::UntrustedCheckpoint { checkpoint, reason } => {
                format!("the checkpoint on line {checkpoint} proves nothing: {reason}")
            }
        }
    }
}
