//! How SQLite finds what is asked for: none of the frequent questions looks at every request.

use jit_domain::StatusName::{self, Active, Pending, Revoked, Scheduled};
use rusqlite::types::Value;
use rusqlite::{Connection, params_from_iter};

use super::super::{list, log_filter};
use super::open_test_store;
use crate::contract::scene::*;
use crate::contract::to_revoke;
use crate::{LogFilter, LogQuery, RequestQuery, ReviewFilter, Scope};

fn plan(connection: &Connection, query: &RequestQuery) -> String {
    plan_of(connection, list::select(query, 10))
}

fn plan_of(connection: &Connection, (sql, values): (String, Vec<Value>)) -> String {
    let mut statement = connection
        .prepare(&format!("EXPLAIN QUERY PLAN {sql}"))
        .unwrap();
    let lines = statement.query_map(params_from_iter(values), |row| row.get::<_, String>(3));
    lines
        .unwrap()
        .map(Result::unwrap)
        .collect::<Vec<_>>()
        .join("; ")
}

#[tokio::test]
async fn lists_walk_the_index_that_fits() {
    let store = open_test_store();
    let of = |scope, statuses: &[StatusName]| RequestQuery {
        statuses: statuses.to_vec(),
        ..query(scope)
    };
    let mine = || Scope::Mine(requester().id);
    let expected = [
        (
            of(mine(), &[]),
            "SEARCH r USING INDEX requests_by_requester",
        ),
        (
            of(mine(), &[Pending]),
            "SEARCH r USING INDEX requests_by_requester",
        ),
        (
            of(Scope::ToReview(lead()), &[]),
            "SEARCH r USING INDEX requests_pending",
        ),
        (
            of(Scope::All, &[Pending]),
            "SEARCH r USING INDEX requests_pending",
        ),
        (
            of(Scope::All, &[Scheduled, Active]),
            "SEARCH r USING INDEX requests_approved",
        ),
        (
            of(Scope::VisibleTo(lead()), &[Active]),
            "SEARCH r USING INDEX requests_approved",
        ),
        (
            of(to_revoke(lead(), false), &[]),
            "SEARCH r USING INDEX requests_approved",
        ),
        (
            of(to_revoke(lead(), true), &[Revoked]),
            "SEARCH r USING INDEX requests_approved",
        ),
        (of(Scope::All, &[]), "SCAN r USING INDEX requests_by_age"),
        (
            of(Scope::All, &[Revoked]),
            "SCAN r USING INDEX requests_by_age",
        ),
        (
            of(Scope::VisibleTo(lead()), &[]),
            "SCAN r USING INDEX requests_by_age",
        ),
    ];
    let checked = store.readers.read(move |connection| {
        for (query, wanted) in expected {
            let plan = plan(connection, &query);
            assert!(plan.contains(wanted), "{query:?}: {plan}");
            let sorted = plan.contains("USE TEMP B-TREE FOR ORDER BY");
            let few = wanted.contains("pending") || wanted.contains("approved");
            assert_eq!(sorted, few, "only the few open ones are sorted: {plan}");
        }
        Ok(())
    });
    checked.await.unwrap();
}

#[tokio::test]
async fn what_waits_for_a_review_is_found_among_the_few_that_do() {
    let store = open_test_store();
    let queries = [
        Scope::All,
        Scope::Mine(requester().id),
        Scope::MayReview(guard()),
        Scope::VisibleTo(lead()),
    ]
    .into_iter()
    .flat_map(|scope| {
        let filters = [
            ReviewFilter::Unreviewed,
            ReviewFilter::Open,
            ReviewFilter::Overdue,
        ];
        filters.map(|review| RequestQuery {
            review: Some(review),
            ..query(scope.clone())
        })
    });
    let queries: Vec<_> = queries.chain([query(Scope::MayReview(guard()))]).collect();
    let checked = store.readers.read(move |connection| {
        for query in &queries {
            let plan = plan(connection, query);
            let wanted = "r USING INDEX requests_unreviewed";
            assert!(plan.contains(wanted), "{query:?}: {plan}");
        }
        Ok(())
    });
    checked.await.unwrap();
}

#[tokio::test]
async fn a_target_is_found_by_its_indexes() {
    let store = open_test_store();
    let checked = store.readers.read(|connection| {
        let sql = format!("EXPLAIN QUERY PLAN {}", list::FOR_TARGET);
        let mut statement = connection.prepare(&sql)?;
        let lines = statement.query_map(["", "", "", "", "0"], |row| row.get::<_, String>(3))?;
        let plan = lines.map(Result::unwrap).collect::<Vec<_>>().join("; ");
        assert!(
            plan.contains("USING INDEX requests_by_target_and_end"),
            "{plan}"
        );
        assert!(plan.contains("USING INDEX requests_by_target ("), "{plan}");
        Ok(())
    });
    checked.await.unwrap();
}

/// Only the stretch that is asked for is looked at, however few of its events match.
#[tokio::test]
async fn a_filtered_log_walks_its_stretch_alone() {
    let store = open_test_store();
    let query = LogQuery {
        after: 1_000,
        span: 500,
        filter: LogFilter {
            from: Some(at(0)),
            account: Some("111122223333".parse().unwrap()),
            person: Some(requester().id.subject),
            statuses: vec![Active],
            events: vec!["refused".parse().unwrap()],
            ..LogFilter::default()
        },
        now: at(0),
    };
    let checked = store.readers.read(move |connection| {
        let plan = plan_of(connection, log_filter::select(&query));
        assert!(
            plan.contains("SEARCH e USING INTEGER PRIMARY KEY (rowid>? AND rowid<?)"),
            "{plan}"
        );
        assert!(plan.contains("SEARCH r USING INDEX"), "{plan}");
        assert!(
            !plan.contains("SCAN") && !plan.contains("TEMP B-TREE"),
            "{plan}"
        );
        Ok(())
    });
    checked.await.unwrap();
}
