//! Windows that a person may end.

use jit_domain::Command;

use super::scene::*;
use crate::{RequestQuery, Scope, Store};

/// To revoke are the windows that are open or still to come, for who approves them at any level, was
/// skipped or is security, and did not ask; for an administrator all. Pages of them are complete.
pub(crate) async fn to_revoke_is_what_the_person_may_end_now(store: &impl Store) {
    let leads_then_security =
        || manual(vec![level(group("leads"), 1), level(group("security"), 1)]);
    let mut open = asked(1);
    open.ruling = leads_then_security();
    let read = open.submit(store).await;
    let read = done(store, &read, approve(&read), &lead(), at(0)).await;
    done(store, &read, approve(&read), &security(), at(0)).await;
    let mut to_come = asked(2);
    to_come.start = Some(at(600));
    let read = to_come.submit(store).await;
    done(store, &read, approve(&read), &lead(), at(0)).await;
    let mut glass = asked(3);
    glass.ruling = break_glass(vec![level(group("leads"), 1)]);
    glass.submit(store).await;
    let mut of_a_policy = asked(4);
    of_a_policy.ruling = automatic();
    of_a_policy.submit(store).await;
    let mut own = asked(5);
    own.by = lead();
    let read = own.submit(store).await;
    done(store, &read, approve(&read), &second_lead(), at(0)).await;
    asked(6).submit(store).await;
    for (number, by, command) in [
        (7, requester(), Command::Finish),
        (8, second_lead(), revoke()),
    ] {
        let read = asked(number).submit(store).await;
        let read = done(store, &read, approve(&read), &lead(), at(0)).await;
        done(store, &read, command, &by, at(0)).await;
    }

    for (person, administrator, seconds, numbers) in [
        (lead(), false, 0, &[3, 2, 1][..]),
        (second_lead(), false, 0, &[5, 3, 2, 1]),
        (security(), false, 0, &[1]),
        (guard(), false, 0, &[3]),
        (requester(), false, 0, &[]),
        (person("engineer", &["leads", "guards"]), false, 0, &[5]),
        (person("outsider", &["LEADS"]), false, 0, &[]),
        (guard(), true, 0, &[5, 4, 3, 2, 1]),
        (lead(), true, 0, &[5, 4, 3, 2, 1]),
        (lead(), false, 3599, &[3, 2, 1]),
        (lead(), false, 3600, &[2]),
        (lead(), true, 4199, &[2]),
        (lead(), true, 4200, &[]),
    ] {
        let scope = to_revoke(person, administrator);
        let query = RequestQuery {
            now: at(seconds),
            ..query(scope)
        };
        assert_eq!(found(store, &query).await, ids(numbers), "{query:?}");
    }
    let mut pages = Vec::new();
    let mut next = query(to_revoke(second_lead(), false));
    next.limit = 3;
    loop {
        let page = store.requests(&next).await.unwrap();
        pages.push(
            page.items
                .into_iter()
                .map(|item| item.value.id)
                .collect::<Vec<_>>(),
        );
        match page.next {
            Some(cursor) => next.after = Some(cursor),
            None => break,
        }
    }
    assert_eq!(pages, [ids(&[5, 3, 2]), ids(&[1])]);
}

/// The windows that a person may end.
pub(crate) fn to_revoke(person: jit_domain::Person, administrator: bool) -> Scope {
    Scope::ToRevoke {
        person,
        administrator,
    }
}
