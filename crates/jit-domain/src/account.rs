use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::newtype::parsed_text;

/// A 12-digit AWS account ID, kept as text because leading zeros count.
///
/// Source: AWS Account Management Reference Guide, "View AWS account identifiers".
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
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
/// trailing space, and not 12 digits, which would read as the ID of one.
///
/// Source of the bounds: AWS Organizations API Reference, `Account.Name`, `[\u0020-\u007E]+`, 1–50.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::newtype::corpus::{refuses, takes};

    #[test]
    fn an_account_id_is_twelve_digits_and_keeps_its_leading_zeros() {
        takes::<AccountId>(&[
            "000000000000",
            "111122223333",
            "000000000001",
            "999999999999",
        ]);
        refuses::<AccountId>(&[
            "",
            "12345678901",
            "1234567890123",
            "12345678901a",
            "+12345678901",
            "-12345678901",
            " 11122223333",
            "11112222333\n",
            "1111-2222-33",
            "0x1111222233",
            // Digits of other scripts: twelve characters, or twelve bytes.
            "\u{661}\u{661}\u{661}\u{661}\u{661}\u{661}",
            "\u{661}\u{661}\u{661}\u{661}\u{661}\u{661}\u{661}\u{661}\u{661}\u{661}\u{661}\u{661}",
            "11112222333\0",
        ]);
    }

    #[test]
    fn the_message_about_a_bad_account_id_is_short_and_shows_what_would_deceive() {
        let message = |text: &str| text.parse::<AccountId>().unwrap_err().to_string();
        assert_eq!(
            message("prod"),
            "an AWS account ID is 12 digits, got `prod`"
        );
        assert_eq!(
            message("\u{1b}[2J\u{202e}"),
            r"an AWS account ID is 12 digits, got `\u{1b}[2J\u{202e}`"
        );
        assert!(message(&"9".repeat(100_000)).len() < 120);
    }

    #[test]
    fn an_account_name_is_fifty_printable_ascii_characters_that_are_no_id() {
        takes::<AccountName>(&[
            "a",
            "payments-prod",
            "Payments (prod)",
            "11112222333",
            "1111222233334",
            &"n".repeat(50),
        ]);
        refuses::<AccountName>(&[
            "",
            " ",
            " payments",
            "payments ",
            "pay\tments",
            "pay\nments",
            "pay\u{7f}ments",
            "zahlungen-fürs-lager",
            "111122223333",
            &"n".repeat(51),
        ]);
    }

    #[test]
    fn a_reference_to_an_account_is_an_id_wherever_it_can_be_one() {
        takes::<AccountRef>(&["111122223333", "payments-prod", "1111"]);
        refuses::<AccountRef>(&["", " x", "é"]);
        let id = AccountRef::Id("111122223333".parse().unwrap());
        assert_eq!("111122223333".parse::<AccountRef>().unwrap(), id);
        let name = AccountRef::Name("1111".parse().unwrap());
        assert_eq!("1111".parse::<AccountRef>().unwrap(), name);
    }
}
