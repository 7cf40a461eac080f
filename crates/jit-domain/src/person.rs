use std::collections::{BTreeMap, BTreeSet};
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::Authentication;
use crate::newtype::parsed_text;

/// The issuer of a person's tokens, exactly as the `iss` claim spells it: 1 to 512 characters
/// without controls.
///
/// Source: OpenID Connect Core 1.0, section 2 (`iss` is compared as a case-sensitive string).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(try_from = "String", into = "String")]
pub struct Issuer(String);

/// A person's identifier at an issuer: 1 to 255 characters without controls.
///
/// Source: OpenID Connect Core 1.0, section 2 (`sub`; "MUST NOT exceed 255 ASCII characters").
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(try_from = "String", into = "String")]
pub struct Subject(String);

/// The name of a group as the verified token spells it: 1 to 255 characters without controls.
/// Compared exactly; letter case counts.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(try_from = "String", into = "String")]
pub struct GroupName(String);

/// What to call a person on a screen; never compared. At most 255 characters, kept as the token
/// spells it: renderers neutralise it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
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
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct PersonId {
    /// Who vouches for the subject.
    pub issuer: Issuer,
    /// The subject at that issuer.
    pub subject: Subject,
}

/// A person as the verified token of one call shows them. Groups and attributes are only as fresh
/// as that token: each call brings its own, and what an event keeps of them decides nothing.
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
    /// How and when they signed in.
    pub authentication: Authentication,
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::newtype::corpus::{refuses, takes};

    const BAD: [&str; 6] = ["", "a\0", "a\nb", "\u{1b}[1m", "a\u{7f}", "a\u{85}b"];

    #[test]
    fn issuers_subjects_and_groups_are_kept_as_the_token_spells_them() {
        takes::<Issuer>(&["https://id.example.com/", "x", &"i".repeat(512)]);
        refuses::<Issuer>(&BAD);
        refuses::<Issuer>(&[&"i".repeat(513)]);
        takes::<Subject>(&[
            "00u1",
            "Engineer@Example.com",
            " ",
            "ü|\u{1f44d}",
            &"ä".repeat(255),
        ]);
        refuses::<Subject>(&BAD);
        refuses::<Subject>(&[&"s".repeat(256)]);
        takes::<GroupName>(&["sre", "SRE", "Team A/B", &"g".repeat(255)]);
        refuses::<GroupName>(&BAD);
        refuses::<GroupName>(&[&"g".repeat(256)]);
    }

    #[test]
    fn the_message_names_the_bound_that_counts() {
        let message = "".parse::<Issuer>().unwrap_err().to_string();
        assert_eq!(
            message,
            "a name here has 1 to 512 characters and no control characters"
        );
    }

    #[test]
    fn a_display_name_is_cut_and_otherwise_left_alone() {
        let name = |s: &str| DisplayName::from(s).to_string();
        assert_eq!(name(""), "");
        assert_eq!(name("a\u{202e}b\n"), "a\u{202e}b\n");
        assert_eq!(name(&"ä".repeat(255)), "ä".repeat(255));
        assert_eq!(name(&"ä".repeat(256)), "ä".repeat(255));
        let read: DisplayName = serde_json::from_str(&format!("\"{}\"", "n".repeat(300))).unwrap();
        assert_eq!(read.as_str().len(), 255);
    }

    #[test]
    fn a_person_is_the_pair_of_issuer_and_subject_and_nothing_else() {
        let id = |issuer: &str, subject: &str| PersonId {
            issuer: issuer.parse().unwrap(),
            subject: subject.parse().unwrap(),
        };
        let engineer = id("https://id.example.com", "engineer");
        assert_ne!(engineer, id("https://id.example.com", "Engineer"));
        assert_ne!(engineer, id("https://id.example.com/", "engineer"));
        assert_ne!(engineer, id("https://id.example.org", "engineer"));
        assert!(
            serde_json::from_str::<PersonId>(r#"{"issuer":"i","subject":"s","email":"e"}"#)
                .is_err()
        );
        assert!(serde_json::from_str::<PersonId>(r#"{"subject":"s"}"#).is_err());
    }
}
