use jit_domain::{EventHash, Notice, Timestamp};
use rusqlite::{Connection, Row, params};

use super::super::fault::Fault;
use super::super::log;
use super::super::row::{all, json, signed, unsigned};
use super::super::write::to_json;
use crate::{Announcement, ChainHead, RecordedNotice, RoutedNotice};

/// Writes a notice; `sequence` is the end of the log, 0 before the first event.
pub(in super::super) fn insert(
    connection: &Connection,
    sequence: u64,
    notice: &Notice,
    at: Timestamp,
) -> Result<(), Fault> {
    let sequence = (sequence > 0).then(|| signed(sequence)).transpose()?;
    connection
        .prepare_cached("INSERT INTO outbox (sequence, notice, created_at) VALUES (?1, ?2, ?3)")?
        .execute(params![sequence, to_json(notice)?, at.millis()])?;
    Ok(())
}

/// Notices that nobody has routed, oldest first.
pub(in super::super) fn unrouted(
    connection: &Connection,
    limit: u32,
) -> Result<Vec<RecordedNotice>, Fault> {
    let mut statement = connection.prepare_cached(
        "SELECT o.id, e.sequence, e.hash, o.notice, o.created_at
         FROM outbox o INDEXED BY outbox_unrouted LEFT JOIN events e ON e.sequence = o.sequence
         WHERE o.routed_at IS NULL ORDER BY o.id LIMIT ?1",
    )?;
    all(&mut statement.query([limit])?, recorded)
}

fn recorded(row: &Row<'_>) -> Result<RecordedNotice, Fault> {
    let id = unsigned(row.get(0)?)?;
    let hash: Option<String> = row.get(2)?;
    let hash: Option<EventHash> = hash
        .map(|text| text.parse())
        .transpose()
        .map_err(|_| Fault::Damaged("the hash of an event cannot be read".to_owned()))?;
    let sequence = row.get::<_, Option<i64>>(1)?.map(unsigned).transpose()?;
    let head = match (sequence, hash) {
        (Some(sequence), Some(hash)) => ChainHead { sequence, hash },
        _ => ChainHead::default(),
    };
    Ok(RecordedNotice {
        id,
        sequence: head.sequence,
        hash: head.hash,
        at: Timestamp::from_millis(row.get(4)?),
        notice: json(&row.get::<_, String>(3)?, || format!("notice {id}"))?,
    })
}

/// Whether this is told for the first time.
pub(super) fn is_first(connection: &Connection, key: &str, at: Timestamp) -> Result<bool, Fault> {
    let told = connection
        .prepare_cached("INSERT INTO told (key, told_at) VALUES (?1, ?2) ON CONFLICT DO NOTHING")?
        .execute(params![key, at.millis()])?;
    Ok(told == 1)
}

/// Writes notices that come from no request, once for each key.
pub(super) fn announce(connection: &Connection, what: &Announcement) -> Result<bool, Fault> {
    if !is_first(connection, &format!("announced:{}", what.key), what.at)? {
        return Ok(false);
    }
    let head = log::head(connection)?;
    for notice in &what.notices {
        insert(connection, head.sequence, notice, what.at)?;
    }
    Ok(true)
}

/// Says where a notice goes, unless that was said before.
pub(super) fn route(connection: &Connection, routed: &RoutedNotice) -> Result<(), Fault> {
    let notice = signed(routed.notice)?;
    let first = connection
        .prepare_cached(
            "UPDATE outbox SET routed_at = ?2, message = ?3 WHERE id = ?1 AND routed_at IS NULL",
        )?
        .execute(params![notice, routed.at.millis(), routed.message])?;
    if first == 0 {
        return Ok(());
    }
    let mut statement = connection.prepare_cached(
        "INSERT INTO deliveries (notice, sink, recipient, routed_at, next_attempt_at)
         VALUES (?1, ?2, ?3, ?4, ?4) ON CONFLICT DO NOTHING",
    )?;
    for destination in &routed.destinations {
        let recipient = destination.recipient.as_ref();
        statement.execute(params![
            notice,
            destination.sink.as_str(),
            recipient.map_or("", |address| address.as_str()),
            routed.at.millis(),
        ])?;
    }
    Ok(())
}
