//! Locks of the kernel's on files, by which several `jit` take turns.

use std::fs::{File, TryLockError};
use std::io::{Read as _, Seek as _, Write as _};
use std::path::Path;
use std::time::Duration;

use tokio::time::{Instant, sleep};

use crate::private_file::{self, PrivateFileError};

/// How long to wait before trying again.
pub(crate) const PAUSE: Duration = Duration::from_millis(15);

/// How often a lock is taken anew because somebody removed its file meanwhile.
const ATTEMPTS: u32 = 8;

/// A lock on a file: it ends with this value, or with the process, however that ends. The file
/// names the process.
#[derive(Debug)]
pub(crate) struct FileLock {
    file: File,
}

/// Why there is no lock.
#[derive(Debug, thiserror::Error)]
pub(crate) enum FileLockError {
    /// Somebody else has held it all the time.
    #[error("another process holds the lock")]
    Busy {
        /// Its process ID, where it tells.
        holder: Option<u32>,
    },
    /// The file cannot be locked.
    #[error(transparent)]
    File(#[from] PrivateFileError),
}

impl FileLock {
    /// Takes the lock unless somebody else holds it; then none.
    ///
    /// # Errors
    ///
    /// When the file cannot be used.
    pub(crate) fn try_acquire(path: &Path) -> Result<Option<Self>, PrivateFileError> {
        for _ in 0..ATTEMPTS {
            let file = private_file::open_for_lock(path)?;
            match file.try_lock() {
                Err(TryLockError::WouldBlock) => return Ok(None),
                Err(TryLockError::Error(cause)) => return Err(cannot_lock(path, cause)),
                // The lock of a file that was removed keeps nobody out.
                Ok(()) if !private_file::is_at(&file, path) => {}
                Ok(()) => {
                    let mut lock = Self { file };
                    lock.name_holder();
                    return Ok(Some(lock));
                }
            }
        }
        Ok(None)
    }

    /// Waits for the lock, but no longer than `wait`.
    ///
    /// # Errors
    ///
    /// [`FileLockError::Busy`] when somebody else holds it all the time.
    pub(crate) async fn acquire(path: &Path, wait: Duration) -> Result<Self, FileLockError> {
        let deadline = Instant::now() + wait;
        loop {
            if let Some(lock) = Self::try_acquire(path)? {
                return Ok(lock);
            }
            if Instant::now() >= deadline {
                let holder = holder(path);
                return Err(FileLockError::Busy { holder });
            }
            sleep(PAUSE).await;
        }
    }

    /// The lock that this process was started with as its standard input, if it is that of `path`.
    ///
    /// # Errors
    ///
    /// [`FileLockError::Busy`] when it is not, or somebody else holds that lock.
    #[cfg(unix)]
    pub(crate) fn inherited(path: &Path) -> Result<Self, FileLockError> {
        use std::os::fd::AsFd as _;
        let failed = |cause| cannot_lock(path, cause);
        let stdin = std::io::stdin().as_fd().try_clone_to_owned();
        let file = File::from(stdin.map_err(failed)?);
        if !private_file::is_at(&file, path) || file.try_lock().is_err() {
            let holder = holder(path);
            return Err(FileLockError::Busy { holder });
        }
        let mut lock = Self { file };
        lock.name_holder();
        Ok(lock)
    }

    /// Hands the lock on to a process, as its standard input: it holds the lock from then on.
    #[cfg(unix)]
    pub(crate) fn into_stdio(self) -> std::process::Stdio {
        self.file.into()
    }

    /// Writes down who holds it, for whoever waits in vain. That it cannot be written (a full disk)
    /// changes nothing about the lock.
    fn name_holder(&mut self) {
        let name = format!("{}\n", std::process::id());
        let _ = self
            .file
            .set_len(0)
            .and_then(|()| self.file.rewind())
            .and_then(|()| self.file.write_all(name.as_bytes()));
    }
}

/// The process that holds the lock, or held it last; none where no program like this one has that ID
/// here: the folder may be shared with another machine, or another container.
pub(crate) fn holder(path: &Path) -> Option<u32> {
    let file = private_file::open_for_lock(path).ok()?;
    let mut text = String::new();
    file.take(16).read_to_string(&mut text).ok()?;
    let id = text.trim().parse().ok()?;
    is_like_this_one(id).then_some(id)
}

/// Source: proc(5), `/proc/pid/comm`.
#[cfg(target_os = "linux")]
fn is_like_this_one(id: u32) -> bool {
    let name = |id: &str| std::fs::read(format!("/proc/{id}/comm")).ok();
    let ours = name("self");
    ours.is_some() && ours == name(&id.to_string())
}

#[cfg(not(target_os = "linux"))]
fn is_like_this_one(_id: u32) -> bool {
    true
}

fn cannot_lock(path: &Path, cause: std::io::Error) -> PrivateFileError {
    PrivateFileError::Io {
        verb: "lock",
        path: path.to_owned(),
        cause,
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[tokio::test(start_paused = true)]
    async fn only_one_holds_the_lock_and_the_other_gives_up_in_time_and_names_the_holder() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("lock");
        let wait = Duration::from_secs(3);

        let first = FileLock::acquire(&path, wait).await.unwrap();
        let began = Instant::now();
        let second = FileLock::acquire(&path, wait).await;
        let me = Some(std::process::id());
        assert!(matches!(second, Err(FileLockError::Busy { holder }) if holder == me));
        assert!(began.elapsed() < wait + 2 * PAUSE);

        drop(first);
        FileLock::acquire(&path, wait).await.unwrap();
    }

    #[test]
    fn a_lock_on_a_file_that_was_removed_is_not_one() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("lock");
        let old = private_file::open_for_lock(&path).unwrap();
        fs::remove_file(&path).unwrap();
        let new = FileLock::try_acquire(&path).unwrap();

        assert!(new.is_some());
        assert!(!private_file::is_at(&old, &path));
    }
}
