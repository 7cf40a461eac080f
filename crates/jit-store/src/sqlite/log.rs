use jit_domain::{AccessKeyId, EventHash, EventKind, RequestId, Session};
use rusqlite::{Connection, Row};

use super::fault::Fault;
use super::row::{self, all, first, json, unsigned};
use crate::{ChainHead, RecordedEvent, RequestWithEvents, link};

/// The end of the audit chain.
pub(super) fn head(connection: &Connection) -> Result<ChainHead, Fault> {
    let mut statement = connection
        .prepare_cached("SELECT sequence, hash FROM events ORDER BY sequence DESC LIMIT 1")?;
    let found = first(&mut statement.query([])?, |row| {
        Ok(ChainHead {
            sequence: unsigned(row.get(0)?)?,
            hash: hash(row, 1)?,
        })
    })?;
    Ok(found.unwrap_or_default())
}

/// The events of a request, in order.
pub(super) fn of_request(
    connection: &Connection,
    id: &RequestId,
) -> Result<Vec<RecordedEvent>, Fault> {
    let mut statement = connection.prepare_cached(
        "SELECT sequence, previous_hash, hash, event FROM events WHERE request = ?1 ORDER BY sequence",
    )?;
    all(&mut statement.query([id.as_str()])?, event)
}

/// A request with its events, read in one transaction: a change between two reads would show an
/// event that the request does not know of yet.
pub(super) fn with_request(
    connection: &Connection,
    id: &RequestId,
) -> Result<Option<RequestWithEvents>, Fault> {
    let transaction = connection.unchecked_transaction()?;
    let Some(request) = row::request_by_id(&transaction, id)? else {
        return Ok(None);
    };
    let events = of_request(&transaction, id)?;
    transaction.commit()?;
    Ok(Some(RequestWithEvents { request, events }))
}

/// The events behind a sequence number, in order.
pub(super) fn behind(
    connection: &Connection,
    after: u64,
    limit: u32,
) -> Result<Vec<RecordedEvent>, Fault> {
    let mut statement = connection.prepare_cached(
        "SELECT sequence, previous_hash, hash, event FROM events WHERE sequence > ?1 \
         ORDER BY sequence LIMIT ?2",
    )?;
    // Behind the largest number that SQLite knows there is nothing.
    let after = i64::try_from(after).unwrap_or(i64::MAX);
    all(&mut statement.query((after, limit))?, event)
}

/// The session of an access key, from the event that opened it.
pub(super) fn session(
    connection: &Connection,
    access_key_id: &AccessKeyId,
) -> Result<Option<(RequestId, Session)>, Fault> {
    let mut statement = connection.prepare_cached(
        "SELECT e.sequence, e.previous_hash, e.hash, e.event \
         FROM sessions s JOIN events e ON e.sequence = s.sequence WHERE s.access_key_id = ?1",
    )?;
    let found = first(&mut statement.query([access_key_id.as_str()])?, event)?;
    found
        .map(
            |recorded| match (recorded.event.request, recorded.event.kind) {
                (Some(id), EventKind::SessionOpened(session))
                    if session.access_key_id == *access_key_id =>
                {
                    Ok((id, session))
                }
                _ => Err(Fault::Damaged(format!(
                    "event {} does not open the session that points to it",
                    recorded.sequence
                ))),
            },
        )
        .transpose()
}

/// Whether the last two events hash to what is stored and the last names the one before it. The
/// whole chain is for an audit; this is what a start can afford.
pub(super) fn verify_end(connection: &Connection) -> Result<ChainHead, Fault> {
    let head = head(connection)?;
    let last_two = behind(connection, head.sequence.saturating_sub(2), 2)?;
    if last_two.len() as u64 != head.sequence.min(2) {
        return Err(Fault::Damaged("the audit log has a gap".to_owned()));
    }
    let mut before: Option<ChainHead> = None;
    for recorded in &last_two {
        let previous = ChainHead {
            sequence: recorded.sequence.saturating_sub(1),
            hash: recorded.previous_hash.clone(),
        };
        let follows = before.as_ref().is_none_or(|b| *b == previous);
        let linked = link(&previous, &recorded.event)
            .is_ok_and(|p| p.sequence == recorded.sequence && p.hash == recorded.hash);
        if !(follows && linked) {
            return Err(Fault::Damaged(format!(
                "event {} of the audit log does not verify",
                recorded.sequence
            )));
        }
        before = Some(ChainHead {
            sequence: recorded.sequence,
            hash: recorded.hash.clone(),
        });
    }
    Ok(head)
}

pub(super) fn event(row: &Row<'_>) -> Result<RecordedEvent, Fault> {
    let sequence = unsigned(row.get(0)?)?;
    Ok(RecordedEvent {
        sequence,
        previous_hash: hash(row, 1)?,
        hash: hash(row, 2)?,
        event: json(&row.get::<_, String>(3)?, || format!("event {sequence}"))?,
    })
}

fn hash(row: &Row<'_>, column: usize) -> Result<EventHash, Fault> {
    let text: String = row.get(column)?;
    text.parse()
        .map_err(|_| Fault::Damaged("the hash of an event cannot be read".to_owned()))
}
