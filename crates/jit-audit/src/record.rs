use jit_domain::{EventHash, RecordedEvent, Sha256Hex, canonical_json, unique_object};

use crate::canonical::Canonical;

/// A line of the log that is a record: what it says of its place in the chain, and what its
/// content really hashes to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record<'a> {
    /// Its sequence number.
    pub sequence: u64,
    /// The hash that it names for the record before it.
    pub previous_hash: EventHash,
    /// The hash that it names for itself.
    pub hash: EventHash,
    /// The hash of its content: SHA-256 over the canonical JSON of the line without its `hash`.
    pub computed: EventHash,
    /// The line as it is written.
    pub text: &'a str,
}

impl<'a> Record<'a> {
    /// None when it is no record: not JSON, a name twice in an object, or without its links.
    pub(crate) fn parse(canonical: &mut Canonical, text: &'a str) -> Option<Self> {
        match canonical.record(text) {
            Some((bytes, links)) => Some(Self {
                sequence: links.sequence?.parse().ok()?,
                previous_hash: quoted(links.previous_hash?)?.parse().ok()?,
                hash: quoted(links.hash?)?.parse().ok()?,
                computed: Sha256Hex::of(bytes).into(),
                text,
            }),
            None => Self::parse_any(text),
        }
    }

    fn parse_any(text: &'a str) -> Option<Self> {
        let mut object = unique_object(text.as_bytes())?;
        let hash = object.remove("hash")?.as_str()?.parse().ok()?;
        Some(Self {
            sequence: object.get("sequence")?.as_u64()?,
            previous_hash: object.get("previous_hash")?.as_str()?.parse().ok()?,
            hash,
            computed: Sha256Hex::of(&canonical_json(&object).ok()?).into(),
            text,
        })
    }

    /// Whether its content hashes to what it says.
    #[must_use]
    pub fn is_unchanged(&self) -> bool {
        self.hash == self.computed
    }

    /// What happened.
    ///
    /// # Errors
    ///
    /// When this version does not know such events. The record may be as it was written all the
    /// same.
    pub fn event(&self) -> Result<RecordedEvent, serde_json::Error> {
        serde_json::from_str(self.text)
    }
}

fn quoted(text: &str) -> Option<&str> {
    text.strip_prefix('"')?.strip_suffix('"')
}
