use insta::assert_snapshot;
use jit_api::{DecisionView, Request, VerdictName};
use jit_domain::StatusName;

use crate::answers::{in_state, now};
use crate::fake_broker::Answer;
use crate::stage::{Stage, stderr, stdout};

/// What waiting comes to when the request is seen in these states, one after the other.
fn waited(states: &[StatusName], more: &[&str]) -> (Stage, std::process::Output) {
    let stage = Stage::new();
    let id = in_state(StatusName::Pending).id;
    for (n, state) in states.iter().enumerate() {
        let answer = Answer::json(&in_state(*state)).header("etag", &format!("\"{n}\""));
        stage.broker.on(&format!("GET /v1/requests/{id}"), answer);
    }
    let output = stage.run(&[&["wait", id.as_str()], more].concat());
    (stage, output)
}

#[test]
fn waiting_ends_with_the_decision_and_says_what_is_next() {
    use StatusName::{Active, Pending};
    let (stage, output) = waited(&[Pending, Pending, Active], &[]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert!(stdout(&output).contains("active"), "{}", stdout(&output));
    let target = "--account payments-prod --permission-set PowerUser";
    for command in [
        format!("jit exec {target} -- COMMAND"),
        format!("eval \"$(jit env {target})\""),
        "jit profiles sync".to_owned(),
    ] {
        assert!(stderr(&output).contains(&command), "{}", stderr(&output));
    }
    assert_snapshot!(stage.told(&output));
    let waits = stage.broker.lines();
    assert!(waits[2].contains("wait_seconds="), "{waits:?}");
}

#[test]
fn a_decision_made_before_is_not_missed() {
    let (_, output) = waited(&[StatusName::Active], &["--json"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let request: serde_json::Value = serde_json::from_str(&stdout(&output)).unwrap();
    assert_eq!(request["status"], "active");
}

#[test]
fn what_is_not_approved_is_a_refusal() {
    for state in [
        StatusName::Rejected,
        StatusName::Cancelled,
        StatusName::Expired,
    ] {
        let (_, output) = waited(&[state], &[]);
        assert_eq!(output.status.code(), Some(3), "{}", stderr(&output));
        assert!(stderr(&output).contains(&format!("was not approved: {state}")));
    }
}

#[test]
fn whoever_does_not_want_to_wait_any_longer_is_told_that_it_is_pending() {
    let (_, output) = waited(&[StatusName::Pending], &["--longest", "0s"]);
    assert_eq!(output.status.code(), Some(4), "{}", stderr(&output));
    assert!(stderr(&output).contains("is still waiting for a decision"));
}

#[test]
fn a_broker_that_is_away_for_a_while_is_asked_again() {
    let stage = Stage::new();
    let get = "GET /v1/requests/req-7k3m9p2x4q";
    let pending = Answer::json(&in_state(StatusName::Pending));
    for answer in [
        pending.clone(),
        pending,
        Answer::dropped(),
        Answer::raw(503, "text/html", "maintenance"),
        Answer::json(&in_state(StatusName::Active)),
    ] {
        stage.broker.on(get, answer);
    }
    let output = stage.run(&["wait", "req-7k3m9p2x4q"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let told = stderr(&output);
    assert_eq!(told.matches("trying again").count(), 1, "{told}");
}

#[test]
fn a_broker_that_is_away_from_the_beginning_or_to_the_end_is_an_error() {
    let stage = Stage::new();
    let get = "GET /v1/requests/req-7k3m9p2x4q";
    let pending = Answer::json(&in_state(StatusName::Pending));
    stage.broker.on(get, pending.clone());
    stage.broker.on(get, Answer::dropped());
    let output = stage.run(&["wait", "req-7k3m9p2x4q"]);
    assert_eq!(output.status.code(), Some(5), "{}", stderr(&output));

    let stage = Stage::new();
    for answer in [pending.clone(), pending, Answer::dropped()] {
        stage.broker.on(get, answer);
    }
    let output = stage.run(&["wait", "req-7k3m9p2x4q", "--longest", "1s"]);
    assert_eq!(output.status.code(), Some(5), "{}", stderr(&output));
}

/// An open window that ends after so many seconds.
fn ending(seconds: i64) -> Request {
    let mut request = in_state(StatusName::Active);
    request.window_end = Some(now().plus_seconds(seconds));
    request
}

/// What waiting for the end comes to when the window is seen so first.
fn followed(first: &Request, last: &Request, more: &[&str]) -> std::process::Output {
    let stage = Stage::new();
    let get = "GET /v1/requests/req-7k3m9p2x4q";
    for _ in 0..3 {
        stage.broker.on(get, Answer::json(first));
    }
    stage.broker.on(get, Answer::json(last));
    stage.run(&[&["wait", "req-7k3m9p2x4q", "--until-end"], more].concat())
}

#[test]
fn whoever_waits_for_the_end_is_warned_ten_minutes_before_with_the_command_for_more_time() {
    let more = "for more time: jit request --extends req-7k3m9p2x4q --duration 1h --reason \"…\"";
    for (seconds, warned) in [(590, 1), (700, 0)] {
        let output = followed(&ending(seconds), &in_state(StatusName::Ended), &[]);
        let told = stderr(&output);
        assert_eq!(output.status.code(), Some(0), "{told}");
        assert!(stdout(&output).contains("ended"), "{}", stdout(&output));
        assert!(told.contains("active"), "{told}");
        assert!(told.contains("jit exec"), "{told}");
        assert_eq!(told.matches(more).count(), warned, "{told}");
    }
    let output = followed(&ending(590), &in_state(StatusName::Ended), &["--json"]);
    let request: Request = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(request.status, StatusName::Ended);
}

#[test]
fn a_window_that_is_revoked_ends_the_wait_as_a_refusal_that_says_who_did() {
    let mut revoked = in_state(StatusName::Revoked);
    revoked.decisions.push(DecisionView {
        by: revoked.requester.clone(),
        at: "2026-11-22T09:05:00Z".parse().unwrap(),
        verdict: VerdictName::Revoke,
        level: None,
        duration_seconds: None,
        comment: Some("the incident is over".parse().unwrap()),
    });
    let output = followed(&ending(3000), &revoked, &[]);
    assert_eq!(output.status.code(), Some(3));
    let why =
        "cause: revoked by engineer (Engineer), 2026-11-22 09:05:00 +00:00: the incident is over";
    assert!(stderr(&output).contains(why), "{}", stderr(&output));
}
