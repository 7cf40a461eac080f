use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::newtype::parsed_text;

/// The name of a permission set: 1 to 32 of `[\w+=,.@-]`.
///
/// Source: IAM Identity Center API Reference, `CreatePermissionSet`, parameter `Name`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct PermissionSetName(String);

/// The text is not the name of a permission set.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a permission set name is 1 to 32 letters, digits or `_+=,.@-`")]
pub struct ParsePermissionSetNameError;

impl FromStr for PermissionSetName {
    type Err = ParsePermissionSetNameError;

    fn from_str(s: &str) -> Result<Self, Self::Err> {
        let ok = (1..=32).contains(&s.len())
            && s.bytes()
                .all(|b| b.is_ascii_alphanumeric() || b"_+=,.@-".contains(&b));
        ok.then(|| Self(s.to_owned()))
            .ok_or(ParsePermissionSetNameError)
    }
}

parsed_text!(PermissionSetName, ParsePermissionSetNameError);
