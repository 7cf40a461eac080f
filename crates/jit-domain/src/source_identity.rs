use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::newtype::parsed_text;
use crate::session::{is_safe, is_safe_name};
use crate::{ParseSessionNameError, PersonId, Sha256Hex};

/// The `SourceIdentity` of a person's sessions: 2 to 64 of `[\w+=,.@-]`, not beginning with `aws:`,
/// different for different people of one issuer, and the same in every session of one person.
///
/// It is the subject where that is allowed as it is; else 40 safe characters of it, `-`, and 16 hex
/// digits of SHA-256(issuer, newline, subject). A subject that looks as if it had been cut like this
/// is cut and hashed too. People of two issuers whose allowed subjects are equal share a source
/// identity; the audit log tells them apart.
///
/// Source of the bounds: AWS STS API Reference, `AssumeRole`, parameter `SourceIdentity`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct SourceIdentity(String);

impl SourceIdentity {
    /// The source identity of a person.
    #[must_use]
    pub fn of(person: &PersonId) -> Self {
        let subject = person.subject.as_str();
        if is_safe_name(subject) && !has_hash_suffix(subject) {
            return Self(subject.to_owned());
        }
        let digest = Sha256Hex::of(format!("{}\n{subject}", person.issuer).as_bytes());
        let safe: String = subject.chars().filter(|c| is_safe(*c)).take(40).collect();
        let hash: String = digest.as_str().chars().take(16).collect();
        Self(format!("{safe}-{hash}"))
    }
}

impl FromStr for SourceIdentity {
    type Err = ParseSessionNameError;

    fn from_str(s: &str) -> Result<Self, Self::Err> {
        is_safe_name(s)
            .then(|| Self(s.to_owned()))
            .ok_or(ParseSessionNameError)
    }
}

parsed_text!(SourceIdentity, ParseSessionNameError);

/// Whether a subject looks like one that was cut and hashed. It is hashed too, so that nobody can
/// pick a subject that reads like another person's source identity.
fn has_hash_suffix(subject: &str) -> bool {
    subject.rsplit_once('-').is_some_and(|(_, tail)| {
        tail.len() == 16 && tail.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'))
    })
}
