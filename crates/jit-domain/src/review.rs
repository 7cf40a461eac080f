use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::{Actor, Comment, Timestamp};

/// The look back of somebody else at a break-glass window. It changes nothing but itself.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Review {
    /// Who looked.
    pub by: Actor,
    /// When.
    pub at: Timestamp,
    /// What they found.
    pub verdict: ReviewVerdict,
    /// What they said with it; always there with a violation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comment: Option<Comment>,
}

/// What a review finds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum ReviewVerdict {
    /// Breaking the glass was right, and so was what was done.
    Ok,
    /// It was not.
    Violation,
}

/// The text is not a verdict of a review.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a verdict is ok or violation")]
pub struct UnknownVerdictError;

/// Whether somebody has to look back at a request, at an instant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ReviewState {
    /// There is nothing to look back at: no break-glass window, or one that is not over.
    Nothing,
    /// The window is over and waits for its review.
    Open,
    /// It has waited for too long.
    Overdue,
    /// Somebody has looked.
    Done,
}

impl ReviewVerdict {
    /// The word on the wire.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Violation => "violation",
        }
    }
}

impl fmt::Display for ReviewVerdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl FromStr for ReviewVerdict {
    type Err = UnknownVerdictError;

    fn from_str(s: &str) -> Result<Self, Self::Err> {
        [Self::Ok, Self::Violation]
            .into_iter()
            .find(|verdict| verdict.as_str() == s)
            .ok_or(UnknownVerdictError)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_verdict_is_one_of_two_words() {
        for verdict in [ReviewVerdict::Ok, ReviewVerdict::Violation] {
            assert_eq!(verdict.to_string().parse(), Ok(verdict));
            assert_eq!(serde_json::json!(verdict), verdict.as_str());
        }
        for text in ["", "OK", "okay", "violated"] {
            assert_eq!(text.parse::<ReviewVerdict>(), Err(UnknownVerdictError));
        }
    }
}
