use std::path::Path;

use rusqlite::Connection;

use super::{OpenError, check_sqlite, folder, log, schema};
use crate::{RecordedEvent, StoreError};

/// The audit log of a store, for reading alone: beside a broker that has the store open, or without
/// one. Nothing is changed, migrated or locked.
#[derive(Debug)]
pub struct LogReader(Connection);

impl LogReader {
    /// Opens the store below a folder, as [`SqliteStore::open`](super::SqliteStore::open) names it.
    ///
    /// # Errors
    ///
    /// [`OpenError`], also when there is no store.
    pub fn open(parent: &Path) -> Result<Self, OpenError> {
        check_sqlite(rusqlite::version_number(), rusqlite::version())?;
        let database = folder::existing(parent)?;
        let connection = database.reader()?;
        schema::check(&connection)?;
        Ok(Self(connection))
    }

    /// The events behind a sequence number, in order; at most `limit`.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the file cannot be read or is damaged.
    pub fn after(&self, sequence: u64, limit: u32) -> Result<Vec<RecordedEvent>, StoreError> {
        Ok(log::behind(&self.0, sequence, limit)?)
    }
}
