//! What ending somebody's window says of what it does not end.

use insta::assert_snapshot;
use jit_api::{Request, TimelineEntry};
use jit_domain::{StatusName, Timestamp};

use crate::answers::{granted_for_half_of_it, in_state, page};
use crate::fake_broker::Answer;
use crate::stage::{Stage, stderr, stdout, without_distances};

const ID: &str = "req-7k3m9p2x4q";
const GET: &str = "GET /v1/requests/req-7k3m9p2x4q";
const POST: &str = "POST /v1/requests/req-7k3m9p2x4q/revoke";
const LIST: &str = "GET /v1/requests";

/// The active request with that many sessions.
fn with_sessions(sessions: usize) -> Request {
    let mut active = in_state(StatusName::Active);
    let opened = TimelineEntry {
        at: "2026-11-22T09:06:00Z".parse().unwrap(),
        event: "session_opened".to_owned(),
        by: None,
        access_key_id: Some("ASIAEXAMPLEEXAMPLE01".to_owned()),
    };
    let opened = std::iter::repeat_n(opened, sessions);
    active.timeline.extend(opened);
    active
}

fn ended_at(end: &str) -> Request {
    let mut revoked = in_state(StatusName::Revoked);
    revoked.window_end = Some(end.parse::<Timestamp>().unwrap());
    revoked
}

/// A broker that lets the window be revoked, with these others to revoke.
fn stage(others: Vec<Request>) -> Stage {
    let stage = Stage::new();
    stage.broker.on(GET, Answer::json(&with_sessions(1)));
    stage
        .broker
        .on(POST, Answer::json(&ended_at("2026-11-22T09:10:00Z")));
    stage.broker.on(LIST, Answer::json(&page(others, None)));
    stage
}

#[test]
fn a_revocation_says_how_long_sessions_last() {
    let stage = stage(vec![]);
    assert_snapshot!(stage.jit(&["revoke", ID, "--yes"]));
    assert_eq!(stage.broker.calls()[1].body, "{}");
}

#[test]
fn what_is_revoked_early_was_granted_for_longer() {
    let stage = stage(vec![]);
    let revoked = granted_for_half_of_it(StatusName::Revoked);
    stage.broker.from_now_on(POST, Answer::json(&revoked));
    let mut active = granted_for_half_of_it(StatusName::Active);
    active.window_end = Some("2099-11-22T09:35:00Z".parse::<Timestamp>().unwrap());
    stage.broker.from_now_on(GET, Answer::json(&active));
    let output = stage.run(&["revoke", ID, "--yes"]);
    let (before, after) = (stderr(&output), stdout(&output));
    assert!(before.contains(" 30m (1h was asked for)\n"), "{before}");
    assert!(after.contains(" for 30m\n"), "{after}");
}

#[test]
fn a_session_that_was_opened_meanwhile_is_told() {
    let stage = stage(vec![]);
    stage.broker.on(GET, Answer::json(&with_sessions(2)));
    let told = stage.jit(&["revoke", ID, "--yes"]);
    let more = "1 more session was opened before req-7k3m9p2x4q was revoked: it keeps working until \
                2099-11-22 10:05:00 +00:00";
    assert!(told.contains(more), "{told}");
}

#[test]
fn other_windows_of_the_person_on_the_target_are_named_with_the_command_that_ends_them() {
    let named = |id: &str, status| {
        let mut request = in_state(status);
        request.id = id.parse().unwrap();
        request
    };
    let open = named("req-0000000001", StatusName::Active);
    let to_come = named("req-0000000002", StatusName::Scheduled);
    let mut of_another = named("req-0000000003", StatusName::Active);
    of_another.requester.subject = "other".parse().unwrap();
    let mut of_a_namesake = named("req-0000000004", StatusName::Active);
    of_a_namesake.requester.issuer = "https://other.example.com".parse().unwrap();
    let mut of_another_set = named("req-0000000005", StatusName::Active);
    of_another_set.permission_set = "ReadOnly".parse().unwrap();
    let mut elsewhere = named("req-0000000006", StatusName::Active);
    elsewhere.account = "222222222222".parse().unwrap();
    let itself = in_state(StatusName::Active);
    let stage = stage(vec![
        open,
        to_come,
        of_another,
        of_a_namesake,
        of_another_set,
        elsewhere,
        itself,
    ]);
    let output = stage.run(&["revoke", ID, "--yes", "--json"]);
    assert_eq!(output.status.code(), Some(0));
    assert_snapshot!(without_distances(&stderr(&output)));
    let list = "GET /v1/requests?view=to_revoke&account=111111111111";
    assert!(stage.broker.lines().contains(&list.to_owned()));
}

#[test]
fn what_is_revoked_with_it_is_not_named() {
    let mut other = in_state(StatusName::Active);
    other.id = "req-0000000001".parse().unwrap();
    let stage = stage(vec![other.clone()]);
    let sealed = crate::answers::sealed(other.clone());
    stage
        .broker
        .on("GET /v1/requests/req-0000000001", Answer::json(&sealed));
    stage.broker.on(
        "POST /v1/requests/req-0000000001/revoke",
        Answer::json(&other),
    );
    let told = stderr(&stage.run(&["revoke", ID, "req-0000000001", "--yes"]));
    assert!(told.contains("Revoked req-0000000001"), "{told}");
    assert!(!told.contains("still has"), "{told}");
}

#[test]
fn a_list_that_cannot_be_had_does_not_undo_the_revocation() {
    let stage = Stage::new();
    stage.broker.on(GET, Answer::json(&with_sessions(0)));
    stage
        .broker
        .on(POST, Answer::json(&ended_at("2026-11-22T09:10:00Z")));
    let output = stage.run(&["revoke", ID, "--yes"]);
    assert_eq!(output.status.code(), Some(0));
    let told = stderr(&output);
    assert!(
        told.contains("could not be looked up: jit list --to-revoke"),
        "{told}"
    );
}
