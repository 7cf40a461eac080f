//! Lists: scopes, filters, order and pages.

use std::collections::{BTreeMap, BTreeSet};

use jit_domain::{Command, PersonSelector, RequestId, RequestPrefix, StatusName};

use super::scene::*;
use crate::{RequestQuery, Scope, Store, TargetKey};

fn with_status(status: StatusName, seconds: i64) -> RequestQuery {
    RequestQuery {
        statuses: vec![status],
        now: at(seconds),
        ..query(Scope::All)
    }
}

/// The state that a filter sees is the one at the instant of the query: `[start, end)`.
pub(crate) async fn states_are_read_at_the_instant_of_the_query(store: &impl Store) {
    use StatusName::*;
    let mut scheduled = asked(1);
    scheduled.start = Some(at(100));
    scheduled.ruling = automatic();
    let mut failed = asked(2);
    failed.ruling = conflicting();
    scheduled.submit(store).await;
    failed.submit(store).await;
    let [pending, rejected, cancelled, revoked, finished] = [3, 4, 5, 6, 7].map(asked);
    pending.submit(store).await;
    let read = rejected.submit(store).await;
    done(store, &read, reject(&read), &lead(), at(0)).await;
    let read = cancelled.submit(store).await;
    done(store, &read, Command::Cancel, &requester(), at(0)).await;
    for (asked, by, command) in [
        (revoked, lead(), revoke()),
        (finished, requester(), Command::Finish),
    ] {
        let read = asked.submit(store).await;
        let active = done(store, &read, approve(&read), &lead(), at(0)).await;
        done(store, &active, command, &by, at(0)).await;
    }

    let expected: [(StatusName, i64, &[u64]); 16] = [
        (Scheduled, 99, &[1]),
        (Scheduled, 100, &[]),
        (Active, 99, &[]),
        (Active, 100, &[1]),
        (Active, 3699, &[1]),
        (Active, 3700, &[]),
        (Ended, 3699, &[7]),
        (Ended, 3700, &[7, 1]),
        (Pending, 3599, &[3]),
        (Pending, 3600, &[]),
        (Expired, 3599, &[]),
        (Expired, 3600, &[3]),
        (Rejected, 0, &[4]),
        (Cancelled, 0, &[5]),
        (Revoked, 0, &[6]),
        (Failed, 0, &[2]),
    ];
    for (status, seconds, numbers) in expected {
        let found = found(store, &with_status(status, seconds)).await;
        let wanted: BTreeSet<_> = ids(numbers).into_iter().collect();
        assert_eq!(
            BTreeSet::from_iter(found),
            wanted,
            "{status} after {seconds} s"
        );
    }
    let several = RequestQuery {
        statuses: vec![Failed, Rejected, Pending],
        ..query(Scope::All)
    };
    assert_eq!(found(store, &several).await, ids(&[4, 3, 2]));
}

/// Each filter narrows, and several narrow together.
pub(crate) async fn filters_narrow(store: &impl Store) {
    let mut others = [asked(1), asked(2), asked(3), asked(4)];
    others[1].account = "444455556666";
    others[2].permission_set = "ReadOnly";
    others[3].by = second_lead();
    for (seconds, asked) in (0..).zip(&mut others) {
        asked.at = at(seconds);
        asked.submit(store).await;
    }
    let all = || query(Scope::All);
    let account = Some("111122223333".parse().unwrap());
    let permission_set = Some("PowerUser".parse().unwrap());
    let by_requester = Some(requester().id);
    let tables: [(RequestQuery, &[u64]); 8] = [
        (all(), &[4, 3, 2, 1]),
        (
            RequestQuery {
                account: account.clone(),
                ..all()
            },
            &[4, 3, 1],
        ),
        (
            RequestQuery {
                permission_set: permission_set.clone(),
                ..all()
            },
            &[4, 2, 1],
        ),
        (
            RequestQuery {
                requester: by_requester.clone(),
                ..all()
            },
            &[3, 2, 1],
        ),
        (
            RequestQuery {
                created_from: Some(at(1)),
                ..all()
            },
            &[4, 3, 2],
        ),
        (
            RequestQuery {
                created_before: Some(at(1)),
                ..all()
            },
            &[1],
        ),
        (
            RequestQuery {
                account,
                permission_set,
                requester: by_requester,
                ..all()
            },
            &[1],
        ),
        (
            RequestQuery {
                requester: Some(person_id("nobody")),
                ..all()
            },
            &[],
        ),
    ];
    for (query, numbers) in tables {
        assert_eq!(found(store, &query).await, ids(numbers), "{query:?}");
    }
}

/// A person's own requests are theirs by issuer and subject, not by subject alone.
pub(crate) async fn mine_are_those_of_the_same_issuer_and_subject(store: &impl Store) {
    let mut namesake = asked(2);
    namesake.by.id.issuer = "https://other.example.com".parse().unwrap();
    asked(1).submit(store).await;
    namesake.submit(store).await;

    let mine = found(store, &query(Scope::Mine(requester().id))).await;
    let visible = found(store, &query(Scope::VisibleTo(requester()))).await;

    assert_eq!(mine, ids(&[1]));
    assert_eq!(visible, ids(&[1]));
}

/// To review are the pending requests whose open level names the person, without their own, those
/// that they approved before, and those that nobody can decide any more.
pub(crate) async fn to_review_is_what_the_person_can_decide_now(store: &impl Store) {
    let leads_then_security =
        || manual(vec![level(group("leads"), 2), level(group("security"), 1)]);
    let mut own = asked(1);
    own.by = lead();
    own.submit(store).await;
    let mut two_levels = asked(2);
    two_levels.ruling = leads_then_security();
    let read = two_levels.submit(store).await;
    asked(3).submit(store).await;
    let decided = asked(4).submit(store).await;
    done(store, &decided, reject(&decided), &lead(), at(0)).await;
    let review = async |person, seconds| {
        let query = RequestQuery {
            now: at(seconds),
            ..query(Scope::ToReview(person))
        };
        found(store, &query).await
    };

    assert_eq!(review(lead(), 0).await, ids(&[3, 2]), "not the own one");
    assert_eq!(review(second_lead(), 0).await, ids(&[3, 2, 1]));
    assert_eq!(review(security(), 0).await, ids(&[]), "the level is closed");
    assert_eq!(review(requester(), 0).await, ids(&[]));
    assert_eq!(review(lead(), 3600).await, ids(&[]), "expired");

    let read = done(store, &read, approve(&read), &lead(), at(1)).await;
    assert_eq!(review(lead(), 1).await, ids(&[3]), "approved before");
    assert_eq!(review(second_lead(), 1).await, ids(&[3, 2, 1]));
    done(store, &read, approve(&read), &second_lead(), at(2)).await;
    assert_eq!(review(security(), 2).await, ids(&[2]));
    assert_eq!(review(second_lead(), 2).await, ids(&[3, 1]));
}

/// Visible are the own requests and those with the person among the approvers of any level, in any
/// state, by group, by identity or by claim.
pub(crate) async fn visible_is_own_or_approved_at_any_level(store: &impl Store) {
    let by_user = PersonSelector {
        users: BTreeSet::from([security().id]),
        ..PersonSelector::default()
    };
    let by_claim = PersonSelector {
        attributes: BTreeMap::from([(
            "team".to_owned(),
            BTreeSet::from(["payments".to_owned(), "security".to_owned()]),
        )]),
        ..PersonSelector::default()
    };
    let rulings = [
        manual(vec![level(group("leads"), 1), level(group("security"), 1)]),
        manual(vec![level(by_user, 1)]),
        manual(vec![level(by_claim, 1)]),
        manual(vec![level(group("user"), 1)]),
        automatic(),
    ];
    for (number, ruling) in (1..).zip(rulings) {
        let mut asked = asked(number);
        asked.ruling = ruling;
        asked.submit(store).await;
    }
    let mut member = security();
    let visible = async |person| found(store, &query(Scope::VisibleTo(person))).await;

    assert_eq!(visible(requester()).await, ids(&[5, 4, 3, 2, 1]));
    assert_eq!(visible(member.clone()).await, ids(&[2, 1]));
    assert_eq!(visible(lead()).await, ids(&[1]));
    assert_eq!(visible(person("stranger", &[])).await, ids(&[]));
    assert_eq!(visible(person("stranger", &["LEADS"])).await, ids(&[]));
    assert_eq!(visible(person("leads", &[])).await, ids(&[]));
    let mut namesake = person("security", &[]);
    namesake.id.issuer = "https://other.example.com".parse().unwrap();
    assert_eq!(visible(namesake).await, ids(&[]));
    let security = BTreeSet::from(["security".to_owned()]);
    member
        .attributes
        .insert("team".to_owned(), security.clone());
    assert_eq!(visible(member.clone()).await, ids(&[3, 2, 1]));
    member.attributes = BTreeMap::from([("Team".to_owned(), security)]);
    assert_eq!(visible(member).await, ids(&[2, 1]), "claims are exact");
}

/// Pages follow each other without gaps and without repetition, newest first, while newer requests
/// come in, and with several in one millisecond.
pub(crate) async fn pages_are_complete_and_stable(store: &impl Store) {
    let mut expected = Vec::new();
    for number in 0..23_u64 {
        let mut asked = asked(number * 7919 % 104_729);
        asked.at = at(i64::try_from(number / 4).unwrap());
        asked.submit(store).await;
        expected.push((asked.at, asked.id));
    }
    expected.sort();
    expected.reverse();

    let mut pages = Vec::new();
    let mut next = query(Scope::All);
    next.limit = 5;
    loop {
        let page = store.requests(&next).await.unwrap();
        pages.push(page.items.len());
        for item in page.items {
            let (_, wanted) = expected.remove(0);
            assert_eq!(item.value.id, wanted);
        }
        let Some(cursor) = page.next else { break };
        next.after = Some(cursor.to_string().parse().unwrap());
        let mut newer = asked(1_000_000 + u64::try_from(pages.len()).unwrap());
        newer.at = at(1_000);
        newer.submit(store).await;
    }

    assert_eq!(pages, [5, 5, 5, 5, 3]);
    assert!(expected.is_empty(), "left out: {expected:?}");
}

/// A page that ends with the last request has no next one, and filters work before the limit.
pub(crate) async fn a_full_last_page_has_no_next(store: &impl Store) {
    for number in 1..=6 {
        let mut asked = asked(number);
        asked.at = at(i64::try_from(number).unwrap());
        if number % 2 == 0 {
            asked.ruling = automatic();
        }
        asked.submit(store).await;
    }
    let mut pending = with_status(StatusName::Pending, 10);
    pending.limit = 3;

    let page = store.requests(&pending).await.unwrap();
    assert_eq!(page.items.len(), 3, "the filter comes before the limit");
    assert_eq!(page.next, None);

    pending.limit = 2;
    let page = store.requests(&pending).await.unwrap();
    assert!(page.next.is_some());
    assert_eq!(page.next.unwrap().id, id(3));
}

/// A prefix finds the requests of a scope whose IDs begin so, in order of ID.
pub(crate) async fn a_prefix_finds_within_the_scope(store: &impl Store) {
    // Ten characters of five bits: the first six are the upper thirty bits.
    let numbers = [0x3_0000_0000_0001, 0x3_0000_0000_0002, 0x3_0000_1000_0000];
    for (number, by) in numbers.into_iter().zip([requester(), lead(), requester()]) {
        let mut asked = asked(number);
        asked.by = by;
        asked.ruling = manual(vec![level(group("security"), 1)]);
        asked.submit(store).await;
    }
    let whole = id(numbers[0]);
    let short: String = whole.as_str().chars().take("req-".len() + 4).collect();
    let longer: String = whole.as_str().chars().take("req-".len() + 7).collect();
    let look_up = async |prefix: &str, scope: Scope, limit| -> Vec<RequestId> {
        let prefix: RequestPrefix = prefix.parse().unwrap();
        let found = store.requests_by_prefix(&prefix, &scope, limit).await;
        found.unwrap().into_iter().map(|f| f.value.id).collect()
    };
    let mine = || Scope::Mine(requester().id);

    assert_eq!(look_up(&short, Scope::All, 9).await, ids(&numbers));
    assert_eq!(look_up(&short, Scope::All, 2).await, ids(&numbers[..2]));
    assert_eq!(look_up(&longer, Scope::All, 9).await, ids(&numbers[..2]));
    assert_eq!(look_up(&longer, mine(), 9).await, ids(&numbers[..1]));
    assert_eq!(
        look_up(&longer.to_uppercase(), mine(), 9).await,
        ids(&numbers[..1])
    );
    let exact = look_up(whole.as_str(), Scope::All, 9).await;
    assert_eq!(exact, ids(&numbers[..1]));
    assert_eq!(
        look_up(&short, Scope::VisibleTo(lead()), 9).await,
        ids(&numbers[1..2])
    );
    assert_eq!(
        look_up(&short, Scope::VisibleTo(security()), 9).await,
        ids(&numbers)
    );
    assert_eq!(
        look_up(&short, Scope::ToReview(security()), 9).await,
        ids(&numbers)
    );
    assert_eq!(look_up("zzzz", Scope::All, 9).await, []);
}

/// Credentials for a target come from the active request that ends last, and without an active one
/// the newest explains why there are none.
pub(crate) async fn a_target_leads_to_its_active_or_newest_request(store: &impl Store) {
    let target = TargetKey {
        person: requester().id,
        account: "111122223333".parse().unwrap(),
        permission_set: "PowerUser".parse().unwrap(),
    };
    let leads_to = async |seconds| {
        let found = store.request_for_target(&target, at(seconds)).await;
        found.unwrap().map(|found| found.value.id)
    };
    assert_eq!(leads_to(0).await, None);
    let submit = async |number, seconds: i64, starts: Option<i64>, created: i64| {
        let mut asked = asked(number);
        asked.ruling = automatic();
        asked.seconds = seconds;
        asked.start = starts.map(at);
        asked.at = at(created);
        asked.submit(store).await
    };
    let long = submit(1, 3000, None, 0).await;
    submit(2, 600, None, 10).await;
    submit(3, 3600, Some(5000), 20).await;
    let mut foreign = asked(4);
    foreign.by = lead();
    foreign.at = at(30);
    foreign.submit(store).await;
    let mut elsewhere = asked(5);
    elsewhere.account = "444455556666";
    elsewhere.at = at(30);
    elsewhere.submit(store).await;

    assert_eq!(leads_to(20).await, Some(id(1)), "the one that ends last");
    assert_eq!(leads_to(3000).await, Some(id(3)), "none active: the newest");
    assert_eq!(leads_to(5000).await, Some(id(3)));
    done(store, &long, Command::Finish, &requester(), at(40)).await;
    assert_eq!(leads_to(50).await, Some(id(2)), "windows are independent");
    assert_eq!(leads_to(610).await, Some(id(3)));
}
