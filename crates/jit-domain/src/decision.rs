use serde::{Deserialize, Serialize};

use crate::{Actor, Comment, LevelNumber, Timestamp, WindowDuration};

/// What one person decided about a request.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Decision {
    /// Who decided.
    pub by: Actor,
    /// When.
    pub at: Timestamp,
    /// What.
    #[serde(flatten)]
    pub verdict: Verdict,
    /// What they said with it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comment: Option<Comment>,
}

/// Approve, reject or revoke.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(tag = "verdict", rename_all = "snake_case")]
pub enum Verdict {
    /// One approval at a level.
    Approve {
        /// The level.
        level: LevelNumber,
        /// The shorter duration that the approver granted, if they narrowed it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        duration: Option<WindowDuration>,
    },
    /// The rejection that ended it.
    Reject {
        /// The level.
        level: LevelNumber,
    },
    /// The end of an approved window before its time.
    Revoke,
}
