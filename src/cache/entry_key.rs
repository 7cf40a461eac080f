use std::str::FromStr;

use sha2::{Digest as _, Sha256};

use crate::config::BrokerUrl;
use crate::helper::Target;
use crate::session::PersonKey;

/// Names the file of one session: by the broker, the person, and what was typed to name the target.
///
/// It begins with digits that all sessions of one broker have in common, and goes on with those that
/// all of one person there have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct EntryKey(String);

/// How many hexadecimal digits name the broker.
const BROKER_DIGITS: usize = 16;
/// How many name the person.
const PERSON_DIGITS: usize = 16;
/// How many name all of it: 128 bits, so that no two sessions meet.
const REST_DIGITS: usize = 32;

impl EntryKey {
    /// The key of a target as a person typed it.
    pub(crate) fn of(broker: &BrokerUrl, person: &PersonKey, target: &Target) -> Self {
        let [account, set, request] = target.as_typed();
        let mut hash = Sha256::new();
        for part in [broker.as_str(), person.as_str(), &account, &set, &request] {
            // With their lengths, so that no two lists of parts read alike.
            hash.update((part.len() as u64).to_be_bytes());
            hash.update(part);
        }
        let mut key = Self::prefix_of(broker, person);
        key.extend(hex::encode(hash.finalize()).chars().take(REST_DIGITS));
        Self(key)
    }

    /// What the keys of all sessions of a broker begin with.
    pub(super) fn prefix(broker: &BrokerUrl) -> String {
        group(broker.as_str(), BROKER_DIGITS)
    }

    /// What the keys of all sessions of a person at a broker begin with.
    pub(super) fn prefix_of(broker: &BrokerUrl, person: &PersonKey) -> String {
        Self::prefix(broker) + &group(person.as_str(), PERSON_DIGITS)
    }

    pub(super) fn as_str(&self) -> &str {
        &self.0
    }
}

/// So many digits of a hash, and what separates them from the next.
fn group(text: &str, digits: usize) -> String {
    let hash = hex::encode(Sha256::digest(text));
    hash.chars().take(digits).chain(['-']).collect()
}

/// The text is no key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the key of a session is three groups of hexadecimal digits")]
pub(crate) struct ParseEntryKeyError;

impl FromStr for EntryKey {
    type Err = ParseEntryKeyError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let is_hex = |part: &str, digits| {
            part.len() == digits && part.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'))
        };
        let groups: Vec<&str> = text.split('-').collect();
        match groups.as_slice() {
            [broker, person, rest]
                if is_hex(broker, BROKER_DIGITS)
                    && is_hex(person, PERSON_DIGITS)
                    && is_hex(rest, REST_DIGITS) =>
            {
                Ok(Self(text.to_owned()))
            }
            _ => Err(ParseEntryKeyError),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(broker: &str, subject: &str, target: [&str; 3]) -> EntryKey {
        let issuer = "https://id.example.com".parse().unwrap();
        let person = PersonKey::of(&issuer, &subject.parse().unwrap());
        EntryKey::of(&broker.parse().unwrap(), &person, &Target::typed(target))
    }

    #[test]
    fn whatever_differs_in_what_was_typed_has_a_file_of_its_own() {
        let one = "https://jit.example.com";
        let keys = [
            key(one, "engineer", ["shop", "PowerUser", ""]),
            key(
                "https://jit.example.org",
                "engineer",
                ["shop", "PowerUser", ""],
            ),
            key(one, "lead", ["shop", "PowerUser", ""]),
            key(one, "engineer", ["shops", "PowerUser", ""]),
            key(one, "engineer", ["shop", "ReadOnly", ""]),
            key(one, "engineer", ["111122223333", "PowerUser", ""]),
            key(one, "engineer", ["", "", "req-7k3m9p2x4q"]),
            key(one, "engineer", ["", "", "7k3m"]),
        ];
        for (n, key) in keys.iter().enumerate() {
            assert_eq!(keys.iter().position(|other| other == key), Some(n));
        }
    }

    #[test]
    fn the_sessions_of_one_broker_begin_alike_and_those_of_another_do_not() {
        let shop = ["shop", "PowerUser", ""];
        let prefix = EntryKey::prefix(&"https://jit.example.com".parse().unwrap());
        let here = key("https://jit.example.com", "engineer", shop);
        let there = key("https://jit.example.org", "engineer", shop);
        assert!(here.as_str().starts_with(&prefix));
        assert!(!there.as_str().starts_with(&prefix));
    }

    #[test]
    fn so_do_those_of_one_person_and_each_is_read_back() {
        let (here, shop) = ("https://jit.example.com", ["shop", "PowerUser", ""]);
        let issuer = "https://id.example.com".parse().unwrap();
        let lead = PersonKey::of(&issuer, &"lead".parse().unwrap());
        let prefix = EntryKey::prefix_of(&here.parse().unwrap(), &lead);
        let theirs = key(here, "lead", shop);
        assert!(theirs.as_str().starts_with(&prefix));
        assert!(!key(here, "engineer", shop).as_str().starts_with(&prefix));
        assert_eq!(theirs.as_str().parse(), Ok(theirs.clone()));
        let without_person = theirs.as_str().replace(&prefix, "0123456789abcdef-");
        assert!(without_person.parse::<EntryKey>().is_err());
    }
}
