use jit_domain::Timestamp;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use zeroize::Zeroizing;

use super::EntryKey;
use crate::helper::Credentials;

/// A session as it is kept: its credentials, and on what terms they may be used again.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct CachedSession {
    pub(crate) credentials: Credentials,
    pub(crate) terms: Terms,
}

/// What the broker last said about a session, and when.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Terms {
    /// When the broker last said that the session may be used, by the clock of this machine.
    pub(crate) confirmed_at: Timestamp,
    /// When the broker was last asked in vain since then, by the clock of this machine.
    pub(crate) asked_in_vain_at: Option<Timestamp>,
    /// How far the broker's clock is ahead of this machine's, in milliseconds; negative when it is
    /// behind.
    pub(crate) clock_offset_millis: i64,
    /// Ask the broker again when its word is older than this, in seconds.
    pub(crate) recheck_seconds: u32,
    /// How long its word is good while it cannot be asked, in seconds; 0 for no longer.
    pub(crate) offline_grace_seconds: u32,
    /// Report an end so near that SDKs ask again before every call.
    pub(crate) strict: bool,
    /// When the window ends, by the broker's clock. Another session may follow until then.
    pub(crate) window_end: Timestamp,
}

/// The form of the file that this program writes; any other is of another version.
const HEADER: &str = "jit-session 2 ";

/// More than all that is no secret takes, in bytes.
const ROOM_FOR_THE_REST: usize = 4 * 1024;

impl CachedSession {
    /// The bytes of the file: a line with the version and a digest, then the session as JSON.
    pub(super) fn to_bytes(&self, key: &EntryKey) -> Zeroizing<Vec<u8>> {
        // Strings, numbers and times only: there is nothing that JSON could not express.
        // With room for all of it from the start: growing would leave copies of the secrets behind.
        let secrets = [
            &self.credentials.secret_access_key,
            &self.credentials.session_token,
        ];
        let room = secrets.map(|it| it.expose().len()).iter().sum::<usize>() + ROOM_FOR_THE_REST;
        let mut json = Zeroizing::new(Vec::with_capacity(room));
        let _ = serde_json::to_writer(&mut *json, self);
        let digest = digest(key, &json);
        let length = HEADER.len() + digest.len() + 1 + json.len();
        let mut bytes = Zeroizing::new(Vec::with_capacity(length));
        for part in [HEADER.as_bytes(), digest.as_bytes(), b"\n", &json] {
            bytes.extend_from_slice(part);
        }
        bytes
    }

    /// The session that a file under this key holds; none when it is damaged, of another version,
    /// or was written under another key.
    pub(super) fn from_bytes(bytes: &[u8], key: &EntryKey) -> Option<Self> {
        let rest = bytes.strip_prefix(HEADER.as_bytes())?;
        let line = rest.iter().position(|byte| *byte == b'\n')?;
        let (written, json) = (rest.get(..line)?, rest.get(line + 1..)?);
        (written == digest(key, json).as_bytes())
            .then(|| serde_json::from_slice(json).ok())
            .flatten()
    }
}

/// Tells a file that was changed by accident, or moved to another name, from a whole one. It keeps
/// nobody out who may write the file.
fn digest(key: &EntryKey, json: &[u8]) -> String {
    let hash = Sha256::new().chain_update(key.as_str()).chain_update(json);
    hex::encode(hash.finalize())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::{any, prop_assert, proptest};

    use super::*;
    use crate::cache::a_session;
    use crate::helper::Target;
    use crate::session::PersonKey;

    fn key(account: &str) -> EntryKey {
        let issuer = "https://id.example.com".parse().unwrap();
        let person = PersonKey::of(&issuer, &"engineer".parse().unwrap());
        let broker = "https://jit.example.com".parse().unwrap();
        EntryKey::of(&broker, &person, &Target::typed([account, "PowerUser", ""]))
    }

    fn kept() -> Zeroizing<Vec<u8>> {
        a_session(Timestamp::from_millis(0)).to_bytes(&key("shop"))
    }

    #[test]
    fn what_is_kept_comes_back() {
        let session = a_session("2026-11-22T09:30:00.123Z".parse().unwrap());
        let read =
            CachedSession::from_bytes(&session.to_bytes(&key("shop")), &key("shop")).unwrap();
        assert_eq!(read.terms, session.terms);
        let secret = |it: &CachedSession| it.credentials.secret_access_key.expose().to_owned();
        assert_eq!(secret(&read), secret(&session));
        assert_eq!(read.credentials.expiration, session.credentials.expiration);
    }

    #[test]
    fn a_file_under_the_name_of_another_is_none() {
        assert!(CachedSession::from_bytes(&kept(), &key("shop")).is_some());
        assert!(CachedSession::from_bytes(&kept(), &key("bank")).is_none());
    }

    #[test]
    fn another_version_is_none() {
        let text = String::from_utf8(kept().to_vec()).unwrap();
        let other = text.replacen("jit-session 2 ", "jit-session 1 ", 1);
        assert_ne!(other, text);
        assert!(CachedSession::from_bytes(other.as_bytes(), &key("shop")).is_none());
    }

    #[test]
    fn debug_output_shows_no_secret() {
        let shown = format!("{:?}", a_session(Timestamp::from_millis(0)));
        assert!(
            !shown.contains("not/a+real") && !shown.contains("not-a-real"),
            "{shown}"
        );
    }

    proptest! {
        #[test]
        fn one_bit_more_or_less_and_it_is_none(byte in 0usize..4096, bit in 0u8..8) {
            let mut bytes = kept().to_vec();
            let byte = byte % bytes.len();
            bytes[byte] ^= 1 << bit;
            prop_assert!(CachedSession::from_bytes(&bytes, &key("shop")).is_none());
        }

        #[test]
        fn a_part_of_it_is_none(length in any::<proptest::sample::Index>()) {
            let bytes = kept();
            let part = &bytes[..length.index(bytes.len())];
            prop_assert!(CachedSession::from_bytes(part, &key("shop")).is_none());
        }

        #[test]
        fn anything_else_is_none(bytes: Vec<u8>) {
            prop_assert!(CachedSession::from_bytes(&bytes, &key("shop")).is_none());
        }
    }
}
