use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::newtype::parsed_text;

/// Ties requests together that were asked for at once: 1 to 64 of `[A-Za-z0-9_.-]`, chosen by the
/// client.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(try_from = "String", into = "String")]
pub struct BatchId(String);

/// The text is not a batch ID.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a batch ID is 1 to 64 letters, digits or `_.-`")]
pub struct ParseBatchIdError;

impl FromStr for BatchId {
    type Err = ParseBatchIdError;

    fn from_str(s: &str) -> Result<Self, Self::Err> {
        let ok = (1..=64).contains(&s.len())
            && s.bytes()
                .all(|b| b.is_ascii_alphanumeric() || b"_.-".contains(&b));
        ok.then(|| Self(s.to_owned())).ok_or(ParseBatchIdError)
    }
}

parsed_text!(BatchId, ParseBatchIdError);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::newtype::corpus::{refuses, takes};

    #[test]
    fn a_batch_id_is_one_to_64_safe_characters() {
        takes::<BatchId>(&["b", "Deploy_7.2-rc", &"b".repeat(64)]);
        refuses::<BatchId>(&["", "a b", "a/b", "a:b", "é", "a\n", "a\0", &"b".repeat(65)]);
    }
}
