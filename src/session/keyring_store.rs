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

/// A store of named secrets.
pub(super) trait Keyring: Send + Sync + Debug {
    /// The secret of an account; none when there is no such entry.
    fn get(&self, account: &str) -> Result<Option<Vec<u8>>, String>;
    /// Sets the secret of an account.
    fn set(&self, account: &str, secret: &[u8]) -> Result<(), String>;
    /// Deletes an entry; that there was none is fine.
    fn delete(&self, account: &str) -> Result<(), String>;
}

/// The keyring of the operating system, opened at the first call.
#[derive(Clone, Copy, Debug)]
pub(super) struct SystemKeyring;

impl Keyring for SystemKeyring {
    fn get(&self, account: &str) -> Result<Option<Vec<u8>>, String> {
        on_entry(account, |entry| match entry.get_secret() {
            Ok(secret) => Ok(Some(secret)),
            Err(keyring::Error::NoEntry) => Ok(None),
            Err(error) => Err(error),
        })
    }

    fn set(&self, account: &str, secret: &[u8]) -> Result<(), String> {
        let secret = secret.to_vec();
        on_entry(account, move |entry| entry.set_secret(&secret))
    }

    fn delete(&self, account: &str) -> Result<(), String> {
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
) -> Result<T, String> {
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
    call: impl FnOnce() -> Result<T, String> + Send + 'static,
) -> Result<T, String> {
    let (sender, receiver) = mpsc::sync_channel(1);
    let spawned = thread::Builder::new()
        .name("keyring".to_owned())
        // Nobody listens any more when it took too long.
        .spawn(move || sender.send(call()).ok());
    if let Err(error) = spawned {
        return Err(error.to_string());
    }
    receiver
        .recv_timeout(limit)
        .unwrap_or_else(|_| Err("it does not answer in time; is it locked?".to_owned()))
}

/// What went wrong, without the secret that some of these errors carry.
fn describe(error: &keyring::Error) -> String {
    match error {
        keyring::Error::PlatformFailure(cause) => format!("there is none ({cause})"),
        keyring::Error::NoStorageAccess(cause) => format!("it is locked or closed ({cause})"),
        keyring::Error::NoEntry => "it has no such entry".to_owned(),
        keyring::Error::TooLong(..) => "the tokens are too long for it".to_owned(),
        keyring::Error::BadEncoding(_) | keyring::Error::BadDataFormat(..) => {
            "its entry is damaged".to_owned()
        }
        _ => "it cannot be used".to_owned(),
    }
}

/// A record in a keyring: one entry per broker, and more where entries are small.
#[derive(Clone, Debug)]
pub(super) struct KeyringStore {
    keyring: Arc<dyn Keyring>,
    account: String,
    max_entry: usize,
}

/// What stands in the entry of a broker when the record is in entries of its own.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Chunks {
    chunks: usize,
    sha256: String,
}

/// More chunks than any record has.
const MAX_CHUNKS: usize = 512;

impl KeyringStore {
    pub(super) fn new(keyring: Arc<dyn Keyring>, broker: &BrokerUrl) -> Self {
        Self {
            keyring,
            account: broker.to_string(),
            max_entry: MAX_ENTRY,
        }
    }

    /// The record; none when there is none, or when parts of it are missing or damaged.
    pub(super) fn load(&self, broker: &BrokerUrl) -> Result<Option<SessionRecord>, String> {
        let Some(bytes) = self.keyring.get(&self.account)? else {
            return Ok(None);
        };
        let bytes = match serde_json::from_slice::<Chunks>(&bytes) {
            Err(_) => Some(bytes),
            Ok(header) => self.join(&header)?,
        };
        Ok(bytes.and_then(|it| SessionRecord::from_bytes(&it, broker)))
    }

    fn join(&self, header: &Chunks) -> Result<Option<Vec<u8>>, String> {
        let mut bytes = Vec::new();
        for index in 0..header.chunks.min(MAX_CHUNKS) {
            match self.keyring.get(&self.chunk(index))? {
                Some(chunk) => bytes.extend(chunk),
                None => return Ok(None),
            }
        }
        Ok((hash(&bytes) == header.sha256).then_some(bytes))
    }

    /// Chunks first and the header last, so that a reader finds a whole record or none.
    pub(super) fn save(&self, record: &SessionRecord) -> Result<(), String> {
        let bytes = record.to_bytes();
        if bytes.len() <= self.max_entry {
            return self.keyring.set(&self.account, &bytes);
        }
        let chunks = bytes.chunks(self.max_entry);
        let header = Chunks {
            chunks: chunks.len(),
            sha256: hash(&bytes),
        };
        for (index, chunk) in chunks.enumerate() {
            self.keyring.set(&self.chunk(index), chunk)?;
        }
        let header = serde_json::to_vec(&header).map_err(|error| error.to_string())?;
        self.keyring.set(&self.account, &header)
    }

    pub(super) fn wipe(&self) -> Result<(), String> {
        let header = self.keyring.get(&self.account)?;
        self.keyring.delete(&self.account)?;
        let header = header.and_then(|it| serde_json::from_slice::<Chunks>(&it).ok());
        let chunks = header.map_or(0, |it| it.chunks.min(MAX_CHUNKS));
        (0..chunks).try_for_each(|index| self.keyring.delete(&self.chunk(index)))
    }

    fn chunk(&self, index: usize) -> String {
        format!("{}#{index}", self.account)
    }
}

fn hash(bytes: &[u8]) -> String {
    hex::encode(Sha256::digest(bytes))
}

#[cfg(test)]
#[path = "keyring_store_tests.rs"]
pub(super) mod tests;
