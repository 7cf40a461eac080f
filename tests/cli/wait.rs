use jit_domain::StatusName;

use crate::answers::in_state;
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
    assert!(stderr(&output).contains("Next: jit credential-process --account payments-prod"));
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
