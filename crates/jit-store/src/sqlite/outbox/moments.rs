use jit_domain::{Moment, Timestamp, WARNING_SECONDS};
use rusqlite::{Connection, params};

use super::super::fault::Fault;
use super::super::log;
use super::super::row::{REQUEST, all, request};
use super::notices::{insert, is_first};

/// A window that ended longer ago than this, in seconds, is not told any more: a broker that comes
/// back, or gets a store of an older version, does not tell of everything that ever ended.
const STALE_SECONDS: i64 = 24 * 3600;

/// What the row of a request looks like at a moment that `now`, `?1`, has reached. The domain says
/// whether somebody is told.
fn condition(moment: Moment) -> String {
    let warning = WARNING_SECONDS * 1000;
    let stale = STALE_SECONDS * 1000;
    let approved = "INDEXED BY requests_approved WHERE r.phase = 'approved'";
    match moment {
        Moment::Opened => format!("{approved} AND r.window_end > ?1 AND r.window_start <= ?1"),
        Moment::Ending => {
            format!("{approved} AND r.window_end > ?1 AND r.window_end <= ?1 + {warning}")
        }
        Moment::Ended => {
            format!("{approved} AND r.window_end <= ?1 AND r.window_end > ?1 - {stale}")
        }
        Moment::ReviewOverdue => {
            "INDEXED BY requests_unreviewed WHERE r.review_due IS NOT NULL AND r.review_due <= ?1"
                .to_owned()
        }
    }
}

/// The moments that have come and were not told: at most `limit` of each kind.
pub(super) fn due(
    connection: &Connection,
    now: Timestamp,
    limit: u32,
) -> Result<Vec<(Moment, jit_domain::Request)>, Fault> {
    let mut found = Vec::new();
    for moment in Moment::ALL {
        let (word, condition) = (moment.as_str(), condition(moment));
        let mut statement = connection.prepare_cached(&format!(
            "SELECT {REQUEST} FROM requests r {condition}
             AND NOT EXISTS (SELECT 1 FROM told WHERE told.key = '{word}:' || r.id) LIMIT ?2"
        ))?;
        let requests = all(&mut statement.query(params![now.millis(), limit])?, |row| {
            request(row)
        })?;
        found.extend(requests.into_iter().map(|r| (moment, r.value)));
    }
    Ok(found)
}

/// Writes the notices of the moments that are due; answers how many moments there were.
pub(super) fn tell(connection: &Connection, now: Timestamp, limit: u32) -> Result<u32, Fault> {
    let head = log::head(connection)?;
    let mut told = 0;
    for (moment, request) in due(connection, now, limit)? {
        let key = format!("{}:{}", moment.as_str(), request.id);
        if !is_first(connection, &key, now)? {
            continue;
        }
        for notice in moment.notices(&request, now) {
            insert(connection, head.sequence, &notice, now)?;
        }
        told += 1;
    }
    Ok(told)
}

#[cfg(test)]
mod tests {
    use super::super::super::tests::open_test_store;
    use super::*;

    #[tokio::test]
    async fn moments_are_found_without_looking_at_every_request() {
        let store = open_test_store();
        let plans = store.readers.read(|connection| {
            let mut plans = Vec::new();
            for moment in Moment::ALL {
                let sql = format!(
                    "EXPLAIN QUERY PLAN SELECT {REQUEST} FROM requests r {}",
                    condition(moment)
                );
                let plan: String = connection.query_row(&sql, [0], |row| row.get(3))?;
                plans.push(plan);
            }
            Ok(plans)
        });
        for plan in plans.await.unwrap() {
            assert!(plan.starts_with("SEARCH r USING INDEX"), "{plan}");
        }
    }
}
