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
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
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

#[cfg(test)]
mod tests {
    use proptest::prelude::{any, prop_assume, proptest};

    use super::*;
    use crate::newtype::corpus::{refuses, takes};

    fn person(issuer: &str, subject: &str) -> PersonId {
        PersonId {
            issuer: issuer.parse().unwrap(),
            subject: subject.parse().unwrap(),
        }
    }

    fn identity(subject: &str) -> String {
        SourceIdentity::of(&person("https://id.example.com", subject)).to_string()
    }

    #[test]
    fn a_subject_that_aws_takes_is_the_source_identity() {
        for subject in [
            "me",
            "00u1abcd",
            "engineer@example.com",
            "a_+=,.@-",
            &"s".repeat(64),
            // Not the tail of a cut subject: upper case, 15 and 17 digits, no hyphen.
            "engineer-0123456789ABCDEF",
            "engineer-0123456789abcde",
            "engineer-0123456789abcdef0",
            "0123456789abcdef",
        ] {
            assert_eq!(identity(subject), subject);
        }
    }

    #[test]
    fn any_other_subject_is_cut_and_hashed() {
        for (subject, safe) in [
            ("m", "m"),
            ("auth0|00u1", "auth000u1"),
            ("aws:engineer", "awsengineer"),
            ("Ing\u{e9}nieur", "Ingnieur"),
            ("\u{1f44d}", ""),
            (&*"s".repeat(65), &*"s".repeat(40)),
        ] {
            let identity = identity(subject);
            let hash = identity
                .strip_prefix(safe)
                .unwrap()
                .strip_prefix('-')
                .unwrap();
            assert_eq!(hash.len(), 16, "{identity}");
            assert!(hash.bytes().all(|b| b.is_ascii_hexdigit()));
        }
    }

    #[test]
    fn the_hash_is_over_issuer_and_subject() {
        // sha256("https://id.example.com\nauth0|00u1")
        assert_eq!(identity("auth0|00u1"), "auth000u1-9163e4c68a96e1bd");
        let elsewhere = SourceIdentity::of(&person("https://id.example.org", "auth0|00u1"));
        assert_ne!(elsewhere.as_str(), identity("auth0|00u1"));
    }

    #[test]
    fn nobody_can_pick_a_subject_that_reads_like_another_persons_source_identity() {
        for victim in ["auth0|00u1", "m", "\u{1f44d}", &"s".repeat(65)] {
            let taken = identity(victim);
            assert_ne!(identity(&taken), taken);
        }
    }

    proptest! {
        #[test]
        fn people_of_one_issuer_never_share_a_source_identity(
            one in "[a-c|é-]{1,70}|[ab]{0,2}-[0-9a-f]{16}", other in "[a-c|é-]{1,70}|[ab]{0,2}-[0-9a-f]{16}",
        ) {
            prop_assume!(one != other);
            assert_ne!(identity(&one), identity(&other));
        }

        #[test]
        fn aws_takes_every_source_identity(subject in any::<String>()) {
            prop_assume!(subject.parse::<crate::Subject>().is_ok());
            let identity = identity(&subject);
            assert_eq!(identity.parse::<SourceIdentity>().unwrap().as_str(), identity);
            assert!(!identity.starts_with("aws:"));
        }
    }

    #[test]
    fn a_source_identity_is_two_to_64_safe_characters() {
        takes::<SourceIdentity>(&["me", "a_+=,.@-9", &"s".repeat(64)]);
        refuses::<SourceIdentity>(&[
            "",
            "m",
            "a b",
            "aws:me",
            "a|b",
            "é1",
            "me\n",
            &"s".repeat(65),
        ]);
    }
}
