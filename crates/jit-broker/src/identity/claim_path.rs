use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// Where a claim is: its name, or names joined by full stops for one inside of others, such as
/// `realm_access.roles`. A name with a slash is a URL and is never split
/// (`https://example.com/groups`).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ClaimPath(Vec<String>);

/// The path is empty, has an empty name, or is longer than 255 characters or 8 names.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` does not name a claim; write a name such as `groups` or `realm_access.roles`")]
pub struct ParseClaimPathError(String);

impl ClaimPath {
    /// The claim with this name at the top of the token.
    pub(super) fn top(name: &str) -> Self {
        Self(vec![name.to_owned()])
    }

    /// The names from the outermost claim inwards; at least one.
    pub(super) fn names(&self) -> &[String] {
        &self.0
    }

    /// Whether this is the claim of that name at the top of the token, or lies inside of it.
    pub(super) fn starts_with(&self, name: &str) -> bool {
        self.0.first().is_some_and(|first| first == name)
    }
}

impl FromStr for ClaimPath {
    type Err = ParseClaimPathError;

    fn from_str(s: &str) -> Result<Self, Self::Err> {
        let names: Vec<String> = if s.contains('/') {
            vec![s.to_owned()]
        } else {
            s.split('.').map(str::to_owned).collect()
        };
        let fits = s.len() <= 255 && names.len() <= 8 && !s.chars().any(char::is_control);
        if fits && names.iter().all(|name| !name.is_empty()) {
            Ok(Self(names))
        } else {
            Err(ParseClaimPathError(s.to_owned()))
        }
    }
}

impl TryFrom<String> for ClaimPath {
    type Error = ParseClaimPathError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<ClaimPath> for String {
    fn from(value: ClaimPath) -> Self {
        value.to_string()
    }
}

impl fmt::Display for ClaimPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.join("."))
    }
}
