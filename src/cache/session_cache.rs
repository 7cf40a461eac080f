use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use jit_domain::{RequestId, Timestamp};
use zeroize::Zeroizing;

use super::{CachedSession, EntryKey};
use crate::config::{BrokerUrl, Folders};
use crate::file_lock::{self, FileLock};
use crate::private_file::{self, PrivateFileError};
use crate::session::PersonKey;

/// The largest file, in bytes: AWS's session tokens have at most 4 KiB.
const MAX_BYTES: u64 = 16 * 1024;

/// How long to wait for a lock before removing what it guards.
const LOCK_WAIT: Duration = Duration::from_secs(4);

/// What tells programs that make backups to leave a folder out.
///
/// Source: Cache Directory Tagging Specification 0.6.
const CACHE_TAG: (&str, &str) = (
    "CACHEDIR.TAG",
    "Signature: 8a477f597d28d172789f06886806bc55\n\
     # The credentials in this folder end within hours and can be had again.\n",
);

/// The folder of all sessions.
#[derive(Clone, Debug)]
pub(crate) struct SessionCache {
    folder: PathBuf,
}

/// The place of one session.
#[derive(Clone, Debug)]
pub(crate) struct CacheEntry {
    key: EntryKey,
    folder: PathBuf,
    file: PathBuf,
    lock: PathBuf,
    requested: PathBuf,
}

impl SessionCache {
    /// The cache in these folders; none where neither a variable nor a home folder tells.
    pub(crate) fn of(folders: &Folders) -> Option<Self> {
        let cache = folders.cache.as_ref()?;
        let folder = cache.join("sessions");
        Some(Self { folder })
    }

    /// The place of the session with this key.
    pub(crate) fn entry(&self, key: EntryKey) -> CacheEntry {
        let path = |extension: &str| self.folder.join(format!("{}.{extension}", key.as_str()));
        CacheEntry {
            folder: self.folder.clone(),
            file: path("session"),
            lock: path("lock"),
            requested: path("requested"),
            key,
        }
    }

    /// Removes every session of a broker, whoever wrote it.
    ///
    /// # Errors
    ///
    /// [`PrivateFileError`] when a session may be left.
    pub(crate) async fn wipe(&self, broker: &BrokerUrl) -> Result<(), PrivateFileError> {
        let files = self.files(&EntryKey::prefix(broker))?;
        let mut outcome = self.remove_where(&files, |_| true).await;
        // What other versions keep, and what a process that was killed left half written.
        for file in files.iter().filter(|file| !is_lock(file)) {
            outcome = outcome.and(private_file::remove(file));
        }
        outcome
    }

    /// Removes the sessions of a request.
    ///
    /// # Errors
    ///
    /// [`PrivateFileError`] when a session may be left.
    pub(crate) async fn forget(
        &self,
        broker: &BrokerUrl,
        request: &RequestId,
    ) -> Result<(), PrivateFileError> {
        let files = self.files(&EntryKey::prefix(broker))?;
        let of_request = |session: &CachedSession| session.credentials.request == *request;
        self.remove_where(&files, of_request).await
    }

    /// The sessions of a person at a broker that can be read, those that are over among them.
    pub(crate) fn kept(&self, broker: &BrokerUrl, person: &PersonKey) -> Vec<CachedSession> {
        let files = self.files(&EntryKey::prefix_of(broker, person));
        // What cannot be listed is as good as none.
        let files = files.unwrap_or_default();
        let sessions = files.iter().filter(|file| has_extension(file, "session"));
        sessions
            .filter_map(|file| self.entry(key_of(file)?).read())
            .collect()
    }

    /// Removes the sessions that a condition names, each under its lock, so that whoever is getting
    /// one at the moment does not keep it afterwards. A lock that is never let go, or that others may
    /// have put there, keeps nothing from being removed.
    async fn remove_where(
        &self,
        files: &[PathBuf],
        condition: impl Fn(&CachedSession) -> bool,
    ) -> Result<(), PrivateFileError> {
        let stems = files.iter().filter_map(|file| file.file_stem()?.to_str());
        // Of a lock and of a session, whichever is there.
        let stems: BTreeSet<&str> = stems.collect();
        let keys = stems.into_iter().filter_map(|stem| stem.parse().ok());
        let mut outcome = Ok(());
        for entry in keys.map(|key| self.entry(key)) {
            let _lock = match private_file::check_folder(&self.folder) {
                Ok(()) => FileLock::acquire(&entry.lock, LOCK_WAIT).await.ok(),
                Err(_) => None,
            };
            if entry.read_file().is_some_and(|session| condition(&session)) {
                outcome = outcome.and(private_file::remove(&entry.file));
            }
        }
        outcome
    }

    /// The files whose keys begin so.
    fn files(&self, prefix: &str) -> Result<Vec<PathBuf>, PrivateFileError> {
        let listed = fs::read_dir(&self.folder).and_then(Iterator::collect::<io::Result<Vec<_>>>);
        let mut files = match listed {
            Ok(files) => files,
            Err(error) if is_absent(&error) => Vec::new(),
            Err(cause) => {
                let path = self.folder.clone();
                let verb = "list";
                return Err(PrivateFileError::Io { verb, path, cause });
            }
        };
        files.retain(|file| {
            let name = file.file_name();
            name.to_str().is_some_and(|name| name.starts_with(prefix))
        });
        Ok(files.into_iter().map(|file| file.path()).collect())
    }
}

impl CacheEntry {
    /// The session that is kept; none when there is none that can be used: a file that is damaged,
    /// a link, or open to others is none, and so is whatever lies in a folder that others can use.
    pub(crate) fn read(&self) -> Option<CachedSession> {
        private_file::check_folder(&self.folder).ok()?;
        self.read_file()
    }

    fn read_file(&self) -> Option<CachedSession> {
        let bytes = private_file::read(&self.file, MAX_BYTES).ok()??;
        CachedSession::from_bytes(&Zeroizing::new(bytes), &self.key)
    }

    /// Takes the lock of this session unless somebody else holds it; then none.
    ///
    /// # Errors
    ///
    /// When there is no place for a lock.
    pub(crate) fn try_lock(&self) -> Result<Option<EntryLock<'_>>, PrivateFileError> {
        // First the folder: nothing is written to what others may have put there.
        match private_file::check_folder(&self.folder) {
            Err(PrivateFileError::Io { cause, .. }) if is_absent(&cause) => self.make_folder()?,
            other => other?,
        }
        let lock = FileLock::try_acquire(&self.lock)?;
        Ok(lock.map(|lock| EntryLock {
            entry: self,
            _lock: lock,
        }))
    }

    /// The process that holds the lock, or held it last.
    pub(crate) fn holder(&self) -> Option<u32> {
        file_lock::holder(&self.lock)
    }

    fn make_folder(&self) -> Result<(), PrivateFileError> {
        private_file::ensure_folder(&self.folder)?;
        if let Some(folder) = self.folder.parent() {
            let (name, text) = CACHE_TAG;
            // A backup that has too much in it is no reason to go without.
            let _ = private_file::replace(&folder.join(name), text.as_bytes());
        }
        Ok(())
    }
}

/// The right to change one session.
#[derive(Debug)]
pub(crate) struct EntryLock<'a> {
    entry: &'a CacheEntry,
    _lock: FileLock,
}

impl EntryLock<'_> {
    /// Keeps a session in place of the one that is there.
    ///
    /// # Errors
    ///
    /// When it cannot be written; the one that was there is removed then, as far as that works.
    pub(crate) fn write(&self, session: &CachedSession) -> Result<(), PrivateFileError> {
        let bytes = session.to_bytes(&self.entry.key);
        private_file::replace(&self.entry.file, &bytes)
    }

    /// Removes the session; that there was none is fine. In a folder that cannot be written any more
    /// an empty file is left, which is none.
    ///
    /// # Errors
    ///
    /// When it is still there.
    pub(crate) fn remove(&self) -> Result<(), PrivateFileError> {
        let file = &self.entry.file;
        let removed = private_file::remove(file);
        removed.or_else(|err| private_file::empty(file).map_err(|_| err))
    }

    /// When this target was last asked for without anybody typing it.
    pub(crate) fn requested_at(&self) -> Option<Timestamp> {
        let text = private_file::read(&self.entry.requested, 64).ok()??;
        str::from_utf8(&text).ok()?.trim().parse().ok()
    }

    /// Writes down that it is asked for now.
    ///
    /// # Errors
    ///
    /// When it cannot be written: then it must not be asked for.
    pub(crate) fn note_request(&self, now: Timestamp) -> Result<(), PrivateFileError> {
        private_file::write(&self.entry.requested, now.to_string().as_bytes())
    }
}

fn is_lock(path: &Path) -> bool {
    has_extension(path, "lock")
}

fn has_extension(path: &Path, extension: &str) -> bool {
    path.extension().is_some_and(|it| it == extension)
}

fn key_of(path: &Path) -> Option<EntryKey> {
    path.file_stem()?.to_str()?.parse().ok()
}

/// `NotADirectory`: `HOME` may be a file such as `/dev/null`.
fn is_absent(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory
    )
}

#[cfg(unix)]
#[cfg(test)]
#[path = "session_cache_tests.rs"]
mod tests;
