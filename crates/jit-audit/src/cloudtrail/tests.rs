use std::collections::BTreeMap;

use jit_domain::Timestamp;
use serde_json::{Value, json};

use super::*;
use crate::{EndedBy, EndedEarly, OpenedSession};

const KEY: &str = "ASIAEXAMPLEAAAAAAAAA";

fn at(time: &str) -> Timestamp {
    format!("2026-11-22T{time}Z").parse().unwrap()
}

/// A session of the window from 09:30 to 10:30, opened half a second after nine thirty.
fn session(key: &str, request: &str) -> OpenedSession {
    serde_json::from_value(json!({
        "request": format!("req-{request}"), "opened_at": at("09:30:00.500"),
        "person": { "issuer": "https://id.example.com", "subject": "00u1", "name": "Engineer" },
        "access_key_id": key, "role": "arn:aws:iam::111122223333:role/jit/PowerUser",
        "session_name": format!("engineer+{request}"), "source_identity": "00u1",
        "expiration": at("10:30:00"), "fence": at("10:30:00"),
    }))
    .unwrap()
}

/// What was done by whom, in the shape in which a trail records it.
fn record(time: &str, key: &str, change: Value) -> Value {
    let mut record: Value = serde_json::from_str(include_str!("data/record.json")).unwrap();
    record["eventTime"] = json!(format!("2026-11-22T{time}Z"));
    record["userIdentity"]["accessKeyId"] = json!(key);
    for (pointer, value) in serde_json::from_value::<BTreeMap<String, Value>>(change).unwrap() {
        *record.pointer_mut(&pointer).unwrap() = value;
    }
    record
}

fn analyse(sessions: &[OpenedSession], records: &[Value]) -> CloudTrailReport {
    let file = json!({ "Records": records }).to_string();
    let read = |each: &mut dyn FnMut(Call)| {
        let report = read_file(file.as_bytes(), Limits::default(), each);
        assert_eq!(
            (report.records, report.unreadable),
            (records.len() as u64, 0)
        );
    };
    let mut mentions = Mentions::default();
    read(&mut |call| mentions.call(&call));
    let wanted = sessions.iter().filter(|it| mentions.include(&it.session));
    let wanted = wanted.cloned().collect();
    let mut analysis = Analysis::new(mentions, wanted);
    read(&mut |call| analysis.call(call));
    analysis.finish()
}

#[test]
fn a_call_is_inside_from_the_second_of_its_session_to_the_end_of_its_window() {
    let opened = session(KEY, "aaaaaaaaaa");
    let early = |by| {
        Some(EndedEarly {
            at: at("10:00:00.200"),
            by,
        })
    };
    for (time, ended_early, outside) in [
        ("09:29:59", None, Some(When::BeforeSession)),
        ("09:30:00", None, None),
        ("10:29:59", None, None),
        ("10:30:00", None, Some(When::AfterWindow)),
        ("10:00:00", early(EndedBy::Revoked), None),
        (
            "10:00:01",
            early(EndedBy::Revoked),
            Some(When::AfterRevoked),
        ),
        (
            "10:00:01",
            early(EndedBy::Finished),
            Some(When::AfterFinished),
        ),
        (
            "10:30:00",
            early(EndedBy::Revoked),
            Some(When::AfterRevoked),
        ),
    ] {
        let opened = OpenedSession {
            ended_early,
            ..opened.clone()
        };
        let report = analyse(&[opened], &[record(time, KEY, json!({}))]);
        let found = report.requests[0].outside.first().map(|it| it.when);
        assert_eq!(found, outside, "{time}");
        assert_eq!(report.outside(), u64::from(outside.is_some()));
    }
}

#[test]
fn a_call_without_a_time_is_not_taken_for_inside() {
    let record = record("09:31:00", KEY, json!({ "/eventTime": "soon" }));
    let report = analyse(&[session(KEY, "aaaaaaaaaa")], &[record]);
    assert_eq!(report.requests[0].outside[0].when, When::Unknown);
}

#[test]
fn calls_are_counted_by_request_service_and_action() {
    let sessions = [
        session(KEY, "aaaaaaaaaa"),
        session("ASIAEXAMPLEBBBBBBBBB", "bbbbbbbbbb"),
    ];
    let denied =
        json!({ "/errorCode": "AccessDenied", "/eventName": "PutObject", "/readOnly": false });
    let report = analyse(
        &sessions,
        &[
            record("09:31:00", KEY, json!({})),
            record("09:33:00", KEY, json!({})),
            record("09:32:00", KEY, denied),
        ],
    );
    let [one] = report.requests.as_slice() else {
        panic!("one request was used")
    };
    assert_eq!(one.request.as_str(), "req-aaaaaaaaaa");
    assert_eq!(
        (one.calls, one.errors, one.changes, one.sessions),
        (3, 1, 1, 1)
    );
    assert_eq!(
        (one.first, one.last),
        (Some(at("09:31:00")), Some(at("09:33:00")))
    );
    let actions: Vec<_> = one
        .actions
        .iter()
        .map(|it| (it.action.as_str(), it.calls, it.errors, it.read_only))
        .collect();
    assert_eq!(
        actions,
        [("GetObject", 2, 0, true), ("PutObject", 1, 1, false)]
    );
    assert_eq!(report.outside(), 0);
}

/// The console signs with keys of its own; the name of the session is in each record.
#[test]
fn what_is_done_in_the_console_belongs_to_its_session_by_name() {
    let sessions = [session(KEY, "aaaaaaaaaa")];
    let arn = |account: &str, role: &str, name: &str| {
        let arn = format!("arn:aws:sts::{account}:assumed-role/{role}/{name}");
        json!({ "/userIdentity/arn": arn })
    };
    let console = "ASIACONSOLEAAAAAAAAA";
    let its = arn("111122223333", "PowerUser", "engineer+aaaaaaaaaa");
    let report = analyse(
        &sessions,
        &[
            record("09:31:00", console, its.clone()),
            record("10:31:00", console, its),
        ],
    );
    assert_eq!((report.requests[0].calls, report.outside()), (2, 1));
    // The same name in another role or account is somebody else.
    for other in [
        arn("444455556666", "PowerUser", "engineer+aaaaaaaaaa"),
        arn("111122223333", "Admin", "engineer+aaaaaaaaaa"),
        arn("111122223333", "PowerUser", "engineer+bbbbbbbbbb"),
    ] {
        let report = analyse(&sessions, &[record("09:31:00", console, other)]);
        assert!(report.requests.iter().all(|it| it.calls == 0));
        assert_eq!(report.other.calls, 1);
    }
}

#[test]
fn what_a_session_opens_belongs_to_it_in_whatever_order_the_files_are() {
    let chained = "ASIACHAINEDAAAAAAAAA";
    let elsewhere =
        json!({ "/userIdentity/arn": "arn:aws:sts::444455556666:assumed-role/Deploy/x" });
    let assume = json!({
        "/eventName": "AssumeRole", "/eventSource": "sts.amazonaws.com",
        "/responseElements": { "credentials": { "accessKeyId": chained } },
    });
    let report = analyse(
        &[session(KEY, "aaaaaaaaaa")],
        &[
            record("10:45:00", chained, elsewhere),
            record("09:31:00", KEY, assume),
        ],
    );
    assert_eq!((report.requests[0].calls, report.other.calls), (2, 0));
    assert_eq!(report.requests[0].outside[0].when, When::AfterWindow);
}

#[test]
fn sessions_of_others_are_counted_by_account() {
    let other = |account: &str| {
        let user =
            json!({ "/recipientAccountId": account, "/userIdentity/arn": "arn:aws:iam::1:user/x" });
        record("09:31:00", "AKIAEXAMPLEAAAAAAAAA", user)
    };
    let records = [
        other("111122223333"),
        other("444455556666"),
        other("444455556666"),
    ];
    let report = analyse(&[session(KEY, "aaaaaaaaaa")], &records);
    assert!(report.requests.is_empty());
    assert_eq!(report.other.calls, 3);
    assert_eq!(report.other.accounts["444455556666"], 2);
}

#[test]
fn a_ring_of_sessions_ends() {
    let opens = |key: &str, opened: &str| {
        let change = json!({ "/responseElements": { "credentials": { "accessKeyId": opened } } });
        record("09:31:00", key, change)
    };
    let (one, two) = ("ASIARINGAAAAAAAAAAAA", "ASIARINGBBBBBBBBBBBB");
    let other = json!({ "/userIdentity/arn": "arn:aws:sts::444455556666:assumed-role/R/x" });
    let mut records = [opens(one, two), opens(two, one)];
    for record in &mut records {
        record["userIdentity"]["arn"] = other["/userIdentity/arn"].clone();
    }
    assert_eq!(
        analyse(&[session(KEY, "aaaaaaaaaa")], &records).other.calls,
        2
    );
}

#[test]
fn of_many_calls_outside_the_first_are_listed_and_all_counted() {
    let records = vec![record("10:31:00", KEY, json!({})); 150];
    let report = analyse(&[session(KEY, "aaaaaaaaaa")], &records);
    assert_eq!(report.requests[0].outside.len(), RequestReport::MAX_OUTSIDE);
    assert_eq!(report.outside(), 150);
}
