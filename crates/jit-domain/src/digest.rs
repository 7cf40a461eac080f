use std::str::FromStr;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::newtype::parsed_text;

/// A SHA-256 in lower-case hex: 64 characters.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Sha256Hex(String);

/// The text is not 64 lower-case hexadecimal digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a digest is 64 lower-case hexadecimal digits")]
pub struct ParseDigestError;

impl Sha256Hex {
    /// The digest of these bytes.
    #[must_use]
    pub fn of(bytes: &[u8]) -> Self {
        Self(hex::encode(Sha256::digest(bytes)))
    }
}

impl FromStr for Sha256Hex {
    type Err = ParseDigestError;

    fn from_str(s: &str) -> Result<Self, Self::Err> {
        let ok = s.len() == 64 && s.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
        ok.then(|| Self(s.to_owned())).ok_or(ParseDigestError)
    }
}

parsed_text!(Sha256Hex, ParseDigestError);

macro_rules! digest_of {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[cfg_attr(feature = "schema", derive(utoipa::ToSchema), schema(value_type = String))]
        #[serde(transparent)]
        pub struct $name(Sha256Hex);

        impl $name {
            /// As text, in lower-case hex.
            #[must_use]
            pub fn as_str(&self) -> &str {
                self.0.as_str()
            }
        }

        impl From<Sha256Hex> for $name {
            fn from(digest: Sha256Hex) -> Self {
                Self(digest)
            }
        }

        impl FromStr for $name {
            type Err = ParseDigestError;

            fn from_str(s: &str) -> Result<Self, Self::Err> {
                s.parse().map(Self)
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }
    };
}

digest_of!(
    /// Names exactly what a decision is about: the canonical JSON of the ask.
    RequestDigest
);
digest_of!(
    /// Names one version of the policy bundle.
    BundleDigest
);
digest_of!(
    /// Links an event to the one before it in the audit chain.
    EventHash
);

impl EventHash {
    /// What the first event of a log names as the one before it: 64 zeros.
    #[must_use]
    pub fn genesis() -> Self {
        Self(Sha256Hex("0".repeat(64)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::newtype::corpus::{refuses, takes};

    const EMPTY: &str = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    #[test]
    fn a_digest_is_64_lower_case_hexadecimal_digits() {
        let bad = [
            "",
            &EMPTY.replacen('e', "", 1),
            &format!("{EMPTY}0"),
            &EMPTY.to_uppercase(),
            &EMPTY.replace('e', "g"),
            &EMPTY.replacen('e', " ", 1),
            &format!("sha256:{EMPTY}"),
        ];
        takes::<Sha256Hex>(&[EMPTY]);
        refuses::<Sha256Hex>(&bad);
        takes::<RequestDigest>(&[EMPTY]);
        refuses::<RequestDigest>(&bad);
        takes::<BundleDigest>(&[EMPTY]);
        refuses::<BundleDigest>(&bad);
        takes::<EventHash>(&[EMPTY]);
        refuses::<EventHash>(&bad);
    }

    /// Source of the values: NIST, "SHA-256 examples".
    #[test]
    fn the_digest_is_sha_256() {
        assert_eq!(Sha256Hex::of(b"").as_str(), EMPTY);
        let abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assert_eq!(Sha256Hex::of(b"abc").as_str(), abc);
    }

    #[test]
    fn the_first_event_follows_64_zeros() {
        assert_eq!(EventHash::genesis().as_str(), "0".repeat(64));
        takes::<EventHash>(&[EventHash::genesis().as_str()]);
    }
}
