use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::newtype::parsed_text;

/// The name of a permission set: 1 to 32 of `[\w+=,.@-]`.
///
/// Source: IAM Identity Center API Reference, `CreatePermissionSet`, parameter `Name`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::newtype::corpus::{refuses, takes};

    #[test]
    fn a_permission_set_name_is_one_to_32_characters_that_aws_takes() {
        takes::<PermissionSetName>(&["P", "PowerUser", "a_+=,.@-9", &"p".repeat(32)]);
        refuses::<PermissionSetName>(&[
            "",
            "Power User",
            "Power/User",
            "Power:User",
            "Größe",
            "*",
            "P\n",
            "P\0",
            &"p".repeat(33),
        ]);
    }

    #[test]
    fn letter_case_of_a_permission_set_counts() {
        let name = |s: &str| s.parse::<PermissionSetName>().unwrap();
        assert_ne!(name("PowerUser"), name("poweruser"));
    }
}
