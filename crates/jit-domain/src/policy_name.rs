use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::newtype::parsed_text;

/// The name of an eligibility or an approval policy in a bundle: 1 to 64 of `[A-Za-z0-9_.-]`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(try_from = "String", into = "String")]
pub struct PolicyName(String);

/// The text is not the name of a policy.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a policy name is 1 to 64 letters, digits or `_.-`")]
pub struct ParsePolicyNameError;

impl FromStr for PolicyName {
    type Err = ParsePolicyNameError;

    fn from_str(s: &str) -> Result<Self, Self::Err> {
        let ok = (1..=64).contains(&s.len())
            && s.bytes()
                .all(|b| b.is_ascii_alphanumeric() || b"_.-".contains(&b));
        ok.then(|| Self(s.to_owned())).ok_or(ParsePolicyNameError)
    }
}

parsed_text!(PolicyName, ParsePolicyNameError);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::newtype::corpus::{refuses, takes};

    #[test]
    fn a_policy_name_is_one_to_64_safe_characters() {
        takes::<PolicyName>(&["p", "sre-production", "Deny_All.2", &"p".repeat(64)]);
        refuses::<PolicyName>(&["", "a b", "a/b", "../x", "a:b", "é", "a\n", &"p".repeat(65)]);
    }
}
