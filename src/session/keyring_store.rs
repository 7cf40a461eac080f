use std::fmt::Debug;
use std::sync::{Arc, mpsc};
use std::thread;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::config::BrokerUrl;

use super::SessionRecord;

/// The name of the program in the keyring.
const SERVICE: &str = "jit";

/// How long a call may take. A locked keyring on a desktop waits for its password for ever.
const TIME_LIMIT: Duration = Duration::from_secs(2);

/// The largest secret that goes into one entry, in bytes: the Credential Manager of Windows takes
/// 2,560; the others take what comes.
///
/// Source: Win32 `wincred.h`, `CRED_MAX_CREDENTIAL_BLOB_SIZE` (5 × 512).
const MAX_ENTRY: usize = if cfg!(windows) { 2560 } else { usize::MAX };

/// Why a keyring cannot be used now.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeyringError {
    /// This machine, or this session on it, has none.
    #[error("there is none ({0})")]
    Absent(String),
    /// It is there, and nobody unlocked it.
    #[error("it is locked or closed ({0})")]
    Locked(String),
    /// It waits for somebody, or hangs.
    #[error("it does not answer in time; is it locked?")]
    Silent,
    /// It takes no secret of this length.
    #[error("the tokens are too long for it")]
    TooLong,
    /// What it has is not what was put there.
    #[error("its entry is damaged")]
    Damaged,
    /// Anything else.
    #[error("it cannot be used")]
    Unusable,
}

/// A store of named secrets.
pub(super) trait Keyring: Send + Sync + Debug {
    /// The secret of an account; none when there is no such entry.
    fn get(&self, account: &str) -> Result<Option<Vec<u8>>, KeyringError>;
    /// Sets the secret of an account.
    fn set(&self, account: &str, secret: &[u8]) -> Result<(), KeyringError>;
    /// Deletes an entry; that there was none is fine.
    fn delete(&self, account: &str) -> Result<(), KeyringError>;
}

/// The keyring of the operating system, opened at the first call.
#[derive(Clone, Copy, Debug)]
pub(super) struct SystemKeyring;

impl Keyring for SystemKeyring {
    fn get(&self, account: &str) -> Result<Option<Vec<u8>>, KeyringError> {
        on_entry(account, |entry| match entry.get_secret() {
            Ok(secret) => Ok(Some(secret)),
            Err(keyring::Error::NoEntry) => Ok(None),
            Err(error) => Err(error),
        })
    }

    fn set(&self, account: &str, secret: &[u8]) -> Result<(), KeyringError> {
        let secret = secret.to_vec();
        on_entry(account, move |entry| entry.set_secret(&secret))
    }

    fn delete(&self, account: &str) -> Result<(), KeyringError> {
        on_entry(account, |entry| match entry.delete_credential() {
            Ok(()) | Err(keyring::Error::NoEntry) => Ok(()),
            Err(error) => Err(error),
        })
    }
}

/// Does something with an entry, in a thread that is left behind when it takes too long.
fn on_entry<T: Send + 'static>(
    account: &str,
    action: impl FnOnce(&keyring::Entry) -> keyring::Result<T> + Send + 'static,
) -> Result<T, KeyringError> {
    let account = account.to_owned();
    within(TIME_LIMIT, move || {
        if let Err(error) = keyring::Entry::store_status() {
            return Err(describe(error));
        }
        keyring::Entry::new(SERVICE, &account)
            .and_then(|entry| action(&entry))
            .map_err(|error| describe(&error))
    })
}

/// Runs a call in a thread and waits for it so long.
fn within<T: Send + 'static>(
    limit: Duration,
    call: impl FnOnce() -> Result<T, KeyringError> + Send + 'static,
) -> Result<T, KeyringError> {
    let (sender, receiver) = mpsc::sync_channel(1);
    let spawned = thread::Builder::new()
        .name("keyring".to_owned())
        // Nobody listens any more when it took too long.
        .spawn(move || sender.send(call()).ok());
    spawned.map_err(|_| KeyringError::Unusable)?;
    let answer = receiver.recv_timeout(limit);
    answer.unwrap_or(Err(KeyringError::Silent))
}

/// What went wrong, without the secret that some of these errors carry.
fn describe(error: &keyring::Error) -> KeyringError {
    match error {
        keyring::Error::PlatformFailure(cause) => KeyringError::Absent(cause.to_string()),
        keyring::Error::NoStorageAccess(cause) => KeyringError::Locked(cause.to_string()),
        keyring::Error::TooLong(..) => KeyringError::TooLong,
        keyring::Error::BadEncoding(_) | keyring::Error::BadDataFormat(..) => KeyringError::Damaged,
        _ => KeyringError::Unusable,
    }
}

/// A record in a keyring: one entry per broker. Where entries are small the record lies in chunks,
/// each an entry of its own, and the entry of the broker says which: it is written last, so that a
/// reader finds the whole old record or the whole new one, wherever a writer was stopped.
#[derive(Clone, Debug)]
pub(super) struct KeyringStore {
    keyring: Arc<dyn Keyring>,
    account: String,
    max_entry: usize,
}

/// What stands in the entry of a broker whose record is in chunks.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Chunks {
    set: ChunkSet,
    count: usize,
    sha256: String,
}

/// Two sets of names, used in turn: a new record never writes over the one that is in force.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum ChunkSet {
    A,
    B,
}

impl ChunkSet {
    fn other(self) -> Self {
        match self {
            Self::A => Self::B,
            Self::B => Self::A,
        }
    }
}

/// More chunks than any record has.
const MAX_CHUNKS: usize = 512;

/// How often a reader begins anew because a writer took the chunks away that it was reading.
const MAX_READS: usize = 4;

impl KeyringStore {
    pub(super) fn new(keyring: Arc<dyn Keyring>, broker: &BrokerUrl) -> Self {
        Self {
            keyring,
            account: broker.to_string(),
            max_entry: MAX_ENTRY,
        }
    }

    /// The record; none when there is none, or when parts of it are missing or damaged.
    pub(super) fn load(&self, broker: &BrokerUrl) -> Result<Option<SessionRecord>, KeyringError> {
        let mut last = None;
        for _ in 0..MAX_READS {
            let Some(bytes) = self.keyring.get(&self.account)? else {
                return Ok(None);
            };
            let Ok(header) = serde_json::from_slice::<Chunks>(&bytes) else {
                return Ok(SessionRecord::from_bytes(&bytes, broker));
            };
            if let Some(bytes) = self.join(&header)? {
                return Ok(SessionRecord::from_bytes(&bytes, broker));
            }
            if last.as_ref() == Some(&header) {
                break;
            }
            last = Some(header);
        }
        Ok(None)
    }

    fn join(&self, header: &Chunks) -> Result<Option<Vec<u8>>, KeyringError> {
        let mut bytes = Vec::new();
        for index in 0..header.count.min(MAX_CHUNKS) {
            match self.keyring.get(&self.name(header.set, index))? {
                Some(chunk) => bytes.extend(chunk),
                None => return Ok(None),
            }
        }
        Ok((hash(&bytes) == header.sha256).then_some(bytes))
    }

    /// Puts a record in the place of the last one.
    pub(super) fn save(&self, record: &SessionRecord) -> Result<(), KeyringError> {
        let bytes = record.to_bytes();
        if self.holds_everything() {
            return self.keyring.set(&self.account, &bytes);
        }
        let before = self.set_in_force()?;
        if bytes.len() <= self.max_entry {
            self.keyring.set(&self.account, &bytes)?;
        } else {
            let set = before.map_or(ChunkSet::A, ChunkSet::other);
            self.save_in_chunks(&bytes, set)?;
        }
        // The record is kept by now: what cannot be tidied up is tidied up at the next chance.
        if let Some(before) = before {
            let _ = self.wipe_set(before);
        }
        Ok(())
    }

    fn save_in_chunks(&self, bytes: &[u8], set: ChunkSet) -> Result<(), KeyringError> {
        let chunks = bytes.chunks(self.max_entry);
        if chunks.len() > MAX_CHUNKS {
            return Err(KeyringError::TooLong);
        }
        let header = Chunks {
            set,
            count: chunks.len(),
            sha256: hash(bytes),
        };
        for (index, chunk) in chunks.enumerate() {
            self.keyring.set(&self.name(set, index), chunk)?;
        }
        let header = serde_json::to_vec(&header).map_err(|_| KeyringError::Unusable)?;
        self.keyring.set(&self.account, &header)
    }

    /// Removes the record, and what writers that were stopped have left behind.
    pub(super) fn wipe(&self) -> Result<(), KeyringError> {
        self.keyring.delete(&self.account)?;
        if self.holds_everything() {
            return Ok(());
        }
        self.wipe_set(ChunkSet::A)?;
        self.wipe_set(ChunkSet::B)
    }

    /// Removes chunks from the last one on, so that those which are left are always the first.
    fn wipe_set(&self, set: ChunkSet) -> Result<(), KeyringError> {
        let mut count = 0;
        while count < MAX_CHUNKS && self.keyring.get(&self.name(set, count))?.is_some() {
            count += 1;
        }
        let mut indexes = (0..count).rev();
        indexes.try_for_each(|index| self.keyring.delete(&self.name(set, index)))
    }

    /// The chunks that the entry of the broker names now.
    fn set_in_force(&self) -> Result<Option<ChunkSet>, KeyringError> {
        let entry = self.keyring.get(&self.account)?;
        let header = entry.and_then(|it| serde_json::from_slice::<Chunks>(&it).ok());
        Ok(header.map(|it| it.set))
    }

    /// Why the keyring cannot be used; none when it answers.
    pub(super) fn problem(&self) -> Option<KeyringError> {
        self.keyring.get(&self.account).err()
    }

    fn holds_everything(&self) -> bool {
        self.max_entry == usize::MAX
    }

    fn name(&self, set: ChunkSet, index: usize) -> String {
        let set = match set {
            ChunkSet::A => 'a',
            ChunkSet::B => 'b',
        };
        format!("{}#{set}{index}", self.account)
    }
}

fn hash(bytes: &[u8]) -> String {
    hex::encode(Sha256::digest(bytes))
}

#[cfg(test)]
#[path = "keyring_store_tests.rs"]
pub(super) mod tests;
