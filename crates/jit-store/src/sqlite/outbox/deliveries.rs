use jit_domain::{EmailAddress, SinkName, Timestamp};
use rusqlite::{Connection, Row, params};

use super::super::fault::Fault;
use super::super::row::{all, signed, unsigned};
use crate::{
    Arrival, Backlog, Claim, Delivery, DeliveryId, DeliveryOutcome, Destination, Settlement,
};

/// What can be claimed: of sink `?1` at instant `?2`.
const DUE: &str = "FROM deliveries d INDEXED BY deliveries_waiting \
     WHERE d.sink = ?1 AND d.next_attempt_at <= ?2 AND d.delivered_at IS NULL \
     AND d.given_up_at IS NULL AND (d.lease_until IS NULL OR d.lease_until <= ?2)";

pub(super) fn is_any_due(connection: &Connection, claim: &Claim) -> Result<bool, Fault> {
    let mut statement = connection.prepare_cached(&format!("SELECT 1 {DUE} LIMIT 1"))?;
    Ok(statement.exists(params![claim.sink.as_str(), claim.now.millis()])?)
}

pub(super) fn claim(connection: &Connection, claim: &Claim) -> Result<Vec<Delivery>, Fault> {
    let mut statement = connection.prepare_cached(&format!(
        "SELECT d.id, d.recipient, d.routed_at, d.attempts, \
            (SELECT o.message FROM outbox o WHERE o.id = d.notice) \
         {DUE} ORDER BY d.next_attempt_at, d.id LIMIT ?3"
    ))?;
    let values = params![claim.sink.as_str(), claim.now.millis(), claim.limit];
    let claimed = all(&mut statement.query(values)?, |row| delivery(row, claim))?;
    let mut lease = connection.prepare_cached(
        "UPDATE deliveries SET lease_owner = ?2, lease_until = ?3, attempts = attempts + 1
         WHERE id = ?1",
    )?;
    let owner = claim.owner.to_string();
    for delivery in &claimed {
        let id = signed(delivery.id.0)?;
        lease.execute(params![id, owner, claim.lease_until.millis()])?;
    }
    Ok(claimed)
}

fn delivery(row: &Row<'_>, claim: &Claim) -> Result<Delivery, Fault> {
    let message: Option<String> = row.get(4)?;
    let lost = || Fault::Damaged("a delivery has no message".to_owned());
    Ok(Delivery {
        id: DeliveryId(unsigned(row.get(0)?)?),
        destination: Destination {
            sink: claim.sink.clone(),
            recipient: recipient(row, 1)?,
        },
        message: message.ok_or_else(lost)?,
        routed_at: Timestamp::from_millis(row.get(2)?),
        attempts: row.get::<_, u32>(3)?.saturating_add(1),
        lease_until: claim.lease_until,
    })
}

fn recipient(row: &Row<'_>, column: usize) -> Result<Option<EmailAddress>, Fault> {
    let text: String = row.get(column)?;
    if text.is_empty() {
        return Ok(None);
    }
    let address = text.parse();
    let damaged = |_| Fault::Damaged("the address of a delivery cannot be read".to_owned());
    address.map(Some).map_err(damaged)
}

pub(super) fn settle(connection: &Connection, settlement: &Settlement) -> Result<(), Fault> {
    let (change, at) = match settlement.outcome {
        DeliveryOutcome::Delivered { at } => ("delivered_at = ?3", at),
        DeliveryOutcome::Retry { at } => ("next_attempt_at = ?3", at),
        DeliveryOutcome::Postponed { until } => {
            ("next_attempt_at = ?3, attempts = attempts - 1", until)
        }
        DeliveryOutcome::GivenUp { at } => ("given_up_at = ?3", at),
    };
    let mut statement = connection.prepare_cached(&format!(
        "UPDATE deliveries SET {change}, lease_owner = NULL, lease_until = NULL
         WHERE id = ?1 AND lease_owner = ?2"
    ))?;
    let id = signed(settlement.delivery.0)?;
    statement.execute(params![id, settlement.owner.to_string(), at.millis()])?;
    Ok(())
}

/// What is given up: routed before `?1`, and held by nobody at `?2`.
const OVERDUE: &str = "delivered_at IS NULL AND given_up_at IS NULL AND routed_at < ?1 \
     AND (lease_until IS NULL OR lease_until <= ?2)";

pub(super) fn overdue(
    connection: &Connection,
    before: Timestamp,
    now: Timestamp,
) -> Result<Vec<(SinkName, u64)>, Fault> {
    let mut statement = connection.prepare_cached(&format!(
        "SELECT sink, count(*) FROM deliveries INDEXED BY deliveries_waiting WHERE {OVERDUE} \
         GROUP BY sink ORDER BY sink"
    ))?;
    let values = params![before.millis(), now.millis()];
    all(&mut statement.query(values)?, |row| {
        Ok((sink(row)?, unsigned(row.get(1)?)?))
    })
}

pub(super) fn give_up(
    connection: &Connection,
    before: Timestamp,
    now: Timestamp,
) -> Result<Vec<(SinkName, u64)>, Fault> {
    let given_up = overdue(connection, before, now)?;
    connection
        .prepare_cached(&format!(
            "UPDATE deliveries SET given_up_at = ?2, lease_owner = NULL, lease_until = NULL \
             WHERE {OVERDUE}"
        ))?
        .execute(params![before.millis(), now.millis()])?;
    Ok(given_up)
}

pub(super) fn backlog(connection: &Connection) -> Result<Vec<Backlog>, Fault> {
    let mut statement = connection.prepare_cached(
        "SELECT sink, count(*), min(routed_at) FROM deliveries INDEXED BY deliveries_waiting \
         WHERE delivered_at IS NULL AND given_up_at IS NULL GROUP BY sink ORDER BY sink",
    )?;
    all(&mut statement.query([])?, |row| {
        Ok(Backlog {
            sink: sink(row)?,
            waiting: unsigned(row.get(1)?)?,
            oldest: Timestamp::from_millis(row.get(2)?),
        })
    })
}

pub(super) fn arrivals(
    connection: &Connection,
    sink: &SinkName,
    since: Timestamp,
    limit: u32,
) -> Result<Vec<Arrival>, Fault> {
    let mut statement = connection.prepare_cached(
        "SELECT DISTINCT recipient, delivered_at FROM deliveries INDEXED BY deliveries_arrived \
         WHERE sink = ?1 AND delivered_at >= ?2 ORDER BY delivered_at DESC LIMIT ?3",
    )?;
    let values = params![sink.as_str(), since.millis(), limit];
    all(&mut statement.query(values)?, |row| {
        Ok(Arrival {
            recipient: recipient(row, 0)?,
            at: Timestamp::from_millis(row.get(1)?),
        })
    })
}

fn sink(row: &Row<'_>) -> Result<SinkName, Fault> {
    let text: String = row.get(0)?;
    text.parse()
        .map_err(|_| Fault::Damaged("the sink of a delivery cannot be read".to_owned()))
}
