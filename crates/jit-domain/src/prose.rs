//! Free text from people, refused where it could deceive a reader or break a log line.

use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::newtype::parsed_text;

/// The business justification of a request: 1 to 1,024 characters, not only white space, and no
/// control characters but newline and tab.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(try_from = "String", into = "String")]
pub struct Reason(String);

/// What a person says with a decision, under the same rule as a reason.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::newtype::corpus::{refuses, takes};

    fn refusal_of(text: &str) -> ParseProseError {
        let of_comment = text.parse::<Comment>().expect_err(text);
        assert_eq!(text.parse::<Reason>().expect_err(text), of_comment);
        of_comment
    }

    #[test]
    fn a_reason_is_one_to_1024_characters_of_any_script() {
        let good = [
            "x",
            "INC-4711: stuck queue",
            "first line\nsecond line\twith a tab",
            "Größe \u{1f44d} \u{969c}\u{5bb3}",
            &"r".repeat(1024),
            &"ä".repeat(1024),
        ];
        takes::<Reason>(&good);
        takes::<Comment>(&good);
        for long in ["r".repeat(1025), "ä".repeat(1025)] {
            assert_eq!(refusal_of(&long), ParseProseError::TooLong);
        }
        for empty in ["", " ", "\n", "\t \n", "\u{3000}"] {
            assert_eq!(refusal_of(empty), ParseProseError::Empty, "{empty:?}");
        }
    }

    #[test]
    fn control_characters_are_refused_wherever_they_stand() {
        let controls = (0..=0x1f_u32).chain(0x7f..=0x9f).filter_map(char::from_u32);
        for control in controls.filter(|c| !"\n\t".contains(*c)) {
            for text in [
                format!("{control}a"),
                format!("a{control}b"),
                format!("a{control}"),
            ] {
                assert_eq!(refusal_of(&text), ParseProseError::Control, "{text:?}");
            }
        }
    }

    #[test]
    fn prose_from_json_goes_through_the_same_rules() {
        let bad = ["", "  ", "a\0", "\u{1b}]0;title\u{7}", "a\r\nb", "a\u{85}b"];
        refuses::<Reason>(&bad);
        refuses::<Comment>(&bad);
        for unpaired in [r#""a\ud800""#, r#""\udc00b""#] {
            assert!(serde_json::from_str::<Reason>(unpaired).is_err());
        }
    }
}
