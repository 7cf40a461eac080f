//! Decisions before a person who names no request.

use insta::assert_snapshot;
use jit_api::Request;
use jit_domain::StatusName;

use crate::answers::{broken_glass, in_state, page, pending, sealed};
use crate::fake_broker::Answer;
use crate::stage::Stage;
use crate::terminal::Person;

const LIST: &str = "GET /v1/requests";

fn second() -> Request {
    let mut second = pending();
    second.id = "req-0000000000".parse().unwrap();
    second.requester.name = "Other\u{1b}[2J".into();
    sealed(second)
}

fn stage(waiting: Vec<Request>) -> Stage {
    let stage = Stage::new();
    for request in &waiting {
        let get = format!("{LIST}/{}", request.id);
        stage.broker.on(&get, Answer::json(request));
    }
    stage.broker.on(LIST, Answer::json(&page(waiting, None)));
    stage
}

fn person(stage: &Stage, args: &[&str]) -> Person {
    Person::runs(&mut stage.command(args))
}

#[test]
fn without_a_terminal_the_argument_is_named() {
    let stage = Stage::new();
    assert_snapshot!("named", stage.jit(&["approve"]));
    assert_snapshot!("named_in_json", stage.jit(&["approve", "--json"]));
    for args in [
        &["approve", "--yes"][..],
        &["reject"],
        &["reject", "--yes"],
        &["revoke"],
        &["review", "--ok"],
    ] {
        let told = stage.jit(args);
        assert!(told.starts_with("exit: 2\n"), "{args:?}: {told}");
        assert!(told.contains("not provided: <ID>..."), "{args:?}: {told}");
        let help = format!("hint: jit {} --help", args[0]);
        assert!(told.contains(&help), "{args:?}: {told}");
    }
    let (status, _, shown) = person(&stage, &["approve", "--no-input"]).ends();
    assert_eq!(status, 2, "{shown}");
    assert!(stage.broker.calls().is_empty());
}

#[test]
fn what_is_picked_is_shown_and_decided_after_a_yes() {
    for (verb, decided) in [
        ("approve", StatusName::Active),
        ("reject", StatusName::Rejected),
    ] {
        let stage = stage(vec![pending(), second()]);
        let mut answer = in_state(decided);
        answer.id = "req-0000000000".parse().unwrap();
        let post = format!("POST /v1/requests/req-0000000000/{verb}");
        stage.broker.on(&post, Answer::json(&answer));
        let mut person = person(&stage, &[verb]);

        person.sees("> req-7k3m9p2x4q  PowerUser in payments-prod for 1h  engineer");
        person.sees(r"req-0000000000  PowerUser in payments-prod for 1h  engineer (Other\u{1b}[");
        person.types("\u{1b}[B");
        person.answers("> req-0000000000", "\r");
        person.sees("digest");
        assert_eq!(stage.broker.lines().len(), 2, "nothing is decided yet");
        person.answers("req-0000000000? [y/N] ", "y\n");
        let (status, stdout, shown) = person.ends();

        assert_eq!(status, 0, "{shown}");
        assert!(stdout.starts_with("req-0000000000  "), "{stdout}");
        let lines = stage.broker.lines();
        assert_eq!(
            lines,
            [
                "GET /v1/requests?view=to_review&status=pending",
                "GET /v1/requests/req-0000000000",
                &post
            ]
        );
    }
}

#[test]
fn what_is_decided_is_not_to_be_picked_again() {
    // The list is as it was when the broker read it: before somebody decided the first.
    let stage = Stage::new();
    let get = format!("{LIST}/req-7k3m9p2x4q");
    stage.broker.on(&get, Answer::json(&pending()));
    let post = "POST /v1/requests/req-7k3m9p2x4q/approve";
    let active = in_state(StatusName::Active);
    stage.broker.on(post, Answer::json(&active));
    for waiting in [vec![pending(), second()], vec![active, second()], vec![]] {
        stage.broker.on(LIST, Answer::json(&page(waiting, None)));
    }
    let mut first = person(&stage, &["approve", "--yes"]);
    first.sees("> req-7k3m9p2x4q");
    first.answers("req-0000000000", "\r");
    let (status, _, shown) = first.ends();
    assert_eq!(status, 0, "{shown}");

    let mut again = person(&stage, &["approve", "--yes"]);
    again.answers("> req-0000000000", "\u{1b}");
    let (_, _, shown) = again.ends();
    assert!(!shown.contains("req-7k3m9p2x4q"), "{shown}");
    let (_, _, shown) = person(&stage, &["approve", "--yes"]).ends();
    assert!(shown.contains("nothing for you to approve"), "{shown}");
}

#[test]
fn nothing_is_decided_by_who_does_not_pick() {
    for keys in ["\u{1b}", "\u{3}"] {
        let stage = stage(vec![pending()]);
        let mut person = person(&stage, &["approve", "--yes"]);
        person.answers("> req-7k3m9p2x4q", keys);
        let (status, _, shown) = person.ends();
        assert_eq!(status, 130, "{shown}");
        assert_eq!(stage.broker.lines().len(), 1, "{keys:?}");
    }
}

#[test]
fn where_nothing_waits_that_is_said() {
    // One that is no longer pending does not wait.
    for waiting in [vec![], vec![in_state(StatusName::Active)]] {
        let stage = stage(waiting);
        let (status, stdout, shown) = person(&stage, &["approve"]).ends();
        assert_eq!(status, 0, "{shown}");
        assert_eq!(stdout, "");
        assert!(
            shown.contains("There is nothing for you to approve"),
            "{shown}"
        );
    }
}

#[test]
fn a_window_to_revoke_is_picked_from_those_that_the_caller_may_revoke() {
    // One that is over by now is none of them.
    let stage = stage(vec![
        in_state(StatusName::Active),
        in_state(StatusName::Ended),
    ]);
    let mut picking = person(&stage, &["revoke"]);
    picking.answers("> req-7k3m9p2x4q", "\r");
    picking.answers("Revoke req-7k3m9p2x4q? [y/N] ", "n\n");
    let (status, _, shown) = picking.ends();
    assert_eq!(status, 1, "{shown}");
    let list = "GET /v1/requests?view=to_revoke&status=active&status=scheduled";
    assert_eq!(stage.broker.lines()[0], list);

    let stage = self::stage(vec![]);
    let (status, _, shown) = person(&stage, &["revoke"]).ends();
    assert_eq!(status, 0, "{shown}");
    assert!(shown.contains("nothing for you to revoke"), "{shown}");
}

#[test]
fn what_waits_for_a_review_is_picked() {
    let over = broken_glass(StatusName::Ended);
    let stage = stage(vec![broken_glass(StatusName::Active), over]);
    let mut person = person(&stage, &["review", "--ok"]);
    person.answers("> req-7k3m9p2x4q", "\u{1b}");
    let (status, _, shown) = person.ends();
    assert_eq!(status, 130);
    assert_eq!(shown.matches("req-7k3m9p2x4q").count(), 1, "{shown}");
    let list = "GET /v1/requests?view=to_review&status=ended&status=revoked&review=unreviewed";
    assert_eq!(stage.broker.lines()[0], list);
}
