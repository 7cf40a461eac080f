use std::fs::{File, TryLockError};
use std::path::Path;
use std::time::Duration;

use tokio::time::{Instant, sleep};

use super::SessionError;
use super::private_file::{self, PrivateFileError};

/// How long to wait before trying again.
const PAUSE: Duration = Duration::from_millis(15);

/// A lock of the kernel's on a file: it ends with this value, or with the process.
#[derive(Debug)]
pub(super) struct RefreshLock {
    _file: File,
}

impl RefreshLock {
    /// Waits for the lock, but no longer than `wait`.
    ///
    /// # Errors
    ///
    /// [`SessionError::Busy`] when somebody else holds it all the time.
    pub(super) async fn acquire(path: &Path, wait: Duration) -> Result<Self, SessionError> {
        let file = private_file::open_for_lock(path)?;
        let deadline = Instant::now() + wait;
        loop {
            match file.try_lock() {
                Ok(()) => return Ok(Self { _file: file }),
                Err(TryLockError::WouldBlock) if Instant::now() >= deadline => {
                    return Err(SessionError::Busy);
                }
                Err(TryLockError::WouldBlock) => sleep(PAUSE).await,
                Err(TryLockError::Error(cause)) => {
                    let path = path.to_owned();
                    let verb = "lock";
                    return Err(PrivateFileError::Io { verb, path, cause }.into());
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn only_one_holds_the_lock_and_the_other_gives_up_in_time() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("lock");
        let wait = Duration::from_secs(3);

        let first = RefreshLock::acquire(&path, wait).await.unwrap();
        let second = RefreshLock::acquire(&path, wait).await;
        assert!(matches!(second, Err(SessionError::Busy)));

        drop(first);
        RefreshLock::acquire(&path, wait).await.unwrap();
    }
}
