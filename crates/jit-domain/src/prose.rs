//! Free text from people, refused where it could deceive a reader or break a log line.

use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::newtype::parsed_text;

/// The business justification of a request: 1 to 1,024 characters, not only white space, and no
/// control characters but newline and tab.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Reason(String);

/// What a person says with a decision, under the same rule as [`Reason`].
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Comment(String);

/// The text is not a [`Reason`] or [`Comment`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ParseProseError {
    /// Nothing, or only white space.
    #[error("the text is empty")]
    Empty,
    /// More than [`MAX_CHARS`].
    #[error("the text is longer than 1024 characters")]
    TooLong,
    /// U+0000–U+001F, U+007F–U+009F other than newline and tab.
    #[error("the text has a control character")]
    Control,
}

/// The longest reason or comment, in characters.
const MAX_CHARS: usize = 1024;

fn parse_prose(s: &str) -> Result<String, ParseProseError> {
    if s.chars().any(|c| c.is_control() && c != '\n' && c != '\t') {
        return Err(ParseProseError::Control);
    }
    if s.trim().is_empty() {
        return Err(ParseProseError::Empty);
    }
    if s.chars().nth(MAX_CHARS).is_some() {
        return Err(ParseProseError::TooLong);
    }
    Ok(s.to_owned())
}

impl FromStr for Reason {
    type Err = ParseProseError;

    fn from_str(s: &str) -> Result<Self, Self::Err> {
        parse_prose(s).map(Self)
    }
}

impl FromStr for Comment {
    type Err = ParseProseError;

    fn from_str(s: &str) -> Result<Self, Self::Err> {
        parse_prose(s).map(Self)
    }
}

parsed_text!(Reason, ParseProseError);
parsed_text!(Comment, ParseProseError);
