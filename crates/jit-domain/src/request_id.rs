use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// Crockford's base32, in lower case: no `i`, `l`, `o`, `u`.
const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";
const PREFIX: &str = "req-";
const CHARS: usize = 10;

/// Names a request: `req-` and ten characters of Crockford base32 (50 random bits), printed in
/// lower case, read in any case; `i` and `l` read as `1`, `o` as `0`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(try_from = "String", into = "String")]
pub struct RequestId(String);

/// The beginning of a [`RequestId`]: at least four of its ten characters, `req-` optional.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct RequestPrefix(String);

/// The text is not a request ID, or not the beginning of one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ParseRequestIdError {
    /// Not `req-` and ten characters.
    #[error("a request ID is `req-` and 10 letters or digits, as `jit list` prints it")]
    Id,
    /// Not four to ten characters behind an optional `req-`.
    #[error("a request is named by its ID or by at least its first 4 characters behind `req-`")]
    Prefix,
}

impl RequestId {
    /// The ID made of the lower 50 of these random bits.
    #[must_use]
    pub fn from_random_bits(bits: u64) -> Self {
        let mut id = String::with_capacity(PREFIX.len() + CHARS);
        id.push_str(PREFIX);
        for shift in (0..CHARS).rev() {
            let five = (bits >> (shift * 5)) & 31;
            id.extend(
                usize::try_from(five)
                    .ok()
                    .and_then(|i| ALPHABET.get(i))
                    .map(|b| char::from(*b)),
            );
        }
        Self(id)
    }

    /// The ID in lower case.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The ten characters behind `req-`.
    #[must_use]
    pub fn characters(&self) -> &str {
        self.0.strip_prefix(PREFIX).unwrap_or(&self.0)
    }
}

impl RequestPrefix {
    /// The prefix with `req-` in front, in lower case.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The request ID, when all ten characters are given.
    #[must_use]
    pub fn to_id(&self) -> Option<RequestId> {
        (self.0.len() == PREFIX.len() + CHARS).then(|| RequestId(self.0.clone()))
    }
}

fn normalise(s: &str) -> Option<String> {
    s.bytes()
        .map(|b| match b.to_ascii_lowercase() {
            b'i' | b'l' => Some('1'),
            b'o' => Some('0'),
            b if ALPHABET.contains(&b) => Some(char::from(b)),
            _ => None,
        })
        .collect()
}

fn strip_label(s: &str) -> Option<&str> {
    s.get(..PREFIX.len())
        .filter(|label| label.eq_ignore_ascii_case(PREFIX))
        .and_then(|_| s.get(PREFIX.len()..))
}

impl FromStr for RequestId {
    type Err = ParseRequestIdError;

    fn from_str(s: &str) -> Result<Self, Self::Err> {
        strip_label(s)
            .filter(|rest| rest.len() == CHARS)
            .and_then(normalise)
            .map(|rest| Self(format!("{PREFIX}{rest}")))
            .ok_or(ParseRequestIdError::Id)
    }
}

impl FromStr for RequestPrefix {
    type Err = ParseRequestIdError;

    fn from_str(s: &str) -> Result<Self, Self::Err> {
        Some(strip_label(s).unwrap_or(s))
            .filter(|rest| (4..=CHARS).contains(&rest.len()))
            .and_then(normalise)
            .map(|rest| Self(format!("{PREFIX}{rest}")))
            .ok_or(ParseRequestIdError::Prefix)
    }
}

macro_rules! text {
    ($($type:ident)*) => {$(
        impl fmt::Display for $type {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl TryFrom<String> for $type {
            type Error = ParseRequestIdError;

            fn try_from(text: String) -> Result<Self, Self::Error> {
                text.parse()
            }
        }

        impl From<$type> for String {
            fn from(value: $type) -> Self {
                value.0
            }
        }
    )*};
}

text!(RequestId RequestPrefix);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::newtype::corpus::{refuses, takes};

    #[test]
    fn a_request_id_is_written_in_lower_case() {
        takes::<RequestId>(&[
            "req-0123456789",
            "req-abcdefghjk",
            "req-mnpqrstvwx",
            "req-zzzzzzzzzz",
        ]);
    }

    #[test]
    fn a_request_id_is_read_in_any_case_and_with_look_alikes() {
        let table = [
            ("REQ-ABCDEFGHJK", "req-abcdefghjk"),
            ("Req-aBcDeFgHjK", "req-abcdefghjk"),
            ("req-ilo0123456", "req-1100123456"),
            ("req-ILO0123456", "req-1100123456"),
        ];
        for (typed, meant) in table {
            assert_eq!(typed.parse::<RequestId>().unwrap().as_str(), meant);
            let json = serde_json::to_string(typed).unwrap();
            assert_eq!(
                serde_json::from_str::<RequestId>(&json).unwrap().as_str(),
                meant
            );
            assert_eq!(typed.parse::<RequestPrefix>().unwrap().as_str(), meant);
        }
    }

    #[test]
    fn what_is_not_a_request_id_is_refused() {
        refuses::<RequestId>(&[
            "",
            "req-",
            "req",
            "0123456789",
            "req-012345678",
            "req-01234567890",
            "req_0123456789",
            "rec-0123456789",
            " req-0123456789",
            "req-0123456789 ",
            "req-0123456789\n",
            "req-01234-6789",
            "req-u123456789",
            "req-012345678\0",
            "req-%30%31%32%",
            // Ten bytes, nine characters; digits of another script; a letter that lowers to `k`.
            "req-01234567é",
            "req-\u{661}\u{661}\u{661}\u{661}\u{661}",
            "req-012345\u{212a}8",
            "é",
            "réq-0123456789",
        ]);
    }

    #[test]
    fn a_prefix_is_at_least_four_characters_with_or_without_its_label() {
        let table = [
            ("abcd", "req-abcd"),
            ("ABCD", "req-abcd"),
            ("req-abcd", "req-abcd"),
            ("REQ-ABCD", "req-abcd"),
            ("ol1i", "req-0111"),
            ("reqabc", "req-reqabc"),
            ("0123456789", "req-0123456789"),
        ];
        for (typed, meant) in table {
            assert_eq!(typed.parse::<RequestPrefix>().unwrap().as_str(), meant);
        }
        takes::<RequestPrefix>(&["req-abcd", "req-0123456789"]);
        refuses::<RequestPrefix>(&[
            "",
            "abc",
            "req-",
            "req-abc",
            "req",
            "01234567890",
            "req-01234567890",
            "ab%d",
            "ab_d",
            "uuuu",
            "abcé",
            "a b c d",
            "....",
            "abcd\n",
        ]);
    }

    #[test]
    fn only_a_whole_prefix_is_an_id() {
        let prefix = |s: &str| s.parse::<RequestPrefix>().unwrap();
        assert_eq!(prefix("abcdefghj").to_id(), None);
        let id = "req-abcdefghjk".parse().unwrap();
        assert_eq!(prefix("ABCDEFGHJK").to_id(), Some(id));
    }

    #[test]
    fn fifty_random_bits_make_an_id_and_each_of_them_counts() {
        let id = |bits| RequestId::from_random_bits(bits);
        assert_eq!(id(0).as_str(), "req-0000000000");
        assert_eq!(id(u64::MAX).as_str(), "req-zzzzzzzzzz");
        assert_eq!(id(0x3_ffff_ffff_ffff), id(u64::MAX));
        assert_eq!(id(33).characters(), "0000000011");
        let seen: std::collections::BTreeSet<_> = (0..50).map(|bit| id(1 << bit)).collect();
        assert_eq!(seen.len(), 50);
        assert!(seen.iter().all(|id| id.as_str().parse() == Ok(id.clone())));
    }
}
