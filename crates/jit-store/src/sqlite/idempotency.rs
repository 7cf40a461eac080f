use jit_domain::{Request, RequestId, Timestamp};
use rusqlite::{Connection, params};

use super::fault::Fault;
use super::row::{optional, request_by_id};
use crate::{IdempotencyRecord, Versioned};

/// How many of the oldest keys are looked at for each new one: more than one, so that forgotten
/// keys become fewer and not more.
const PURGED_PER_KEY: u32 = 4;

/// What a key was used for before.
#[derive(Debug)]
pub(super) enum Earlier {
    /// Nothing that still counts.
    None,
    /// Another body.
    OtherBody,
    /// The same body: this is the request it made, as it is now.
    Same(Box<Versioned<Request>>),
}

/// Looks a key up. It counts for 24 hours: up to, but not at, the instant 24 hours later.
pub(super) fn find(
    connection: &Connection,
    record: &IdempotencyRecord,
    now: Timestamp,
) -> Result<Earlier, Fault> {
    let mut statement = connection.prepare_cached(
        "SELECT body, request FROM idempotency
         WHERE issuer = ?1 AND subject = ?2 AND key = ?3 AND created_at > ?4",
    )?;
    let found = optional(statement.query_row(
        params![
            record.person.issuer.as_str(),
            record.person.subject.as_str(),
            record.key.as_str(),
            forgotten_at(now),
        ],
        |row| Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?)),
    ))?;
    match found {
        None => Ok(Earlier::None),
        Some((body, _)) if body != record.body.as_str() => Ok(Earlier::OtherBody),
        Some((_, id)) => same(connection, &id),
    }
}

fn same(connection: &Connection, id: &str) -> Result<Earlier, Fault> {
    let damaged = || Fault::Damaged("an idempotency key names no request".to_owned());
    let id: RequestId = id.parse().map_err(|_| damaged())?;
    let request = request_by_id(connection, &id)?.ok_or_else(damaged)?;
    Ok(Earlier::Same(Box::new(request)))
}

/// Keeps a key, in place of one that no longer counts, and forgets a few others of those.
pub(super) fn keep(
    connection: &Connection,
    record: &IdempotencyRecord,
    request: &RequestId,
    now: Timestamp,
) -> Result<(), Fault> {
    connection
        .prepare_cached(
            "DELETE FROM idempotency WHERE created_at <= ?1
             AND number IN (SELECT number FROM idempotency ORDER BY number LIMIT ?2)",
        )?
        .execute(params![forgotten_at(now), PURGED_PER_KEY])?;
    connection
        .prepare_cached(
            "INSERT OR REPLACE INTO idempotency (issuer, subject, key, body, request, created_at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        )?
        .execute(params![
            record.person.issuer.as_str(),
            record.person.subject.as_str(),
            record.key.as_str(),
            record.body.as_str(),
            request.as_str(),
            now.millis(),
        ])?;
    Ok(())
}

/// A key that was first used then or earlier no longer counts at `now`.
fn forgotten_at(now: Timestamp) -> i64 {
    now.millis() - IdempotencyRecord::HONOURED_MILLIS
}
