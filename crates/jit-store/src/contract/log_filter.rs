//! Which events of the log a reader asks for.

use jit_domain::StatusName;

use super::scene::*;
use crate::{LogFilter, LogQuery, Store};

async fn matching(store: &impl Store, after: u64, span: u32, filter: &LogFilter) -> Vec<u64> {
    let query = LogQuery {
        after,
        span,
        filter: filter.clone(),
        now: at(100),
    };
    let found = store.log_matching(&query).await.unwrap();
    found.iter().map(|recorded| recorded.sequence).collect()
}

/// Each filter lets through what it names and nothing else, and together they narrow.
pub(crate) async fn filters_of_the_log_narrow(store: &impl Store) {
    let first = asked(1).submit(store).await;
    let other = Asked {
        account: "444455556666",
        at: at(10),
        by: second_lead(),
        ..asked(2)
    };
    other.submit(store).await;
    store.commit(refusal(None)).await.unwrap();
    store.commit(refusal(Some(id(2)))).await.unwrap();
    done(store, &first, reject(&first), &lead(), at(20)).await;

    let all = LogFilter::default();
    let account = |account: &str| LogFilter {
        account: Some(account.parse().unwrap()),
        ..all.clone()
    };
    let person = |subject: &str| LogFilter {
        person: Some(subject.parse().unwrap()),
        ..all.clone()
    };
    let status = |status| LogFilter {
        statuses: vec![status],
        ..all.clone()
    };
    let events = |names: &[&str]| LogFilter {
        events: names.iter().map(|name| name.parse().unwrap()).collect(),
        ..all.clone()
    };
    let table = [
        (all.clone(), vec![1, 2, 3, 4, 5]),
        (account(first.value.target.account.as_str()), vec![1, 5]),
        (account("444455556666"), vec![2, 4]),
        (account("777788889999"), vec![]),
        (person(requester().id.subject.as_str()), vec![1, 3, 4, 5]),
        (person(second_lead().id.subject.as_str()), vec![2, 4]),
        (person(lead().id.subject.as_str()), vec![5]),
        (status(StatusName::Rejected), vec![1, 5]),
        (status(StatusName::Pending), vec![2, 4]),
        (events(&["refused"]), vec![3, 4]),
        (events(&["submitted", "rejected"]), vec![1, 2, 5]),
        (
            LogFilter {
                from: Some(at(10)),
                before: Some(at(20)),
                ..all.clone()
            },
            vec![2],
        ),
        (
            LogFilter {
                from: Some(at(20)),
                ..account("444455556666")
            },
            vec![],
        ),
    ];
    for (filter, expected) in table {
        assert_eq!(
            matching(store, 0, 100, &filter).await,
            expected,
            "{filter:?}"
        );
    }
    assert!(all.is_empty() && !person("x").is_empty());
}

/// A stretch is as long as asked for, whether its events match or not.
pub(crate) async fn a_stretch_of_the_log_is_bounded(store: &impl Store) {
    for number in 1..=5 {
        asked(number).submit(store).await;
    }
    let all = LogFilter::default();
    assert_eq!(matching(store, 1, 2, &all).await, [2, 3]);
    assert_eq!(matching(store, 4, 2, &all).await, [5]);
    assert_eq!(matching(store, 0, 0, &all).await, [] as [u64; 0]);
    assert_eq!(matching(store, u64::MAX, 9, &all).await, [] as [u64; 0]);
}
