use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use sha2::{Digest as _, Sha256};

use crate::config::{BrokerUrl, Settings, StoreChoice};
use crate::file_lock::FileLock;
use crate::private_file;

use super::file_store::FileStore;
use super::keyring_store::{Keyring, KeyringError, KeyringStore, SystemKeyring};
use super::{PersonKey, SessionError, SessionRecord};

/// Where the tokens of one broker are kept: in the keyring or in a file, as was decided at login.
///
/// Nothing is opened before it is needed. Without a note of a login nobody is signed in, and the
/// keyring is not even asked.
#[derive(Clone, Debug)]
pub struct Vault {
    broker: BrokerUrl,
    choice: StoreChoice,
    folder: PathBuf,
    name: String,
    keyring: KeyringStore,
}

/// Where tokens ended up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kept {
    /// In the operating system's keyring.
    InKeyring,
    /// In a file that only its owner can read.
    InFile {
        /// The file.
        path: PathBuf,
        /// Why not in the keyring; none when a file was asked for.
        because: Option<KeyringError>,
    },
}

/// What a login noted.
#[derive(Clone, Debug, Default)]
struct Note {
    store: Option<StoreChoice>,
    person: Option<PersonKey>,
    /// Tokens of an earlier sign-in may still be in the keyring, which was closed to us.
    left_in_keyring: bool,
}

/// The line of a note that says so.
const LEFT_IN_KEYRING: &str = "left in the keyring";

/// The larger part of a record that a probe makes sure there is room for, in bytes.
const PROBE_BYTES: usize = 64 * 1024;

impl Vault {
    /// The vault of a broker under these settings.
    ///
    /// # Errors
    ///
    /// [`SessionError::NoFolder`] when there is no folder for it.
    pub fn new(settings: &Settings, broker: &BrokerUrl) -> Result<Self, SessionError> {
        let state = settings.folders.state.as_ref();
        let folder = state.ok_or(SessionError::NoFolder)?.join("sessions");
        let keyring = Arc::new(SystemKeyring);
        Ok(Self::at(folder, settings.store.value, broker, keyring))
    }

    /// The vault of a broker in a folder, with any keyring.
    pub(super) fn at(
        folder: PathBuf,
        choice: StoreChoice,
        broker: &BrokerUrl,
        keyring: Arc<dyn Keyring>,
    ) -> Self {
        let hash = hex::encode(Sha256::digest(broker.as_str()));
        Self {
            broker: broker.clone(),
            choice,
            folder,
            name: hash.chars().take(32).collect(),
            keyring: KeyringStore::new(keyring, broker),
        }
    }

    /// The broker it is for.
    #[must_use]
    pub fn broker(&self) -> &BrokerUrl {
        &self.broker
    }

    /// The sign-in that is kept; none when there is none or it is damaged.
    ///
    /// # Errors
    ///
    /// [`SessionError::Keyring`] and [`SessionError::File`] when it cannot be told: that is not the
    /// same as not being signed in.
    pub fn load(&self) -> Result<Option<SessionRecord>, SessionError> {
        match self.store_in_use()? {
            None => Ok(None),
            Some(StoreChoice::Keyring) => {
                let record = self.keyring.load(&self.broker);
                record.map_err(SessionError::Keyring)
            }
            Some(StoreChoice::File | StoreChoice::Auto) => Ok(self.file().load(&self.broker)?),
        }
    }

    /// Keeps a new sign-in, decides where, and remembers that.
    ///
    /// # Errors
    ///
    /// [`SessionError::Keyring`] when the keyring was asked for by name and fails;
    /// [`SessionError::File`].
    pub fn save_first(&self, record: &SessionRecord) -> Result<Kept, SessionError> {
        private_file::ensure_folder(&self.folder)?;
        let before = self.read_note().unwrap_or_default();
        let in_keyring = before.left_in_keyring || before.store == Some(StoreChoice::Keyring);
        // Whoever was noted before must not be taken for whose tokens are there from now on.
        private_file::remove(&self.path("store"))?;
        let kept = match self.choice {
            StoreChoice::File => self.save_in_file(record, None)?,
            StoreChoice::Keyring => {
                self.keyring.save(record).map_err(SessionError::Keyring)?;
                Kept::InKeyring
            }
            StoreChoice::Auto => match self.keyring.save(record) {
                Ok(()) => Kept::InKeyring,
                Err(because) => self.save_in_file(record, Some(because))?,
            },
        };
        // What another choice left behind would be a second copy that nobody renews.
        let left = match &kept {
            Kept::InKeyring => {
                self.file().wipe()?;
                false
            }
            // It has just been found closed: asking again would only take as long again.
            Kept::InFile { because, .. } => {
                in_keyring && (because.is_some() || self.keyring.wipe().is_err())
            }
        };
        self.note(&kept, record, left)?;
        Ok(kept)
    }

    /// Keeps a renewed sign-in where the old one was. A keyring that was closed in the meantime
    /// must not cost the refresh token: then it goes to the file.
    ///
    /// # Errors
    ///
    /// [`SessionError::File`].
    pub(super) fn save_again(&self, record: &SessionRecord) -> Result<(), SessionError> {
        private_file::ensure_folder(&self.folder)?;
        match self.store_in_use()? {
            Some(StoreChoice::Keyring) => match self.keyring.save(record) {
                Ok(()) => Ok(()),
                Err(because) => {
                    let kept = self.save_in_file(record, Some(because))?;
                    self.note(&kept, record, true)
                }
            },
            _ => Ok(self.file().save(record)?),
        }
    }

    /// Removes the sign-in everywhere.
    ///
    /// # Errors
    ///
    /// [`SessionError::Keyring`] or [`SessionError::File`] when something may be left.
    pub fn wipe(&self) -> Result<(), SessionError> {
        let left = self.read_note().is_ok_and(|note| note.left_in_keyring);
        let in_keyring = left || self.store_in_use()? == Some(StoreChoice::Keyring);
        // One thing that cannot be removed keeps nothing else.
        let file = self.file().wipe();
        if in_keyring && let Err(why) = self.keyring.wipe() {
            // Whoever tries again has to find it; but nobody is noted any more.
            let note = format!("{}\n", StoreChoice::Keyring);
            private_file::write(&self.path("store"), note.as_bytes())?;
            return Err(SessionError::Keyring(why));
        }
        file?;
        Ok(private_file::remove(&self.path("store"))?)
    }

    /// Makes sure that a record could be written now, so that no token is redeemed in vain.
    pub(super) fn probe(&self) -> Result<(), SessionError> {
        let path = self.probe_path();
        let written = private_file::write(&path, &vec![b' '; PROBE_BYTES]);
        private_file::remove(&path)?;
        Ok(written?)
    }

    pub(super) fn probe_path(&self) -> PathBuf {
        self.path("probe")
    }

    /// The lock under which tokens of this broker are renewed and replaced.
    pub(super) async fn lock(&self, wait: Duration) -> Result<FileLock, SessionError> {
        private_file::ensure_folder(&self.folder)?;
        Ok(FileLock::acquire(&self.lock_path(), wait).await?)
    }

    /// The lock of whoever has the person sign in, and the note of when that was.
    pub(super) fn login_paths(&self) -> Result<(PathBuf, PathBuf), SessionError> {
        private_file::ensure_folder(&self.folder)?;
        Ok((self.path("login"), self.path("asked")))
    }

    pub(super) fn lock_path(&self) -> PathBuf {
        self.path("lock")
    }

    fn save_in_file(
        &self,
        record: &SessionRecord,
        because: Option<KeyringError>,
    ) -> Result<Kept, SessionError> {
        let file = self.file();
        file.save(record)?;
        let path = file.path;
        Ok(Kept::InFile { path, because })
    }

    /// Who signed in, as the login noted it; none when it did not.
    pub(super) fn person(&self) -> Option<PersonKey> {
        self.read_note().ok()?.person
    }

    /// Where the tokens are kept, as a login decided; none where there was none.
    ///
    /// # Errors
    ///
    /// [`SessionError::File`] when it cannot be told.
    pub(crate) fn store(&self) -> Result<Option<StoreChoice>, SessionError> {
        self.store_in_use()
    }

    /// Why the keyring cannot be used now; none when it answers. Asks it.
    pub(crate) fn keyring_problem(&self) -> Option<KeyringError> {
        self.keyring.problem()
    }

    /// The store that a login decided for, or a renewal that found that one closed; where nothing is
    /// noted, the one that the settings name. They decide at login: two stores with tokens of one
    /// sign-in would be one too many, because each renewal makes the other's worthless.
    fn store_in_use(&self) -> Result<Option<StoreChoice>, SessionError> {
        let named = Some(self.choice).filter(|choice| *choice != StoreChoice::Auto);
        match (self.read_note(), named) {
            (Ok(noted), _) => Ok(noted.store.or(named)),
            // A note that cannot be read tells nothing; the settings do.
            (Err(_), Some(named)) => Ok(Some(named)),
            (Err(error), None) => Err(error),
        }
    }

    /// What the login noted; nothing where there was none.
    fn read_note(&self) -> Result<Note, SessionError> {
        let note = private_file::read(&self.path("store"), 256)?;
        let note = note.as_deref().and_then(|it| str::from_utf8(it).ok());
        let mut lines = note.unwrap_or_default().lines();
        let store = lines.next().and_then(|line| line.trim().parse().ok());
        let store = store.filter(|store| *store != StoreChoice::Auto);
        let person = lines.next().and_then(PersonKey::parse);
        Ok(Note {
            store,
            person: person.filter(|_| store.is_some()),
            left_in_keyring: lines.next() == Some(LEFT_IN_KEYRING),
        })
    }

    fn note(
        &self,
        kept: &Kept,
        record: &SessionRecord,
        left_in_keyring: bool,
    ) -> Result<(), SessionError> {
        let store = match kept {
            Kept::InKeyring => StoreChoice::Keyring,
            Kept::InFile { .. } => StoreChoice::File,
        };
        let person = PersonKey::of_record(record);
        let left = if left_in_keyring { LEFT_IN_KEYRING } else { "" };
        let note = format!("{store}\n{}\n{left}\n", person.as_str());
        Ok(private_file::write(&self.path("store"), note.as_bytes())?)
    }

    fn file(&self) -> FileStore {
        let path = self.path("json");
        FileStore { path }
    }

    fn path(&self, extension: &str) -> PathBuf {
        self.folder.join(format!("{}.{extension}", self.name))
    }
}

#[cfg(test)]
#[path = "vault_tests.rs"]
mod tests;
