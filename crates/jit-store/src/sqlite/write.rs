use jit_domain::{Approval, Decision, EventKind, PersonId, Request, RequestId, Verdict};
use rusqlite::{Connection, params};

use super::columns::{PhaseColumns, selectors_of};
use super::fault::Fault;
use super::idempotency::{self, Earlier};
use super::outbox::insert_notice;
use super::row::{optional, request_by_id, signed, unsigned};
use crate::{ChainHead, Change, Committed, StoreError, UnitOfWork, Version, Versioned, link};

/// What a unit came to: an answer that holds once the group is durable.
pub(super) type Answer = Result<Committed, StoreError>;

/// Writes one unit inside the open transaction.
///
/// Every rule is checked before the first row is written, so that a unit that loses leaves nothing
/// behind in the transaction that it shares with others. A [`Fault`] on the other hand may leave
/// rows: then the transaction has to be rolled back.
pub(super) fn write(
    connection: &Connection,
    head: &mut ChainHead,
    unit: &UnitOfWork,
) -> Result<Answer, Fault> {
    if let Some(answer) = replay(connection, unit)? {
        return Ok(answer);
    }
    if let Some(lost) = conflict(connection, unit.change())? {
        return Ok(Err(lost));
    }
    let request = write_row(connection, unit)?;
    *head = write_event(connection, head, unit)?;
    write_dependants(connection, head.sequence, unit)?;
    Ok(Ok(Committed {
        sequence: head.sequence,
        request,
        replayed: false,
    }))
}

fn replay(connection: &Connection, unit: &UnitOfWork) -> Result<Option<Answer>, Fault> {
    let Some(record) = unit.idempotency() else {
        return Ok(None);
    };
    match idempotency::find(connection, record, unit.event().at)? {
        Earlier::None => Ok(None),
        Earlier::OtherBody => Ok(Some(Err(StoreError::IdempotencyMismatch))),
        Earlier::Same(request) => Ok(Some(Ok(Committed {
            sequence: 0,
            request: Some(*request),
            replayed: true,
        }))),
    }
}

/// The rule of compare-and-swap: a new ID is free, and a known request is at the version that the
/// decision was made on.
fn conflict(connection: &Connection, change: &Change) -> Result<Option<StoreError>, Fault> {
    let (id, expected) = match change {
        Change::None => return Ok(None),
        Change::Insert(request) => (&request.id, None),
        Change::Update { expected, request } | Change::Unchanged { expected, request } => {
            (&request.id, Some(*expected))
        }
    };
    if version_of(connection, id)? == expected {
        return Ok(None);
    }
    let current = request_by_id(connection, id)?.map(Box::new);
    Ok(Some(StoreError::Conflict { current }))
}

fn version_of(connection: &Connection, id: &RequestId) -> Result<Option<Version>, Fault> {
    let mut statement = connection.prepare_cached("SELECT version FROM requests WHERE id = ?1")?;
    let found = optional(statement.query_row([id.as_str()], |row| row.get(0)))?;
    found
        .map(|version| unsigned(version).map(Version))
        .transpose()
}

fn write_row(
    connection: &Connection,
    unit: &UnitOfWork,
) -> Result<Option<Versioned<Request>>, Fault> {
    let (version, request) = match unit.change() {
        Change::None => return Ok(None),
        Change::Insert(request) => {
            insert(connection, request)?;
            (Version(1), request)
        }
        Change::Update { expected, request } => {
            let next = Version(expected.0 + 1);
            update(connection, *expected, next, request)?;
            (next, request)
        }
        Change::Unchanged { expected, request } => (*expected, request),
    };
    Ok(Some(Versioned {
        version,
        value: (**request).clone(),
    }))
}

fn insert(connection: &Connection, request: &Request) -> Result<(), Fault> {
    let columns = PhaseColumns::from(request);
    let mut statement = connection.prepare_cached(
        "INSERT INTO requests (id, version, issuer, subject, account, permission_set, created_at,
            pending_until, phase, open_level, window_start, window_end, review_due, request)
         VALUES (?1, 1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)",
    )?;
    let number = statement.insert(params![
        request.id.as_str(),
        request.requester.id.issuer.as_str(),
        request.requester.id.subject.as_str(),
        request.target.account.as_str(),
        request.target.permission_set.as_str(),
        request.created_at.millis(),
        request.pending_until.millis(),
        columns.phase,
        columns.open_level,
        columns.window_start,
        columns.window_end,
        columns.review_due,
        to_json(request)?,
    ])?;
    insert_approvers(connection, number, request)
}

/// The place of security among the levels of a break-glass window.
const SECURITY: i64 = 0;

fn insert_approvers(connection: &Connection, number: i64, request: &Request) -> Result<(), Fault> {
    let mut statement = connection
        .prepare_cached("INSERT INTO approvers (request, level, selector) VALUES (?1, ?2, ?3)")?;
    let levels = request.levels().iter().chain(request.skipped());
    let approvers = (1_i64..).zip(levels.map(|level| &level.approvers));
    let security = request.approval.as_ref().and_then(Approval::security);
    for (place, who) in approvers.chain(security.map(|who| (SECURITY, who))) {
        for selector in selectors_of(who) {
            statement.execute(params![number, place, selector])?;
        }
    }
    Ok(())
}

fn update(
    connection: &Connection,
    expected: Version,
    next: Version,
    request: &Request,
) -> Result<(), Fault> {
    let columns = PhaseColumns::from(request);
    let mut statement = connection.prepare_cached(
        "UPDATE requests SET version = ?3, phase = ?4, open_level = ?5, window_start = ?6,
            window_end = ?7, review_due = ?8, request = ?9
         WHERE id = ?1 AND version = ?2 RETURNING number",
    )?;
    let number: i64 = statement.query_row(
        params![
            request.id.as_str(),
            signed(expected.0)?,
            signed(next.0)?,
            columns.phase,
            columns.open_level,
            columns.window_start,
            columns.window_end,
            columns.review_due,
            to_json(request)?,
        ],
        |row| row.get(0),
    )?;
    insert_approvals(connection, number, request)
}

fn insert_approvals(connection: &Connection, number: i64, request: &Request) -> Result<(), Fault> {
    let mut statement = connection.prepare_cached(
        "INSERT INTO approvals (request, issuer, subject) VALUES (?1, ?2, ?3)
         ON CONFLICT DO NOTHING",
    )?;
    let approved = |d: &&Decision| matches!(d.verdict, Verdict::Approve { .. });
    for decision in request.decisions.iter().filter(approved) {
        let PersonId { issuer, subject } = &decision.by.id;
        statement.execute(params![number, issuer.as_str(), subject.as_str()])?;
    }
    Ok(())
}

fn write_event(
    connection: &Connection,
    head: &ChainHead,
    unit: &UnitOfWork,
) -> Result<ChainHead, Fault> {
    let event = unit.event();
    let position =
        link(head, event).map_err(|_| Fault::Damaged("the event has no JSON form".to_owned()))?;
    let mut statement = connection.prepare_cached(
        "INSERT INTO events (sequence, previous_hash, hash, request, event)
         VALUES (?1, ?2, ?3, ?4, ?5)",
    )?;
    statement.execute(params![
        signed(position.sequence)?,
        head.hash.as_str(),
        position.hash.as_str(),
        event.request.as_ref().map(RequestId::as_str),
        to_json(event)?,
    ])?;
    Ok(ChainHead {
        sequence: position.sequence,
        hash: position.hash,
    })
}

/// What hangs on the event: the session, the notices and the key.
fn write_dependants(
    connection: &Connection,
    sequence: u64,
    unit: &UnitOfWork,
) -> Result<(), Fault> {
    if let EventKind::SessionOpened(session) = &unit.event().kind {
        connection
            .prepare_cached("INSERT INTO sessions (access_key_id, sequence) VALUES (?1, ?2)")?
            .execute(params![session.access_key_id.as_str(), signed(sequence)?])?;
    }
    for notice in unit.notices() {
        insert_notice(connection, sequence, notice, unit.event().at)?;
    }
    match (unit.idempotency(), unit.change()) {
        (Some(record), Change::Insert(request)) => {
            idempotency::keep(connection, record, &request.id, unit.event().at)
        }
        _ => Ok(()),
    }
}

pub(super) fn to_json(value: &impl serde::Serialize) -> Result<String, Fault> {
    serde_json::to_string(value).map_err(|_| Fault::Damaged("a value has no JSON form".to_owned()))
}
