use std::sync::{Arc, Mutex, PoisonError};
use std::{fmt, thread};

use rusqlite::Connection;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::connection::Database;
use super::fault::Fault;
use crate::StoreError;

/// Connections that read beside the writer, each on a thread that may block. They are opened when
/// they are first needed.
#[derive(Clone)]
pub(super) struct Readers {
    pub(super) database: Database,
    /// One for each connection there may be.
    permits: Arc<Semaphore>,
    idle: Arc<Mutex<Vec<Connection>>>,
}

impl Readers {
    pub(super) fn new(database: Database) -> Self {
        let parallel = thread::available_parallelism().map_or(1, usize::from);
        Self {
            database,
            permits: Arc::new(Semaphore::new((2 * parallel).clamp(4, 16))),
            idle: Arc::default(),
        }
    }

    /// Reads the last committed state. Dropping the future leaves the read to end by itself.
    pub(super) async fn read<T: Send + 'static>(
        &self,
        read: impl FnOnce(&Connection) -> Result<T, Fault> + Send + 'static,
    ) -> Result<T, StoreError> {
        let stopped = || StoreError::from(Fault::Stopped("the reader has stopped"));
        let permits = Arc::clone(&self.permits);
        let permit = permits.acquire_owned().await.map_err(|_| stopped())?;
        let readers = self.clone();
        let task = tokio::task::spawn_blocking(move || readers.with_connection(permit, read));
        Ok(task.await.map_err(|_| stopped())??)
    }

    /// The permit is held until the connection is back, and then given up even after a panic.
    fn with_connection<T>(
        &self,
        _permit: OwnedSemaphorePermit,
        read: impl FnOnce(&Connection) -> Result<T, Fault>,
    ) -> Result<T, Fault> {
        let idle = self.idle().pop();
        let connection = match idle {
            Some(connection) => connection,
            None => self.database.reader()?,
        };
        let found = read(&connection);
        if !found.as_ref().is_err_and(Fault::distrusts_connection) {
            self.idle().push(connection);
        }
        found
    }

    fn idle(&self) -> std::sync::MutexGuard<'_, Vec<Connection>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for Readers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Readers")
            .field("database", &self.database)
            .finish_non_exhaustive()
    }
}
