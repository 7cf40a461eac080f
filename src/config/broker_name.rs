use std::fmt;
use std::str::FromStr;

use serde::Deserialize;

/// The name of a broker in a configuration file: 1 to 64 letters, digits, `-`, `_` or `.`, so that
/// it can neither be mistaken for a URL nor need quoting anywhere.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(try_from = "String")]
pub struct BrokerName(String);

/// The text cannot name a broker.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a broker's name has 1 to 64 letters, digits, `-`, `_` or `.`, got `{0}`")]
pub struct ParseBrokerNameError(String);

impl BrokerName {
    /// The name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// `default`: that of a person who has named none.
impl Default for BrokerName {
    fn default() -> Self {
        Self("default".to_owned())
    }
}

impl FromStr for BrokerName {
    type Err = ParseBrokerNameError;

    fn from_str(s: &str) -> Result<Self, Self::Err> {
        let ok = (1..=64).contains(&s.len())
            && s.bytes()
                .all(|b| b.is_ascii_alphanumeric() || b"-_.".contains(&b));
        ok.then(|| Self(s.to_owned()))
            .ok_or_else(|| ParseBrokerNameError(s.chars().take(64).collect()))
    }
}

impl TryFrom<String> for BrokerName {
    type Error = ParseBrokerNameError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl fmt::Display for BrokerName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
