use rusqlite::types::Value;
use rusqlite::{Connection, params_from_iter};

use super::conditions::Conditions;
use super::fault::Fault;
use super::list::in_states;
use super::log::event;
use super::row::all;
use crate::{LogFilter, LogQuery, RecordedEvent};

/// The events of a stretch of the log that match, in order.
pub(super) fn matching(
    connection: &Connection,
    query: &LogQuery,
) -> Result<Vec<RecordedEvent>, Fault> {
    let (sql, values) = select(query);
    let mut statement = connection.prepare_cached(&sql)?;
    all(&mut statement.query(params_from_iter(values))?, event)
}

/// The statement of a query, and the values of its question marks.
pub(super) fn select(query: &LogQuery) -> (String, Vec<Value>) {
    let mut conditions = Conditions::default();
    let after = i64::try_from(query.after).unwrap_or(i64::MAX);
    let until = after.saturating_add(query.span.into());
    conditions.and("e.sequence > ? AND e.sequence <= ?", [after, until]);
    filter(&mut conditions, &query.filter);
    if !query.filter.statuses.is_empty() {
        in_states(&mut conditions, &query.filter.statuses, query.now);
    }
    let sql = format!(
        "SELECT e.sequence, e.previous_hash, e.hash, e.event \
         FROM events e LEFT JOIN requests r ON r.id = e.request {} ORDER BY e.sequence",
        conditions.sql()
    );
    (sql, conditions.into_values())
}

/// Times are compared as text: every event writes them alike, in UTC and to the millisecond.
fn filter(conditions: &mut Conditions, filter: &LogFilter) {
    if let Some(from) = filter.from {
        conditions.and("e.event ->> '$.at' >= ?", [from.to_string()]);
    }
    if let Some(before) = filter.before {
        conditions.and("e.event ->> '$.at' < ?", [before.to_string()]);
    }
    if let Some(person) = &filter.person {
        let person = person.to_string();
        conditions.and(
            "e.event ->> '$.actor.subject' = ? OR r.subject = ?",
            [person.clone(), person],
        );
    }
    if let Some(account) = &filter.account {
        let account = account.to_string();
        conditions.and(
            "e.event ->> '$.data.account' = ? OR r.account = ?",
            [account.clone(), account],
        );
    }
    if !filter.events.is_empty() {
        let names: Vec<_> = filter.events.iter().map(|it| it.as_str()).collect();
        let marks = vec!["?"; names.len()].join(", ");
        conditions.and(
            format!("e.event ->> '$.type' IN ({marks})"),
            names.into_iter().map(str::to_owned),
        );
    }
}
