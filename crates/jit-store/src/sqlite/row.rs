use jit_domain::{Request, RequestId};
use rusqlite::{Connection, OptionalExtension, Row};
use serde::de::DeserializeOwned;

use super::fault::Fault;
use crate::{Version, Versioned};

/// The columns that [`request`] reads, of `requests` under the name `r`.
pub(super) const REQUEST: &str = "r.id, r.version, r.request";

/// Reads the first three columns of a row as [`REQUEST`].
pub(super) fn request(row: &Row<'_>) -> Result<Versioned<Request>, Fault> {
    let id: String = row.get(0)?;
    let version = unsigned(row.get(1)?)?;
    let value: Request = json(&row.get::<_, String>(2)?, || format!("request `{id}`"))?;
    if value.id.as_str() != id {
        return Err(Fault::Damaged(format!("request `{id}` names another one")));
    }
    Ok(Versioned {
        version: Version(version),
        value,
    })
}

/// One request by its ID.
pub(super) fn request_by_id(
    connection: &Connection,
    id: &RequestId,
) -> Result<Option<Versioned<Request>>, Fault> {
    let mut statement = connection
        .prepare_cached("SELECT r.id, r.version, r.request FROM requests r WHERE r.id = ?1")?;
    first(&mut statement.query([id.as_str()])?, request)
}

/// The first row, if there is one.
pub(super) fn first<T>(
    rows: &mut rusqlite::Rows<'_>,
    read: impl Fn(&Row<'_>) -> Result<T, Fault>,
) -> Result<Option<T>, Fault> {
    rows.next()?.map(read).transpose()
}

/// Every row.
pub(super) fn all<T>(
    rows: &mut rusqlite::Rows<'_>,
    read: impl Fn(&Row<'_>) -> Result<T, Fault>,
) -> Result<Vec<T>, Fault> {
    let mut read_rows = Vec::new();
    while let Some(row) = rows.next()? {
        read_rows.push(read(row)?);
    }
    Ok(read_rows)
}

/// Parses what was written as JSON; `what` names it where it is damaged.
pub(super) fn json<T: DeserializeOwned>(
    text: &str,
    what: impl FnOnce() -> String,
) -> Result<T, Fault> {
    // The text of the parser's error quotes the row, which holds what people wrote.
    serde_json::from_str(text).map_err(|_| Fault::Damaged(format!("{} cannot be read", what())))
}

/// A count that SQLite keeps with a sign.
pub(super) fn unsigned(count: i64) -> Result<u64, Fault> {
    u64::try_from(count).map_err(|_| Fault::Damaged(format!("{count} is not a count")))
}

/// A count as SQLite keeps it.
pub(super) fn signed(count: u64) -> Result<i64, Fault> {
    i64::try_from(count).map_err(|_| Fault::Damaged(format!("{count} is out of range")))
}

/// One value, if there is a row.
pub(super) fn optional<T>(found: rusqlite::Result<T>) -> Result<Option<T>, Fault> {
    Ok(found.optional()?)
}
