use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::newtype::parsed_text;

/// The name of a place that notices are delivered to: 1 to 64 of `[a-z0-9-]`. The bundle says what
/// goes there; where it is, only the settings of the broker know.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct SinkName(String);

/// The text is not the name of a sink.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the name of a sink is 1 to 64 lower-case letters, digits or `-`")]
pub struct ParseSinkNameError;

impl FromStr for SinkName {
    type Err = ParseSinkNameError;

    fn from_str(s: &str) -> Result<Self, Self::Err> {
        let ok = (1..=64).contains(&s.len())
            && s.bytes()
                .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
        ok.then(|| Self(s.to_owned())).ok_or(ParseSinkNameError)
    }
}

parsed_text!(SinkName, ParseSinkNameError);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::newtype::corpus::{refuses, takes};

    #[test]
    fn a_sink_name_is_one_to_64_safe_characters() {
        takes::<SinkName>(&["s", "ops-chat", "mail2", &"s".repeat(64)]);
        refuses::<SinkName>(&[
            "",
            "Ops",
            "a b",
            "a/b",
            "../x",
            "a_b",
            "é",
            "a\n",
            &"s".repeat(65),
        ]);
    }
}
