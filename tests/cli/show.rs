use insta::assert_snapshot;
use jit_api::{DecisionView, ErrorCode, TimelineEntry, VerdictName};
use jit_domain::StatusName;

use crate::answers::{granted_for_half_of_it, in_state, page, pending};
use crate::fake_broker::Answer;
use crate::stage::{Stage, stdout, without_window};

#[test]
fn a_pending_request_shows_who_has_to_agree() {
    let stage = Stage::new();
    stage
        .broker
        .on("GET /v1/requests/req-7k3m", Answer::json(&pending()));
    let told = stage.jit(&["show", "7K3M"]);
    assert_snapshot!(without_window(&told));
    assert!(told.contains("if it were approved now\n"), "{told}");
}

#[test]
fn a_window_is_shown_in_local_time_and_in_utc() {
    let stage = Stage::new().with("TZ", "IST-5:30");
    let mut scheduled = pending();
    scheduled.start = Some("2099-01-01T20:00:00Z".parse().unwrap());
    stage
        .broker
        .on("GET /v1/requests/req-7k3m", Answer::json(&scheduled));
    let active = in_state(StatusName::Active);
    stage
        .broker
        .on("GET /v1/requests/req-7k3m", Answer::json(&active));
    for lines in [
        [
            "window          2099-01-02 01:30:00 +05:30 to 2099-01-02 02:30:00 +05:30, if it is \
             approved by then",
            "in UTC          2099-01-01 20:00:00 to 2099-01-01 21:00:00",
        ],
        [
            "window          2026-11-22 14:35:00 +05:30 to 2099-11-22 15:35:00 +05:30 (ends in",
            "in UTC          2026-11-22 09:05:00 to 2099-11-22 10:05:00",
        ],
    ] {
        let told = stdout(&stage.run(&["show", "7k3m"]));
        for line in lines {
            assert!(told.contains(line), "{told}");
        }
    }
}

#[test]
fn a_request_shows_its_decisions_and_its_timeline() {
    let stage = Stage::new();
    let mut request = in_state(StatusName::Active);
    let mut lead = request.requester.clone();
    lead.subject = "lead".parse().unwrap();
    lead.name = "Lead".into();
    request.decisions.push(DecisionView {
        by: lead.clone(),
        at: "2026-11-22T09:05:00Z".parse().unwrap(),
        verdict: VerdictName::Approve,
        level: Some(1),
        duration_seconds: Some(1800.try_into().unwrap()),
        comment: Some("go".parse().unwrap()),
    });
    for (event, by, key) in [
        ("approved", &lead, None),
        (
            "session_opened",
            &request.requester,
            Some("ASIAEXAMPLEEXAMPLE01".to_owned()),
        ),
    ] {
        request.timeline.push(TimelineEntry {
            at: "2026-11-22T09:06:00Z".parse().unwrap(),
            event: event.to_owned(),
            by: Some(by.clone()),
            access_key_id: key,
        });
    }
    stage
        .broker
        .on("GET /v1/requests/req-7k3m9p2x4q", Answer::json(&request));
    assert_snapshot!(stage.jit(&["show", "req-7k3m9p2x4q"]));

    let output = stage.run(&["show", "req-7k3m9p2x4q", "--json"]);
    let told: jit_api::Request = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(told, request);
}

/// Of an hour that was asked for, half an hour was granted, and five minutes were used.
#[test]
fn a_window_that_ended_early_is_as_long_as_it_was_granted_for() {
    for status in [StatusName::Ended, StatusName::Revoked] {
        let stage = Stage::new();
        let request = granted_for_half_of_it(status);
        let answer = Answer::json(&request);
        stage.broker.on("GET /v1/requests/req-7k3m9p2x4q", answer);
        let list = Answer::json(&page(vec![request], None));
        stage.broker.on("GET /v1/requests", list);
        let shown = stdout(&stage.run(&["show", "req-7k3m9p2x4q"]));
        assert!(shown.contains("30m (1h was asked for)"), "{shown}");
        let listed = stdout(&stage.run(&["list", "--all"]));
        assert!(listed.contains(" 30m "), "{listed}");
    }
}

/// Nobody granted it, however short the first approval was.
#[test]
fn a_request_that_was_not_granted_is_as_long_as_it_was_asked_for() {
    for status in [StatusName::Rejected, StatusName::Expired] {
        let stage = Stage::new();
        let mut request = granted_for_half_of_it(status);
        (request.window_start, request.window_end) = (None, None);
        let answer = Answer::json(&request);
        stage.broker.on("GET /v1/requests/req-7k3m9p2x4q", answer);
        let shown = stdout(&stage.run(&["show", "req-7k3m9p2x4q"]));
        assert!(shown.contains("duration        1h\n"), "{shown}");
    }
}

#[test]
fn what_does_not_exist_or_is_not_yours_is_not_found() {
    let stage = Stage::new();
    let refusal = Answer::refusal(ErrorCode::NotFound, "there is no request `req-aaaa`");
    stage.broker.on("GET /v1/requests/req-aaaa", refusal);
    assert_snapshot!("not_found", stage.jit(&["show", "aaaa"]));
    assert_snapshot!("not_found_in_json", stage.jit(&["show", "aaaa", "--json"]));
}

#[test]
fn an_answer_about_another_request_is_not_believed() {
    let stage = Stage::new();
    stage
        .broker
        .on("GET /v1/requests/req-aaaa", Answer::json(&pending()));
    assert_snapshot!(stage.jit(&["show", "aaaa"]));
}
