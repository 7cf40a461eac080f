use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::Status;

/// The state of a request in one word, without the open level: what goes on the wire and what
/// filters take.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "each is explained by `Status`")]
pub enum StatusName {
    Pending,
    Scheduled,
    Active,
    Ended,
    Rejected,
    Cancelled,
    Expired,
    Revoked,
    Failed,
}

impl StatusName {
    /// All of them, in the order of a request's life.
    pub const ALL: [Self; 9] = [
        Self::Pending,
        Self::Scheduled,
        Self::Active,
        Self::Ended,
        Self::Rejected,
        Self::Cancelled,
        Self::Expired,
        Self::Revoked,
        Self::Failed,
    ];

    /// The word on the wire.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Scheduled => "scheduled",
            Self::Active => "active",
            Self::Ended => "ended",
            Self::Rejected => "rejected",
            Self::Cancelled => "cancelled",
            Self::Expired => "expired",
            Self::Revoked => "revoked",
            Self::Failed => "failed",
        }
    }

    /// Whether nothing can change it any more.
    #[must_use]
    pub fn is_terminal(self) -> bool {
        !matches!(self, Self::Pending | Self::Scheduled | Self::Active)
    }
}

impl From<Status> for StatusName {
    fn from(status: Status) -> Self {
        match status {
            Status::Pending { .. } => Self::Pending,
            Status::Scheduled => Self::Scheduled,
            Status::Active => Self::Active,
            Status::Ended => Self::Ended,
            Status::Rejected => Self::Rejected,
            Status::Cancelled => Self::Cancelled,
            Status::Expired => Self::Expired,
            Status::Revoked => Self::Revoked,
            Status::Failed => Self::Failed,
        }
    }
}

impl fmt::Display for StatusName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for StatusName {
    type Err = UnknownStatusError;

    fn from_str(s: &str) -> Result<Self, Self::Err> {
        let found = Self::ALL.into_iter().find(|status| status.as_str() == s);
        found.ok_or(UnknownStatusError)
    }
}

/// The word is not the name of a status.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "a status is one of pending, scheduled, active, ended, rejected, cancelled, expired, revoked, failed"
)]
pub struct UnknownStatusError;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::LevelNumber;
    use crate::newtype::corpus::{refuses, takes};

    #[test]
    fn each_status_has_one_word_everywhere() {
        takes::<StatusName>(&StatusName::ALL.map(StatusName::as_str));
        refuses::<StatusName>(&["", "Pending", "PENDING", "pending ", "canceled", "approved"]);
    }

    #[test]
    fn only_pending_scheduled_and_active_can_change() {
        let level = LevelNumber::FIRST;
        let open = [Status::Pending { level }, Status::Scheduled, Status::Active];
        let terminal = [
            Status::Ended,
            Status::Rejected,
            Status::Cancelled,
            Status::Expired,
            Status::Revoked,
            Status::Failed,
        ];
        assert!(open.iter().all(|s| !s.is_terminal()));
        assert!(terminal.iter().all(|s| s.is_terminal()));
        let names = open.into_iter().chain(terminal).map(Status::name);
        assert_eq!(names.collect::<Vec<_>>(), StatusName::ALL);
    }
}
