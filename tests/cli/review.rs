use insta::assert_snapshot;
use jit_api::{ErrorCode, ReviewVerdict, TimelineEntry};
use jit_domain::StatusName;
use serde_json::json;

use crate::answers::{broken_glass, in_state, page, pending, reviewed};
use crate::fake_broker::Answer;
use crate::stage::{Stage, stderr};
use crate::terminal::Person;

const ID: &str = "req-7k3m9p2x4q";
const GET: &str = "GET /v1/requests/req-7k3m9p2x4q";
const POST: &str = "POST /v1/requests/req-7k3m9p2x4q/review";
const LIST: &str = "GET /v1/requests";

/// Broken glass whose window is over, with a session.
fn swept_glass() -> jit_api::Request {
    let mut request = broken_glass(StatusName::Ended);
    request.window_end = Some("2026-11-22T09:30:00Z".parse().unwrap());
    request.timeline.push(TimelineEntry {
        at: "2026-11-22T09:06:00Z".parse().unwrap(),
        event: "session_opened".to_owned(),
        by: Some(request.requester.clone()),
        access_key_id: Some("ASIAEXAMPLEEXAMPLE01".to_owned()),
    });
    request
}

#[test]
fn a_review_shows_who_was_where_for_how_long_and_why() {
    let stage = Stage::new();
    stage
        .broker
        .on("GET /v1/requests/req-7k3m", Answer::json(&swept_glass()));
    let after = reviewed(ReviewVerdict::Ok, None);
    stage.broker.on(POST, Answer::json(&after));
    assert_snapshot!(stage.jit(&["review", "7k3m", "--ok", "--yes"]));
    assert_eq!(stage.broker.calls()[1].json(), json!({ "verdict": "ok" }));
}

#[test]
fn a_violation_goes_with_what_was_wrong() {
    let stage = Stage::new();
    let wrong = "an ordinary request would have done";
    stage.broker.on(GET, Answer::json(&swept_glass()));
    let after = reviewed(ReviewVerdict::Violation, Some(wrong));
    stage.broker.on(POST, Answer::json(&after));
    let args = ["review", ID, "--violation", "--comment", wrong, "--yes"];

    assert_snapshot!(stage.jit(&args));

    assert_eq!(
        stage.broker.calls()[1].json(),
        json!({ "verdict": "violation", "comment": wrong })
    );
    let output = stage.run(&[&args[..], &["--json"]].concat());
    let told: jit_api::Request = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(told, after);
}

#[test]
fn a_review_needs_one_verdict_and_a_violation_its_reason_and_both_a_confirmation() {
    let stage = Stage::new();
    for args in [
        &["review", ID, "--yes"][..],
        &["review", ID],
        &["review"],
        &[
            "review",
            ID,
            "--ok",
            "--violation",
            "--comment",
            "x",
            "--yes",
        ],
        &["review", ID, "--violation", "--yes"],
        &["review", "--ok", "--yes"],
        &["review", ID, "--ok"],
        &["review", ID, "--ok", "--json"],
        &["review", ID, "--violation", "--comment", "x"],
    ] {
        assert_eq!(stage.run(args).status.code(), Some(2), "{args:?}");
    }
    assert!(stage.broker.calls().is_empty());
}

#[test]
fn who_gives_no_verdict_is_asked_after_seeing_what_happened() {
    let stage = Stage::new();
    stage.broker.on(GET, Answer::json(&swept_glass()));
    let wrong = "an ordinary request would have done";
    let after = reviewed(ReviewVerdict::Violation, Some(wrong));
    stage.broker.on(POST, Answer::json(&after));
    let mut person = Person::runs(&mut stage.command(&["review", ID]));

    person.sees("sessions        1 was opened");
    person.answers("Was it right? Say `ok`, or `violation`:", "\n");
    person.answers("`ok` or `violation`", "violation\n");
    person.answers("Comment, for the requester and the auditors:", "\n");
    person.answers("the text is empty", &format!("{wrong}\n"));

    let (status, _, shown) = person.ends();
    assert_eq!(status, 0, "{shown}");
    assert!(!shown.contains("[y/N]"), "the answer is the confirmation");
    assert_eq!(
        stage.broker.calls()[1].json(),
        json!({ "verdict": "violation", "comment": wrong })
    );
}

#[test]
fn a_review_that_is_answered_with_ok_needs_no_comment() {
    let stage = Stage::new();
    stage.broker.on(GET, Answer::json(&swept_glass()));
    let after = reviewed(ReviewVerdict::Ok, None);
    stage.broker.on(POST, Answer::json(&after));
    let mut person = Person::runs(&mut stage.command(&["review", ID]));
    person.answers("Was it right?", "ok\n");
    person.answers("or none:", "\n");
    let (status, _, shown) = person.ends();
    assert_eq!(status, 0, "{shown}");
    assert_eq!(stage.broker.calls()[1].json(), json!({ "verdict": "ok" }));

    let mut person = Person::runs(&mut stage.command(&["review", ID]));
    person.answers("Was it right?", "\u{1b}\n");
    let (status, _, shown) = person.ends();
    assert_eq!(status, 130, "{shown}");
    assert_eq!(stage.broker.lines().len(), 3, "nothing was decided");
}

#[test]
fn what_cannot_be_reviewed_is_said_without_asking_the_broker_to() {
    let review = |request: &jit_api::Request| {
        let stage = Stage::new();
        stage.broker.on(GET, Answer::json(request));
        let told = stage.jit(&["review", ID, "--ok", "--yes"]);
        assert_eq!(stage.broker.lines(), [GET]);
        told
    };
    let before = reviewed(ReviewVerdict::Violation, Some("no"));
    assert_snapshot!("already", review(&before));
    assert_snapshot!("still_open", review(&broken_glass(StatusName::Active)));
    assert_snapshot!("no_break_glass", review(&in_state(StatusName::Ended)));
}

#[test]
fn who_may_not_review_is_told_so() {
    for (code, exit) in [(ErrorCode::OwnRequest, 3), (ErrorCode::NotAnApprover, 3)] {
        let stage = Stage::new();
        stage.broker.on(GET, Answer::json(&swept_glass()));
        stage.broker.on(POST, Answer::refusal(code, "no"));
        let output = stage.run(&["review", ID, "--ok", "--yes"]);
        assert_eq!(output.status.code(), Some(exit), "{code}");
    }
}

#[test]
fn what_waits_for_a_review_is_a_list_of_its_own() {
    let stage = Stage::new();
    let mut overdue = swept_glass();
    overdue.review_due = Some("2026-11-22T10:30:00Z".parse().unwrap());
    let list = page(vec![swept_glass(), overdue], None);
    stage.broker.on(LIST, Answer::json(&list));
    assert_snapshot!(stage.jit(&["list", "--unreviewed"]));
    for args in [
        &["--overdue"][..],
        &["--to-review", "--overdue"],
        &["--mine", "--overdue"],
        &["--all", "--unreviewed", "--account", "payments-prod"],
    ] {
        stage.run(&[&["list"], args].concat());
    }
    assert_eq!(
        stage.broker.lines(),
        [
            "GET /v1/requests?view=to_review&review=unreviewed",
            "GET /v1/requests?view=to_review&review=overdue",
            "GET /v1/requests?view=to_review&review=overdue",
            "GET /v1/requests?view=mine&review=overdue",
            "GET /v1/requests?view=all&review=unreviewed&account=payments-prod",
        ]
    );
    let both = stage.run(&["list", "--unreviewed", "--overdue"]);
    assert_eq!(both.status.code(), Some(2));
}

#[test]
fn nothing_to_review_is_said() {
    for (filter, said) in [
        (&["--unreviewed"][..], "Nothing waits for your review\n"),
        (&["--overdue"], "No review that waits for you is overdue\n"),
        (
            &["--unreviewed", "--mine"],
            "None of your windows waits for a review\n",
        ),
        (
            &["--overdue", "--mine"],
            "No review of your windows is overdue\n",
        ),
        (&["--unreviewed", "--all"], "No window waits for a review\n"),
        (&["--overdue", "--all"], "No review is overdue\n"),
        (
            &["--overdue", "--all", "--account", "shop"],
            "There are no such requests\n",
        ),
        (
            &["--overdue", "--mine", "--since", "7d"],
            "You have no such requests\n",
        ),
    ] {
        let stage = Stage::new();
        stage.broker.on(LIST, Answer::json(&page(vec![], None)));
        let output = stage.run(&[&["list"], filter].concat());
        assert_eq!(stderr(&output), said, "{filter:?}");
    }
}

#[test]
fn show_says_what_was_skipped_and_what_the_review_found() {
    let show = |request: &jit_api::Request| {
        let stage = Stage::new();
        stage.broker.on(GET, Answer::json(request));
        stage.jit(&["show", ID])
    };
    let mut overdue = swept_glass();
    overdue.review_due = Some("2026-11-22T10:30:00Z".parse().unwrap());
    let found = reviewed(ReviewVerdict::Ok, Some("INC-4711 was real"));
    assert_snapshot!("broken", show(&broken_glass(StatusName::Active)));
    assert_snapshot!("overdue", show(&overdue));
    assert_snapshot!("reviewed", show(&found));
    assert!(!show(&pending()).contains("break-glass"));
}
