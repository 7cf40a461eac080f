use jit_domain::{Issuer, Subject};
use sha2::{Digest as _, Sha256};

use crate::config::{BrokerUrl, Settings};

use super::unverified_jwt::UnverifiedClaims;
use super::{GivenToken, SessionRecord, Vault};

/// Tells people apart, only to choose a file: whose credentials it holds. It proves nothing; the
/// broker verifies who asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct PersonKey(String);

impl PersonKey {
    /// The person whom an issuer knows by this subject.
    pub(crate) fn of(issuer: &Issuer, subject: &Subject) -> Self {
        Self::digest(&[issuer.as_str(), subject.as_str()])
    }

    /// The person of a sign-in. One that does not tell who it is has nothing but its token.
    pub(super) fn of_record(record: &SessionRecord) -> Self {
        match (&record.issuer, &record.subject) {
            (Some(issuer), Some(subject)) => Self::of(issuer, subject),
            _ => Self::digest(&[record.token.expose()]),
        }
    }

    /// The person of a token that was brought along.
    pub(super) fn of_given(given: &GivenToken) -> Self {
        let token = given.token.expose();
        let claims = UnverifiedClaims::of(token);
        match (&claims.iss, &claims.sub) {
            (Some(issuer), Some(subject)) => Self::of(issuer, subject),
            _ => Self::digest(&[token]),
        }
    }

    /// The person that these settings speak for, as far as small files tell: a token that was
    /// brought along, or the note of a sign-in. The keyring is not asked.
    pub(crate) fn noted(settings: &Settings, broker: &BrokerUrl) -> Option<Self> {
        match GivenToken::of_settings(settings).ok()? {
            Some(given) => Some(Self::of_given(&given)),
            None => Vault::new(settings, broker).ok()?.person(),
        }
    }

    /// The key as it was noted; none when the text is none.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let is_hex = |b: u8| matches!(b, b'0'..=b'9' | b'a'..=b'f');
        (text.len() == 64 && text.bytes().all(is_hex)).then(|| Self(text.to_owned()))
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }

    fn digest(parts: &[&str]) -> Self {
        let mut hash = Sha256::new();
        for part in parts {
            // With their lengths, so that no two lists of parts read alike.
            hash.update((part.len() as u64).to_be_bytes());
            hash.update(part);
        }
        Self(hex::encode(hash.finalize()))
    }
}

#[cfg(test)]
mod tests {
    use base64::Engine as _;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;

    use super::*;

    fn person(issuer: &str, subject: &str) -> PersonKey {
        PersonKey::of(&issuer.parse().unwrap(), &subject.parse().unwrap())
    }

    fn of_token(token: &str) -> PersonKey {
        PersonKey::of_given(&GivenToken::read(token.as_bytes()).unwrap())
    }

    #[test]
    fn one_subject_of_two_issuers_is_two_people() {
        let one = person("https://id.example.com", "engineer");
        assert_eq!(one, person("https://id.example.com", "engineer"));
        assert_ne!(one, person("https://id.example.org", "engineer"));
        assert_ne!(one, person("https://id.example.com", "lead"));
    }

    #[test]
    fn a_token_that_was_brought_along_is_of_whom_it_names() {
        let claims = r#"{"iss":"https://id.example.com","sub":"engineer","jti":"1"}"#;
        let token = format!("e30.{}.c2ln", URL_SAFE_NO_PAD.encode(claims));
        assert_eq!(
            of_token(&token),
            person("https://id.example.com", "engineer")
        );
        assert_ne!(of_token("opaque-one"), of_token("opaque-two"));
    }

    #[test]
    fn what_is_noted_comes_back() {
        let person = person("https://id.example.com", "engineer");
        assert_eq!(PersonKey::parse(person.as_str()), Some(person));
        for text in ["", "engineer", &"g".repeat(64), &"0".repeat(63)] {
            assert_eq!(PersonKey::parse(text), None);
        }
    }
}
