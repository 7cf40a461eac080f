//! The audit log of a store, for tools that look at it without a broker.

use std::path::Path;

use jit_domain::{Event, Request, RequestId, apply};
use rusqlite::{Connection, Row};

use super::fault::Fault;
use super::row::{all, json, signed, unsigned};
use super::{OpenError, check_sqlite, folder, log, log_filter, row, schema};
use crate::{ChainHead, LogQuery, RecordedEvent, StoreError};

/// The log of a store as it is at one moment, read without changing anything; a broker may go on
/// beside it.
#[derive(Debug)]
pub struct OfflineLog {
    connection: Connection,
}

/// A request whose row is not what its events say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RowFault {
    /// The row says something else, or cannot be read, or its events are no story of a request.
    Differs(String),
    /// There is none.
    Missing(String),
}

impl OfflineLog {
    /// Opens the store below the folder that a broker was given.
    ///
    /// # Errors
    ///
    /// [`OpenError`]
    pub fn open(parent: &Path) -> Result<Self, OpenError> {
        check_sqlite(rusqlite::version_number(), rusqlite::version())?;
        let connection = folder::existing(parent)?.reader()?;
        schema::check(&connection)?;
        // Everything that is read belongs to one moment.
        connection.execute_batch("BEGIN")?;
        Ok(Self { connection })
    }

    /// The end of the chain.
    ///
    /// # Errors
    ///
    /// When the database cannot be read.
    pub fn head(&self) -> Result<ChainHead, StoreError> {
        Ok(log::head(&self.connection)?)
    }

    /// The records behind a sequence number, each as a line of an export without its end: the text
    /// of the event as it is stored, not as this program understands it. Only one line is in memory.
    ///
    /// # Errors
    ///
    /// When the database cannot be read, or what the callback fails with.
    pub fn lines<E: From<StoreError>>(
        &self,
        after: u64,
        mut each: impl FnMut(&str) -> Result<(), E>,
    ) -> Result<(), E> {
        let fault = |error: rusqlite::Error| StoreError::from(Fault::from(error));
        let mut statement = self
            .connection
            .prepare(
                "SELECT sequence, previous_hash, hash, event FROM events WHERE sequence > ?1 \
                 ORDER BY sequence",
            )
            .map_err(fault)?;
        let after = signed(after).map_err(StoreError::from)?;
        let mut rows = statement.query([after]).map_err(fault)?;
        let mut text = String::new();
        while let Some(row) = rows.next().map_err(fault)? {
            text.clear();
            line(row, &mut text).map_err(StoreError::from)?;
            each(&text)?;
        }
        Ok(())
    }

    /// The events of a stretch of the log that match, in order.
    ///
    /// # Errors
    ///
    /// When the database cannot be read.
    pub fn matching(&self, query: &LogQuery) -> Result<Vec<RecordedEvent>, StoreError> {
        Ok(log_filter::matching(&self.connection, query)?)
    }

    /// The requests whose rows are not what their events make of them, at most `limit`.
    ///
    /// # Errors
    ///
    /// When the database cannot be read.
    pub fn row_faults(&self, limit: usize) -> Result<Vec<RowFault>, StoreError> {
        let mut faults = self.missing(limit)?;
        let ids = self.ids()?;
        for id in ids {
            if faults.len() >= limit {
                break;
            }
            if !self.agrees(&id)? {
                faults.push(RowFault::Differs(id));
            }
        }
        Ok(faults)
    }

    fn ids(&self) -> Result<Vec<String>, Fault> {
        let mut statement = self
            .connection
            .prepare("SELECT id FROM requests ORDER BY number")?;
        all(&mut statement.query([])?, |row| Ok(row.get(0)?))
    }

    fn missing(&self, limit: usize) -> Result<Vec<RowFault>, Fault> {
        let mut statement = self.connection.prepare(
            "SELECT request FROM events WHERE request IS NOT NULL AND json_valid(event) \
             AND event ->> 'type' IN ('submitted', 'failed') \
             AND request NOT IN (SELECT id FROM requests) ORDER BY sequence LIMIT ?1",
        )?;
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        all(&mut statement.query([limit])?, |row| {
            Ok(RowFault::Missing(row.get(0)?))
        })
    }

    fn agrees(&self, id: &str) -> Result<bool, Fault> {
        let Ok(id) = id.parse::<RequestId>() else {
            return Ok(false);
        };
        match row::request_by_id(&self.connection, &id) {
            Ok(stored) => Ok(stored.map(|stored| stored.value) == self.replayed(&id)?),
            Err(Fault::Damaged(_)) => Ok(false),
            Err(fault) => Err(fault),
        }
    }

    /// What the events of a request make of it; none when they are no story of one.
    fn replayed(&self, id: &RequestId) -> Result<Option<Request>, Fault> {
        let mut statement = self.connection.prepare_cached(
            "SELECT sequence, event FROM events WHERE request = ?1 ORDER BY sequence",
        )?;
        let events = all(&mut statement.query([id.as_str()])?, |row| {
            let sequence = unsigned(row.get(0)?)?;
            json::<Event>(&row.get::<_, String>(1)?, || format!("event {sequence}"))
        });
        let events = match events {
            Err(Fault::Damaged(_)) => return Ok(None),
            events => events?,
        };
        let mut state = None;
        for event in &events {
            match apply(state.take(), event) {
                Ok(next) => state = Some(next),
                Err(_) => return Ok(None),
            }
        }
        Ok(state)
    }
}

/// Puts the links before the members of the event. What is damaged makes a line that is no record.
fn line(row: &Row<'_>, text: &mut String) -> Result<(), Fault> {
    use std::fmt::Write as _;
    let sequence: i64 = row.get(0)?;
    let column = |at| -> Result<&str, Fault> {
        let value = row.get_ref(at)?;
        let value = value
            .as_str()
            .map_err(|_| Fault::Damaged("an event is no text".to_owned()))?;
        Ok(value)
    };
    let (previous, hash, event) = (column(1)?, column(2)?, column(3)?);
    let members = event.strip_prefix('{').unwrap_or(event);
    // Writing to a string does not fail.
    let _ = write!(
        text,
        r#"{{"sequence":{sequence},"previous_hash":"{previous}","hash":"{hash}",{members}"#
    );
    Ok(())
}
