use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::{Connection, OpenFlags};

/// The smallest SQLite that is linked: 3.51.3.
///
/// Source: SQLite release log, 3.51.3, "Fix the WAL-reset database corruption bug": a checkpoint
/// that races with a write in another connection could damage the file in every version before.
pub(super) const MIN_SQLITE: i32 = 3_051_003;

/// How long SQLite waits for a lock that another program, such as a backup, holds on the file.
const BUSY: Duration = Duration::from_millis(if cfg!(test) { 50 } else { 5_000 });

/// Where the database is, and how it is opened.
#[derive(Clone, Debug)]
pub(super) struct Database {
    file: PathBuf,
    /// Counts commits, and makes them fail.
    #[cfg(test)]
    pub(super) commits: std::sync::Arc<super::tests::Commits>,
}

impl Database {
    pub(super) fn at(file: PathBuf) -> Self {
        Self {
            file,
            #[cfg(test)]
            commits: std::sync::Arc::default(),
        }
    }

    pub(super) fn file(&self) -> &Path {
        &self.file
    }

    /// The one connection that writes. A commit returns when its pages are on the disk.
    pub(super) fn writer(&self) -> rusqlite::Result<Connection> {
        let connection = self.open(OpenFlags::SQLITE_OPEN_READ_WRITE)?;
        connection.pragma_update_and_check(None, "journal_mode", "wal", |row| {
            match row.get::<_, String>(0)?.as_str() {
                "wal" => Ok(()),
                _ => Err(rusqlite::Error::InvalidQuery),
            }
        })?;
        connection.pragma_update(None, "synchronous", "full")?;
        // Where `fsync` alone leaves the data in the cache of the drive, as on macOS.
        connection.pragma_update(None, "fullfsync", true)?;
        connection.pragma_update(None, "checkpoint_fullfsync", true)?;
        connection.pragma_update(None, "foreign_keys", true)?;
        // 32 MiB of log between two checkpoints: few of them under load, and still read in a
        // moment when the program is killed and starts again.
        connection.pragma_update(None, "wal_autocheckpoint", 8192)?;
        connection.pragma_update(None, "journal_size_limit", 64 * 1024 * 1024)?;
        connection.pragma_update(None, "cache_size", -16 * 1024)?;
        #[cfg(test)]
        let connection = self.commits.watch(connection)?;
        Ok(connection)
    }

    /// A connection that cannot write. It sees the last committed state.
    pub(super) fn reader(&self) -> rusqlite::Result<Connection> {
        let connection = self.open(OpenFlags::SQLITE_OPEN_READ_ONLY)?;
        connection.pragma_update(None, "query_only", true)?;
        connection.pragma_update(None, "cache_size", -4 * 1024)?;
        Ok(connection)
    }

    fn open(&self, access: OpenFlags) -> rusqlite::Result<Connection> {
        let flags = access
            | OpenFlags::SQLITE_OPEN_NO_MUTEX
            | OpenFlags::SQLITE_OPEN_NOFOLLOW
            | OpenFlags::SQLITE_OPEN_EXRESCODE;
        let connection = Connection::open_with_flags(&self.file, flags)?;
        connection.busy_timeout(BUSY)?;
        connection.set_prepared_statement_cache_capacity(128);
        connection.pragma_update(None, "trusted_schema", false)?;
        // What is sorted stays out of the folder for temporary files.
        connection.pragma_update(None, "temp_store", "memory")?;
        Ok(connection)
    }
}
