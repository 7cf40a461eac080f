//! Files that belong to a person, of which `jit` changes a part: the profiles of the AWS tools, and
//! its own settings.

use std::fs::{self, File, Metadata, OpenOptions};
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::time::Duration;

use zeroize::Zeroizing;

use crate::file_lock::{FileLock, FileLockError};
use crate::private_file::{self, PrivateFileError};

/// The largest file that is read, in bytes; the ones that people have are a thousandth of it.
const MAX_BYTES: u64 = 4 << 20;

/// A file that its owner edits and `jit` changes, as it was read.
#[derive(Debug)]
pub(crate) struct EditedFile {
    /// As it is named.
    path: PathBuf,
    /// What stands there, behind all links.
    real: PathBuf,
    found: Option<Found>,
}

#[derive(Debug)]
struct Found {
    bytes: Zeroizing<Vec<u8>>,
    metadata: Metadata,
}

/// Why a file is not read, or not replaced.
#[derive(Debug, thiserror::Error)]
pub(crate) enum EditedFileError {
    /// The system refuses.
    #[error("cannot {verb} `{}`", path.display())]
    Io {
        /// What was tried.
        verb: &'static str,
        /// The file.
        path: PathBuf,
        /// What the system says.
        #[source]
        cause: io::Error,
    },
    /// It is not what it should be, or is meant to stay as it is.
    #[error("`{}` {rule}", path.display())]
    Unfit {
        /// The file.
        path: PathBuf,
        /// Which rule it breaks.
        rule: &'static str,
    },
    /// Another `jit` is writing it all the time.
    #[error("another `jit` is writing `{}`", path.display())]
    Busy {
        /// The file.
        path: PathBuf,
    },
    /// What is kept next to it cannot be used.
    #[error(transparent)]
    Private(#[from] PrivateFileError),
}

/// The right to replace a file, which one process has at a time.
#[derive(Debug)]
pub(crate) struct Turn {
    path: PathBuf,
    _lock: FileLock,
}

/// Nothing is left behind in a folder that people look into.
impl Drop for Turn {
    fn drop(&mut self) {
        // Who waits for the lock of a file that is gone takes that of the next one.
        let _ = private_file::remove(&self.path);
    }
}

impl EditedFile {
    /// Reads a file; that there is none is fine.
    ///
    /// # Errors
    ///
    /// [`EditedFileError::Unfit`] when it is larger than 4 MiB, no file, or a link to nothing.
    pub(crate) fn read(path: &Path) -> Result<Self, EditedFileError> {
        let unfit = |rule| Err(EditedFileError::unfit(path, rule));
        let metadata = match fs::metadata(path) {
            Err(err) if err.kind() == io::ErrorKind::NotFound => {
                if fs::symlink_metadata(path).is_ok() {
                    return unfit("is a link to a file that is not there");
                }
                let (path, real) = (path.to_owned(), path.to_owned());
                return Ok(Self {
                    path,
                    real,
                    found: None,
                });
            }
            metadata => metadata.map_err(EditedFileError::io("inspect", path))?,
        };
        if !metadata.is_file() {
            return unfit("is no file");
        }
        let real = fs::canonicalize(path).map_err(EditedFileError::io("inspect", path))?;
        let bytes = read_all(&real).map_err(EditedFileError::io("read", path))?;
        if bytes.len() as u64 > MAX_BYTES {
            return unfit("is larger than 4 MiB");
        }
        let found = Some(Found { bytes, metadata });
        let path = path.to_owned();
        Ok(Self { path, real, found })
    }

    /// What is in it; nothing where there is none.
    pub(crate) fn bytes(&self) -> &[u8] {
        self.found.as_ref().map_or(&[], |found| &found.bytes)
    }

    /// Waits for the right to replace it, but no longer than `wait`. What was read before may be
    /// old by then. A missing folder is made, for its owner alone (0700).
    ///
    /// # Errors
    ///
    /// [`EditedFileError::Busy`] when somebody else has it all the time.
    pub(crate) async fn turn(&self, wait: Duration) -> Result<Turn, EditedFileError> {
        if let Some(folder) = self.real.parent() {
            private_file::create_folder(folder)?;
        }
        let path = beside(&self.real, ".jit-lock");
        match FileLock::acquire(&path, wait).await {
            Ok(lock) => Ok(Turn { path, _lock: lock }),
            Err(FileLockError::Busy { .. }) => {
                let path = self.path.clone();
                Err(EditedFileError::Busy { path })
            }
            Err(FileLockError::File(err)) => Err(err.into()),
        }
    }

    /// Puts another content in its place, in one step, behind all links: a reader finds the old one
    /// or the new one, also after a crash. Mode and group stay; a new file is for its owner alone
    /// (0600). What is there the first time stays beside it as `….jit-backup`.
    ///
    /// # Errors
    ///
    /// [`EditedFileError`]; the old content is then still there. It is not replaced when it changed
    /// since it was read, is somebody else's or read-only, or does not read as it was written.
    pub(crate) fn replace(&self, _turn: &Turn, content: &[u8]) -> Result<(), EditedFileError> {
        if content.len() as u64 > MAX_BYTES {
            return Err(EditedFileError::unfit(
                &self.path,
                "would be larger than 4 MiB",
            ));
        }
        if let Some(found) = &self.found {
            self.judge(&found.metadata)?;
            self.back_up(&found.bytes)?;
        }
        let new = beside(&self.real, ".jit-new");
        let replaced = self.write_new(&new, content).and_then(|()| {
            if Self::read(&self.path)?.bytes() != self.bytes() {
                return Err(EditedFileError::unfit(&self.path, "was changed meanwhile"));
            }
            fs::rename(&new, &self.real).map_err(EditedFileError::io("replace", &self.path))
        });
        if let Err(err) = replaced {
            // The error that matters is the first one.
            let _ = fs::remove_file(&new);
            return Err(err);
        }
        sync_folder(&self.real).map_err(EditedFileError::io("write", &self.path))
    }

    fn judge(&self, metadata: &Metadata) -> Result<(), EditedFileError> {
        if !is_mine(metadata) {
            return Err(EditedFileError::unfit(
                &self.path,
                "belongs to somebody else",
            ));
        }
        if metadata.permissions().readonly() {
            return Err(EditedFileError::unfit(&self.path, "is read-only"));
        }
        Ok(())
    }

    fn back_up(&self, bytes: &[u8]) -> Result<(), EditedFileError> {
        let path = beside(&self.path, ".jit-backup");
        match fs::symlink_metadata(&path) {
            Err(err) if err.kind() == io::ErrorKind::NotFound => {
                Ok(private_file::write(&path, bytes)?)
            }
            Err(cause) => Err(EditedFileError::io("inspect", &path)(cause)),
            Ok(_) => Ok(()),
        }
    }

    /// Whoever has the turn: what stands where the new file goes was left behind by a process that
    /// was killed.
    fn write_new(&self, new: &Path, content: &[u8]) -> Result<(), EditedFileError> {
        private_file::remove(new)?;
        let write = || {
            let mut file = private(OpenOptions::new().write(true).create_new(true)).open(new)?;
            file.write_all(content)?;
            if let Some(Found { metadata, .. }) = &self.found {
                give_to_group(&file, metadata)?;
                file.set_permissions(metadata.permissions())?;
            }
            file.sync_all()
        };
        write().map_err(EditedFileError::io("write", new))?;
        let written = read_all(new).map_err(EditedFileError::io("read", new))?;
        if written.as_slice() == content {
            Ok(())
        } else {
            Err(EditedFileError::unfit(
                new,
                "does not read as it was written",
            ))
        }
    }
}

impl EditedFileError {
    fn io(verb: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Self + use<> {
        let path = path.to_owned();
        move |cause| Self::Io { verb, path, cause }
    }

    fn unfit(path: &Path, rule: &'static str) -> Self {
        let path = path.to_owned();
        Self::Unfit { path, rule }
    }
}

fn read_all(path: &Path) -> io::Result<Zeroizing<Vec<u8>>> {
    let mut bytes = Zeroizing::new(Vec::new());
    let file = File::open(path)?;
    file.take(MAX_BYTES + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn beside(path: &Path, more: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(more);
    PathBuf::from(name)
}

#[cfg(unix)]
use unix::{give_to_group, is_mine, private, sync_folder};

#[cfg(unix)]
mod unix {
    use std::fs::{File, Metadata, OpenOptions};
    use std::io;
    use std::os::unix::fs::{MetadataExt as _, OpenOptionsExt as _, fchown};
    use std::path::Path;

    pub(super) fn private(options: &mut OpenOptions) -> &mut OpenOptions {
        options.mode(0o600)
    }

    pub(super) fn is_mine(metadata: &Metadata) -> bool {
        metadata.uid() == rustix::process::geteuid().as_raw()
    }

    pub(super) fn give_to_group(file: &File, like: &Metadata) -> io::Result<()> {
        if file.metadata()?.gid() == like.gid() {
            return Ok(());
        }
        fchown(file, None, Some(like.gid()))
    }

    pub(super) fn sync_folder(file: &Path) -> io::Result<()> {
        match file.parent() {
            Some(folder) => File::open(folder)?.sync_all(),
            None => Ok(()),
        }
    }
}

#[cfg(not(unix))]
use other::{give_to_group, is_mine, private, sync_folder};

/// Elsewhere the access list of the person's profile folder says whose files are.
#[cfg(not(unix))]
mod other {
    use std::fs::{File, Metadata, OpenOptions};
    use std::io;
    use std::path::Path;

    pub(super) fn private(options: &mut OpenOptions) -> &mut OpenOptions {
        options
    }

    pub(super) fn is_mine(_metadata: &Metadata) -> bool {
        true
    }

    #[expect(clippy::unnecessary_wraps, reason = "Unix may refuse")]
    pub(super) fn give_to_group(_file: &File, _like: &Metadata) -> io::Result<()> {
        Ok(())
    }

    #[expect(clippy::unnecessary_wraps, reason = "Unix may refuse")]
    pub(super) fn sync_folder(_file: &Path) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(unix)]
#[cfg(test)]
#[path = "edited_file_tests.rs"]
mod tests;
