use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::newtype::parsed_text;

/// A 12-digit AWS account ID, kept as text because leading zeros count.
///
/// Source: AWS Account Management Reference Guide, "View AWS account identifiers".
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct AccountId(String);

/// The text is not an account ID. The message shows the first 64 characters of it, with whatever
/// could deceive a reader escaped.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("an AWS account ID is 12 digits, got `{}`", .0.escape_debug())]
pub struct ParseAccountIdError(String);

impl FromStr for AccountId {
    type Err = ParseAccountIdError;

    fn from_str(s: &str) -> Result<Self, Self::Err> {
        let ok = s.len() == 12 && s.bytes().all(|b| b.is_ascii_digit());
        ok.then(|| Self(s.to_owned()))
            .ok_or_else(|| ParseAccountIdError(s.chars().take(64).collect()))
    }
}

parsed_text!(AccountId, ParseAccountIdError);

/// The name of an account in the catalog: 1 to 50 printable ASCII characters, no leading or
/// trailing space, and not 12 digits (that would read as an [`AccountId`]).
///
/// Source of the bounds: AWS Organizations API Reference, `Account.Name`, `[\u0020-\u007E]+`, 1–50.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct AccountName(String);

/// The text is not an account name.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "an account name is 1 to 50 printable ASCII characters without outer spaces and not 12 digits"
)]
pub struct ParseAccountNameError;

impl FromStr for AccountName {
    type Err = ParseAccountNameError;

    fn from_str(s: &str) -> Result<Self, Self::Err> {
        let ok = (1..=50).contains(&s.len())
            && s.bytes().all(|b| matches!(b, 0x20..=0x7e))
            && s.trim() == s
            && s.parse::<AccountId>().is_err();
        ok.then(|| Self(s.to_owned())).ok_or(ParseAccountNameError)
    }
}

parsed_text!(AccountName, ParseAccountNameError);

/// What a person types to name an account: its ID or its exact name in the catalog.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum AccountRef {
    /// Twelve digits.
    Id(AccountId),
    /// Anything else that can be a name.
    Name(AccountName),
}

impl FromStr for AccountRef {
    type Err = ParseAccountNameError;

    fn from_str(s: &str) -> Result<Self, Self::Err> {
        match s.parse() {
            Ok(id) => Ok(Self::Id(id)),
            Err(_) => s.parse().map(Self::Name),
        }
    }
}

impl std::fmt::Display for AccountRef {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Id(id) => id.fmt(f),
            Self::Name(name) => name.fmt(f),
        }
    }
}

impl TryFrom<String> for AccountRef {
    type Error = ParseAccountNameError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<AccountRef> for String {
    fn from(value: AccountRef) -> Self {
        value.to_string()
    }
}
