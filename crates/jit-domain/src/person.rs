use std::collections::{BTreeMap, BTreeSet};
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::newtype::parsed_text;

/// The issuer of a person's tokens, exactly as the `iss` claim spells it: 1 to 512 characters
/// without controls.
///
/// Source: OpenID Connect Core 1.0, section 2 (`iss` is compared as a case-sensitive string).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Issuer(String);

/// A person's identifier at an issuer: 1 to 255 characters without controls.
///
/// Source: OpenID Connect Core 1.0, section 2 (`sub`; "MUST NOT exceed 255 ASCII characters").
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Subject(String);

/// The name of a group as the verified token spells it: 1 to 255 characters without controls.
/// Compared exactly; letter case counts.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct GroupName(String);

/// What to call a person on a screen; never compared. At most 255 characters, kept as the token
/// spells it: renderers neutralise it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub struct DisplayName(String);

/// A name from a token or a policy file is empty, too long or has control characters.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a name here has 1 to {max} characters and no control characters")]
pub struct ParseNameError {
    max: usize,
}

fn parse_name(s: &str, max: usize) -> Result<String, ParseNameError> {
    let ok = !s.is_empty() && s.chars().count() <= max && !s.chars().any(char::is_control);
    ok.then(|| s.to_owned()).ok_or(ParseNameError { max })
}

impl FromStr for Issuer {
    type Err = ParseNameError;

    fn from_str(s: &str) -> Result<Self, Self::Err> {
        parse_name(s, 512).map(Self)
    }
}

impl FromStr for Subject {
    type Err = ParseNameError;

    fn from_str(s: &str) -> Result<Self, Self::Err> {
        parse_name(s, 255).map(Self)
    }
}

impl FromStr for GroupName {
    type Err = ParseNameError;

    fn from_str(s: &str) -> Result<Self, Self::Err> {
        parse_name(s, 255).map(Self)
    }
}

parsed_text!(Issuer, ParseNameError);
parsed_text!(Subject, ParseNameError);
parsed_text!(GroupName, ParseNameError);

impl DisplayName {
    /// The name as the token spells it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<String> for DisplayName {
    fn from(text: String) -> Self {
        match text.char_indices().nth(255) {
            None => Self(text),
            Some(_) => Self(text.chars().take(255).collect()),
        }
    }
}

impl From<&str> for DisplayName {
    fn from(text: &str) -> Self {
        Self::from(text.to_owned())
    }
}

impl From<DisplayName> for String {
    fn from(value: DisplayName) -> Self {
        value.0
    }
}

impl std::fmt::Display for DisplayName {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// The only identity key of a person. E-mail addresses and names are never compared.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PersonId {
    /// Who vouches for the subject.
    pub issuer: Issuer,
    /// The subject at that issuer.
    pub subject: Subject,
}

/// A person as the verified token of one call shows them. Groups and attributes are only as fresh
/// as that token and are never stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// The identity.
    pub id: PersonId,
    /// For display.
    pub name: DisplayName,
    /// Groups of the verified token.
    pub groups: BTreeSet<GroupName>,
    /// Other verified claims that policies may select by; each claim has one or more values.
    pub attributes: BTreeMap<String, BTreeSet<String>>,
}

impl Person {
    /// How the audit log names this person.
    #[must_use]
    pub fn to_actor(&self) -> crate::Actor {
        crate::Actor {
            id: self.id.clone(),
            name: self.name.clone(),
        }
    }
}
