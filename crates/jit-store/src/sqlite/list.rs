use jit_domain::{Person, Request, RequestPrefix, StatusName, Timestamp};
use rusqlite::types::Value;
use rusqlite::{Connection, params_from_iter};

use super::columns::selectors_matching;
use super::conditions::{Conditions, names};
use super::fault::Fault;
use super::row::{REQUEST, all, first, request};
use crate::{Cursor, Page, RequestQuery, ReviewFilter, Scope, TargetKey, Versioned};

/// The longest page.
const MAX_LIMIT: u32 = 1_000;

/// A page of requests, newest first.
pub(super) fn page(
    connection: &Connection,
    query: &RequestQuery,
) -> Result<Page<Versioned<Request>>, Fault> {
    let limit = query.limit.clamp(1, MAX_LIMIT);
    let (sql, values) = select(query, limit + 1);
    let mut statement = connection.prepare_cached(&sql)?;
    let mut items = all(&mut statement.query(params_from_iter(values))?, request)?;
    // One more than asked for shows that there is a next page, which then begins behind the last.
    let asked = usize::try_from(limit).unwrap_or(usize::MAX);
    let more = items.len() > asked;
    items.truncate(asked);
    let next = items.last().filter(|_| more).map(|last| Cursor {
        created_at: last.value.created_at,
        id: last.value.id.clone(),
    });
    Ok(Page { items, next })
}

/// The statement of a query, and the values of its question marks.
pub(super) fn select(query: &RequestQuery, limit: u32) -> (String, Vec<Value>) {
    let mut conditions = of_query(query);
    let sql = format!(
        "SELECT {REQUEST} FROM requests r {} {} ORDER BY r.created_at DESC, r.id DESC LIMIT ?",
        index_for(query),
        conditions.sql(),
    );
    conditions.values.push(limit.into());
    (sql, conditions.values)
}

/// The requests in a scope whose IDs begin so, in order of ID.
pub(super) fn by_prefix(
    connection: &Connection,
    prefix: &RequestPrefix,
    scope: &Scope,
    limit: u32,
) -> Result<Vec<Versioned<Request>>, Fault> {
    let mut conditions = Conditions::default();
    let from = prefix.as_str().to_owned();
    // `~` sorts behind every character of an ID.
    let below = format!("{from}~");
    conditions.and("r.id >= ? AND r.id < ?", [from, below]);
    in_scope(&mut conditions, scope, None);
    let sql = format!(
        "SELECT {REQUEST} FROM requests r {} ORDER BY r.id LIMIT ?",
        conditions.sql()
    );
    conditions.values.push(limit.into());
    let mut statement = connection.prepare_cached(&sql)?;
    all(
        &mut statement.query(params_from_iter(conditions.values))?,
        request,
    )
}

/// Two look-ups in one statement, so that both see the same state.
pub(super) const FOR_TARGET: &str = "
    SELECT * FROM (
        SELECT r.id, r.version, r.request, 1 AS rank FROM requests r
        WHERE r.issuer = ?1 AND r.subject = ?2 AND r.account = ?3 AND r.permission_set = ?4
          AND r.phase = 'approved' AND r.window_end > ?5 AND r.window_start <= ?5
        ORDER BY r.window_end DESC, r.created_at DESC, r.id DESC LIMIT 1)
    UNION ALL
    SELECT * FROM (
        SELECT r.id, r.version, r.request, 2 AS rank FROM requests r
        WHERE r.issuer = ?1 AND r.subject = ?2 AND r.account = ?3 AND r.permission_set = ?4
        ORDER BY r.created_at DESC, r.id DESC LIMIT 1)
    ORDER BY rank LIMIT 1";

/// The active request with the latest end, else the newest.
pub(super) fn for_target(
    connection: &Connection,
    target: &TargetKey,
    now: Timestamp,
) -> Result<Option<Versioned<Request>>, Fault> {
    let mut statement = connection.prepare_cached(FOR_TARGET)?;
    let mut rows = statement.query((
        target.person.issuer.as_str(),
        target.person.subject.as_str(),
        target.account.as_str(),
        target.permission_set.as_str(),
        now.millis(),
    ))?;
    first(&mut rows, request)
}

fn of_query(query: &RequestQuery) -> Conditions {
    let mut conditions = Conditions::default();
    in_scope(&mut conditions, &query.scope, Some(query.now));
    if !query.statuses.is_empty() {
        in_states(&mut conditions, &query.statuses, query.now);
    }
    if let Some(review) = query.review {
        in_review(&mut conditions, review, query.now);
    }
    if let Some(account) = &query.account {
        conditions.and("r.account = ?", [account.to_string()]);
    }
    if let Some(permission_set) = &query.permission_set {
        conditions.and("r.permission_set = ?", [permission_set.to_string()]);
    }
    if let Some(requester) = &query.requester {
        conditions.person(requester);
    }
    if let Some(from) = query.created_from {
        conditions.and("r.created_at >= ?", [from.millis()]);
    }
    if let Some(before) = query.created_before {
        conditions.and("r.created_at < ?", [before.millis()]);
    }
    if let Some(after) = &query.after {
        let place = [
            Value::from(after.created_at.millis()),
            Value::from(after.id.to_string()),
        ];
        conditions.and("(r.created_at, r.id) < (?, ?)", place);
    }
    conditions
}

fn in_scope(conditions: &mut Conditions, scope: &Scope, now: Option<Timestamp>) {
    match scope {
        Scope::All => {}
        Scope::Mine(person) => conditions.person(person),
        Scope::VisibleTo(person) => visible_to(conditions, person),
        Scope::ToReview(person) => to_review(conditions, person, now),
        Scope::MayReview(person) => may_review(conditions, person),
        Scope::ToRevoke {
            person,
            administrator,
        } => to_revoke(conditions, person, *administrator, now),
    }
}

fn visible_to(conditions: &mut Conditions, person: &Person) {
    let [issuer, subject] = names(&person.id);
    conditions.and(
        "(r.issuer = ? AND r.subject = ?) OR EXISTS (
            SELECT 1 FROM approvers a WHERE a.request = r.number
            AND a.selector IN (SELECT value FROM json_each(?)))",
        [issuer, subject, selectors_matching(person)],
    );
}

fn to_review(conditions: &mut Conditions, person: &Person, now: Option<Timestamp>) {
    match now {
        Some(now) => in_states(conditions, &[StatusName::Pending], now),
        None => conditions.and("r.phase = 'pending'", Vec::<Value>::new()),
    }
    conditions.and("NOT (r.issuer = ? AND r.subject = ?)", names(&person.id));
    conditions.and(
        "EXISTS (
            SELECT 1 FROM approvers a WHERE a.request = r.number AND a.level = r.open_level
            AND a.selector IN (SELECT value FROM json_each(?)))",
        [selectors_matching(person)],
    );
    conditions.and(
        "NOT EXISTS (
            SELECT 1 FROM approvals v WHERE v.request = r.number
            AND v.issuer = ? AND v.subject = ?)",
        names(&person.id),
    );
}

fn may_review(conditions: &mut Conditions, person: &Person) {
    conditions.and("r.review_due IS NOT NULL", Vec::<Value>::new());
    is_approver(conditions, person);
}

/// [`jit_domain::request::revoke`] in SQL.
fn to_revoke(
    conditions: &mut Conditions,
    person: &Person,
    administrator: bool,
    now: Option<Timestamp>,
) {
    match now {
        Some(now) => in_states(
            conditions,
            &[StatusName::Scheduled, StatusName::Active],
            now,
        ),
        None => conditions.and("r.phase = 'approved'", Vec::<Value>::new()),
    }
    if !administrator {
        is_approver(conditions, person);
    }
}

/// [`Request::is_approver`] in SQL.
fn is_approver(conditions: &mut Conditions, person: &Person) {
    conditions.and("NOT (r.issuer = ? AND r.subject = ?)", names(&person.id));
    conditions.and(
        "EXISTS (
            SELECT 1 FROM approvers a WHERE a.request = r.number
            AND a.selector IN (SELECT value FROM json_each(?)))",
        [selectors_matching(person)],
    );
}

/// Waits for a review at `now`: [`Request::review_state`] in SQL. What is overdue is over.
fn in_review(conditions: &mut Conditions, review: ReviewFilter, now: Timestamp) {
    let term = match review {
        ReviewFilter::Unreviewed => {
            conditions.and("r.review_due IS NOT NULL", Vec::<Value>::new());
            return;
        }
        ReviewFilter::Open => {
            "r.review_due IS NOT NULL AND (r.phase IN ('finished', 'revoked')
                OR (r.phase = 'approved' AND r.window_end <= ?))"
        }
        ReviewFilter::Overdue => "r.review_due IS NOT NULL AND r.review_due <= ?",
    };
    conditions.and(term, [now.millis()]);
}

/// In any of these states at `now`: [`Request::status`] in SQL.
pub(super) fn in_states(conditions: &mut Conditions, statuses: &[StatusName], now: Timestamp) {
    let terms: Vec<_> = statuses.iter().map(|status| in_state(*status)).collect();
    let instants = terms.iter().map(|term| term.matches('?').count()).sum();
    conditions.and(terms.join(" OR "), vec![now.millis(); instants]);
    if let Some((_, still)) = narrowing(statuses) {
        conditions.and(still, [now.millis()]);
    }
}

fn in_state(status: StatusName) -> &'static str {
    match status {
        StatusName::Pending => "(r.phase = 'pending' AND r.pending_until > ?)",
        StatusName::Expired => "(r.phase = 'pending' AND r.pending_until <= ?)",
        StatusName::Scheduled => "(r.phase = 'approved' AND r.window_start > ?)",
        StatusName::Active => "(r.phase = 'approved' AND r.window_start <= ? AND r.window_end > ?)",
        StatusName::Ended => {
            "(r.phase = 'finished' OR (r.phase = 'approved' AND r.window_start <= ? AND r.window_end <= ?))"
        }
        StatusName::Rejected => "(r.phase = 'rejected')",
        StatusName::Cancelled => "(r.phase = 'cancelled')",
        StatusName::Revoked => "(r.phase = 'revoked')",
        StatusName::Failed => "(r.phase = 'failed')",
    }
}

/// The index of what has not ended yet, with the condition that makes it apply. Those are few,
/// however many requests there were.
fn narrowing(statuses: &[StatusName]) -> Option<(&'static str, &'static str)> {
    use StatusName::{Active, Pending, Scheduled};
    if statuses.is_empty() {
        None
    } else if statuses.iter().all(|s| *s == Pending) {
        Some((
            "requests_pending",
            "r.phase = 'pending' AND r.pending_until > ?",
        ))
    } else if statuses.iter().all(|s| matches!(s, Scheduled | Active)) {
        Some((
            "requests_approved",
            "r.phase = 'approved' AND r.window_end > ?",
        ))
    } else {
        None
    }
}

/// SQLite keeps no statistics here, so that the query says which index to walk.
fn index_for(query: &RequestQuery) -> String {
    let narrowed = match (&query.scope, narrowing(&query.statuses)) {
        (Scope::MayReview(_), _) => Some("requests_unreviewed"),
        (Scope::ToRevoke { .. }, _) => Some("requests_approved"),
        _ if query.review.is_some() => Some("requests_unreviewed"),
        (Scope::Mine(_), _) => Some("requests_by_requester"),
        (Scope::ToReview(_), _) => Some("requests_pending"),
        (_, Some((index, _))) => Some(index),
        _ if query.requester.is_some() => Some("requests_by_requester"),
        _ => None,
    };
    narrowed.map_or_else(String::new, |index| format!("INDEXED BY {index}"))
}
