use std::fmt;
use std::str::FromStr;

use super::{BrokerName, ParseBrokerNameError};

/// A setting that a configuration file can have, by the name that `jit config` gives it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FileKey {
    /// `default_broker`: the broker to talk to where nothing else names one.
    DefaultBroker,
    /// `brokers.NAME.url`: where a broker answers.
    BrokerUrl(BrokerName),
    /// `store`: where tokens are kept.
    Store,
    /// `ca_file`: more certificate authorities to trust.
    CaFile,
}

/// Why a text names no setting of a file.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ParseFileKeyError {
    /// There is no such setting.
    #[error("there is no setting `{key}` in a configuration file")]
    Unknown {
        /// What was asked for, at most 64 characters of it.
        key: String,
        /// The setting that is spelt most alike, where one is.
        nearest: Option<String>,
    },
    /// It is a secret, or leads to one.
    #[error("`{0}` is never kept in a configuration file")]
    Token(String),
    /// No broker can have this name.
    #[error(transparent)]
    BrokerName(#[from] ParseBrokerNameError),
}

impl FileKey {
    /// The name under which `jit config list` has what is in force of it.
    #[must_use]
    pub fn in_force(&self) -> String {
        match self {
            Self::DefaultBroker => "broker".to_owned(),
            other => other.to_string(),
        }
    }
}

impl fmt::Display for FileKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::DefaultBroker => f.write_str("default_broker"),
            Self::BrokerUrl(name) => write!(f, "brokers.{name}.url"),
            Self::Store => f.write_str("store"),
            Self::CaFile => f.write_str("ca_file"),
        }
    }
}

impl FromStr for FileKey {
    type Err = ParseFileKeyError;

    fn from_str(s: &str) -> Result<Self, Self::Err> {
        let name_of_url = |s: &str| {
            let name = s.strip_prefix("brokers.")?.strip_suffix(".url")?;
            Some(name.to_owned())
        };
        match s {
            "default_broker" => Ok(Self::DefaultBroker),
            "store" => Ok(Self::Store),
            "ca_file" => Ok(Self::CaFile),
            "token" | "token_file" => Err(ParseFileKeyError::Token(s.to_owned())),
            _ => match name_of_url(s) {
                Some(name) => Ok(Self::BrokerUrl(name.parse()?)),
                None => Err(ParseFileKeyError::Unknown {
                    key: s.chars().take(64).collect(),
                    nearest: near(s),
                }),
            },
        }
    }
}

/// The setting of a file that was probably meant.
fn near(text: &str) -> Option<String> {
    if text == "broker" {
        return Some("default_broker".to_owned());
    }
    let broker = text.strip_prefix("brokers.").unwrap_or_default();
    let broker = broker.strip_suffix(".uri").unwrap_or(broker);
    if broker.parse::<BrokerName>().is_ok() {
        return Some(format!("brokers.{broker}.url"));
    }
    nearest(
        text,
        ["default_broker", "brokers.NAME.url", "store", "ca_file"],
    )
}

/// The name that is spelt most alike, where one is alike at all.
pub(crate) fn nearest<'a>(text: &str, names: impl IntoIterator<Item = &'a str>) -> Option<String> {
    /// As clap has it for a misspelt command: less than that has little in common.
    const ALIKE: f64 = 0.7;
    let scored = names
        .into_iter()
        .map(|name| (strsim::jaro(text, name), name));
    let alike = scored.filter(|(score, _)| *score > ALIKE);
    let best = alike.max_by(|(one, _), (other, _)| one.total_cmp(other));
    best.map(|(_, name)| name.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_setting_of_a_file_is_named_as_it_is_shown() {
        for text in ["default_broker", "store", "ca_file", "brokers.my.lab.url"] {
            assert_eq!(text.parse::<FileKey>().unwrap().to_string(), text);
        }
    }

    #[test]
    fn the_nearest_setting_is_told() {
        for (text, told) in [
            ("stor", Some("store")),
            ("cafile", Some("ca_file")),
            ("broker", Some("default_broker")),
            ("brokers.lab", Some("brokers.lab.url")),
            ("brokers.lab.uri", Some("brokers.lab.url")),
            ("colour", None),
        ] {
            let Err(ParseFileKeyError::Unknown { nearest, .. }) = text.parse::<FileKey>() else {
                unreachable!("{text}");
            };
            assert_eq!(nearest.as_deref(), told, "{text}");
        }
    }

    #[test]
    fn a_token_is_not_for_a_file_and_a_name_has_to_be_one() {
        let err = "token".parse::<FileKey>().unwrap_err();
        assert_eq!(err, ParseFileKeyError::Token("token".to_owned()));
        let err = "brokers.a b.url".parse::<FileKey>().unwrap_err();
        assert!(matches!(err, ParseFileKeyError::BrokerName(_)), "{err}");
    }
}
