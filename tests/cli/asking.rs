//! `jit request` before a person: what it asks, and what comes of the answers.

use std::process::Command;

use insta::assert_snapshot;
use jit_api::{ApprovalKind, ErrorCode, Plan, Request, TargetOffer, TargetPage};
use jit_domain::StatusName;
use serde_json::json;

use crate::answers::{in_state, now, page, pending};
use crate::fake_broker::Answer;
use crate::stage::Stage;
use crate::terminal::Person;

const TARGETS: &str = "GET /v1/targets";
const LIST: &str = "GET /v1/requests";
const POST: &str = "POST /v1/requests";
const DRY_RUN: &str = "POST /v1/requests?dry_run=true";

fn offer(name: &str, account: &str, set: &str) -> TargetOffer {
    TargetOffer {
        account: account.parse().unwrap(),
        account_name: name.parse().unwrap(),
        permission_set: set.parse().unwrap(),
        role_arn: format!("arn:aws:iam::{account}:role/jit/{set}")
            .parse()
            .unwrap(),
        max_duration_seconds: 28800.try_into().unwrap(),
        approval: ApprovalKind::Manual,
        policy: Some("prod-needs-a-lead".parse().unwrap()),
        levels: pending().levels,
        reason_min_length: 10,
        ticket_required: false,
        automatic_up_to_seconds: None,
        break_glass_up_to_seconds: None,
        forbidden_by: None,
    }
}

fn prod() -> TargetOffer {
    offer("payments-prod", "111111111111", "PowerUser")
}

fn staging() -> TargetOffer {
    let mut offer = offer("payments-staging", "222222222222", "PowerUser");
    offer.automatic_up_to_seconds = Some(7200.try_into().unwrap());
    offer
}

fn plan() -> Plan {
    let request = pending();
    Plan {
        dry_run: true,
        account: request.account,
        account_name: request.account_name,
        permission_set: request.permission_set,
        role_arn: request.role_arn,
        duration_seconds: request.duration_seconds,
        approval: ApprovalKind::Manual,
        eligibility: "engineers".parse().unwrap(),
        policies: Vec::new(),
        levels: request.levels,
        skipped: Vec::new(),
        security: None,
        steps: Vec::new(),
        pending_until: now().plus_seconds(14400),
    }
}

/// A stage on which these may be requested, and these were.
fn stage(targets: Vec<TargetOffer>, mine: Vec<Request>) -> Stage {
    let stage = Stage::new();
    let targets = TargetPage {
        targets,
        next_cursor: None,
    };
    stage.broker.on(TARGETS, Answer::json(&targets));
    stage.broker.on(LIST, Answer::json(&page(mine, None)));
    stage.broker.on(POST, Answer::json(&plan()));
    stage.broker.on(POST, Answer::json(&pending()));
    stage
}

fn ended() -> Request {
    in_state(StatusName::Ended)
}

fn person(stage: &Stage, args: &[&str]) -> Person {
    let mut command: Command = stage.command(&[&["request"], args].concat());
    Person::runs(&mut command)
}

/// How often something was submitted, not only tried.
fn submissions(stage: &Stage) -> usize {
    stage.broker.lines().iter().filter(|it| *it == POST).count()
}

/// What stands between the last question and the end, without the window, which counts from now.
fn summary(shown: &str) -> String {
    let lines = shown.lines().skip_while(|it| !it.starts_with("account  "));
    let lines = lines.take_while(|it| !it.starts_with("Submit"));
    let lines = lines.filter(|it| !it.starts_with("window") && !it.starts_with("decided"));
    lines.collect::<Vec<_>>().join("\n")
}

#[test]
fn all_that_is_missing_is_asked_shown_and_submitted_once() {
    let stage = stage(vec![prod(), staging()], Vec::new());
    let mut person = person(&stage, &["--ticket", "INC-4711"]);

    person.answers("PowerUser", "\r");
    person.answers("Duration, at most 8h [1h]: ", "\n");
    person.answers("at least 10 characters: ", "INC-4711: stuck queue\n");
    person.sees("if it were approved now");
    assert_eq!(submissions(&stage), 0);
    person.answers("Submit this request? [Y/n] ", "\n");
    let (status, stdout, shown) = person.ends();

    assert_eq!(status, 0, "{shown}");
    assert!(stdout.starts_with("req-7k3m9p2x4q  pending"), "{stdout}");
    assert_snapshot!(summary(&shown));
    let calls = stage.broker.calls();
    let lines = stage.broker.lines();
    assert_eq!(&lines[lines.len() - 2..], [DRY_RUN, POST]);
    let asked = json!({
        "account": "111111111111",
        "permission_set": "PowerUser",
        "duration_seconds": 3600,
        "reason": "INC-4711: stuck queue",
        "ticket": "INC-4711",
    });
    assert_eq!(calls[calls.len() - 1].json(), asked);
    assert_eq!(calls[calls.len() - 2].json(), asked);
}

#[test]
fn what_was_asked_for_of_late_comes_first_and_what_is_forbidden_now_last() {
    let mut forbidden = offer("audit", "333333333333", "ReadOnly");
    forbidden.forbidden_by = Some("freeze".parse().unwrap());
    let mut last = ended();
    last.account = "222222222222".parse().unwrap();
    last.account_name = "payments-staging".parse().unwrap();
    last.duration_seconds = 1800.try_into().unwrap();
    let mut before = ended();
    before.created_at = before.created_at.plus_seconds(-60);
    let mut other = offer("data", "444444444444", "ReadOnly");
    other.approval = ApprovalKind::Automatic;
    other.automatic_up_to_seconds = Some(other.max_duration_seconds);
    let targets = vec![forbidden, other, prod(), staging()];
    let stage = stage(targets, vec![last, before]);
    let mut person = person(&stage, &[]);

    for line in [
        "> payments-staging  222222222222  PowerUser  up to 8h  by policy up to 2h, ",
        "  payments-prod     111111111111  PowerUser  up to 8h  level 1: 1 of group",
        "  data              444444444444  ReadOnly   up to 8h  by policy, at once",
        "  audit             333333333333  ReadOnly   up to 8h  forbidden now by freeze",
    ] {
        person.sees(line);
    }
    person.types("\r");
    person.sees("Duration, at most 8h, automatic up to 2h [30m]: ");
    person.interrupts();
    assert_eq!(person.ends().0, 130);
    let since = &stage.broker.lines()[1];
    assert!(since.contains("view=mine&created_from="), "{since}");
}

#[test]
fn typing_finds_a_target() {
    let stage = stage(vec![prod(), staging()], Vec::new());
    let mut person = person(&stage, &[]);
    person.sees("Which target?");
    person.types("staging");
    person.sees("staging|");
    person.types("\r");
    person.sees("payments-staging 222222222222 PowerUser");
    person.sees("automatic up to 2h");
    person.interrupts();
    assert_eq!(person.ends().0, 130);
}

#[test]
fn a_target_that_a_policy_alone_approves_says_so() {
    let mut target = prod();
    target.approval = ApprovalKind::Automatic;
    target.automatic_up_to_seconds = Some(target.max_duration_seconds);
    let stage = stage(vec![target], Vec::new());
    let mut plan = plan();
    plan.approval = ApprovalKind::Automatic;
    stage.broker.from_now_on(POST, Answer::json(&plan));
    let mut person = person(&stage, &["--reason", "INC-4711: stuck queue"]);
    person.answers("> payments-prod", "\r");
    person.answers("Duration, at most 8h, automatic [1h]: ", "\n");
    person.answers("[Y/n] ", "n\n");
    let (_, _, shown) = person.ends();
    assert!(shown.contains("by policy, at once\n"), "{shown}");
    assert!(!shown.contains("approved now"), "{shown}");
}

#[test]
fn the_window_that_opens_later_is_shown() {
    let stage = stage(vec![prod()], Vec::new());
    let start = "2099-01-01T12:00:00Z";
    let args = ["--start", start, "--reason", "INC-4711: stuck queue"];
    let mut person = person(&stage, &args);
    person.answers("> payments-prod", "\r");
    person.answers("[1h]: ", "\n");
    person.sees(
        "2099-01-01 12:00:00 +00:00 to 2099-01-01 13:00:00 +00:00, if it is approved by then",
    );
    person.interrupts();
    assert_eq!(person.ends().0, 130);
}

#[test]
fn an_answer_out_of_bounds_is_asked_again() {
    let mut target = prod();
    target.ticket_required = true;
    let stage = stage(vec![target], Vec::new());
    let mut person = person(
        &stage,
        &[
            "--account",
            "payments-prod",
            "--permission-set",
            "PowerUser",
        ],
    );

    person.answers("Duration, at most 8h [1h]: ", "9h\n");
    person.answers("9h is longer than 8h", "60\n");
    person.answers("`60` has no unit", "1h\n");
    person.answers("at least 10 characters: ", "short\n");
    person.answers("5 characters are too few", "\n");
    person.answers("the text is empty", "INC-4711: stuck queue\n");
    person.answers("Ticket: ", "\n");
    person.answers("a ticket is 1 to 128", "INC-4711\n");
    person.answers("[Y/n] ", "maybe\n");
    person.answers("yes or no?", "yes\n");

    let (status, _, shown) = person.ends();
    assert_eq!(status, 0, "{shown}");
    let asked = stage.broker.calls().pop().unwrap().json();
    assert_eq!(asked["account"], "payments-prod");
    assert_eq!(asked["duration_seconds"], 3600);
    assert_eq!(asked["ticket"], "INC-4711");
}

#[test]
fn nothing_is_submitted_unless_the_person_says_so() {
    type GiveUp = fn(&mut Person);
    let answered = |person: &mut Person| {
        person.answers("> payments-prod", "\r");
        person.answers("[1h]: ", "\n");
        person.answers("characters: ", "INC-4711: stuck queue\n");
        person.sees("[Y/n] ");
    };
    let ways: [(&str, bool, GiveUp, i32); 8] = [
        (
            "Esc at the picker",
            false,
            |it| it.answers("> payments", "\u{1b}"),
            130,
        ),
        (
            "Ctrl-C at the picker",
            false,
            |it| it.answers("> payments", "\u{3}"),
            130,
        ),
        (
            "interrupted at the picker",
            false,
            |it| {
                it.sees("> payments");
                it.interrupts();
            },
            130,
        ),
        ("Esc at the end", true, |it| it.types("\u{1b}\n"), 130),
        ("end of input at the end", true, |it| it.types("\u{4}"), 130),
        ("interrupted at the end", true, Person::interrupts, 130),
        ("no", true, |it| it.types("n\n"), 1),
        ("NO", true, |it| it.types("NO\n"), 1),
    ];
    for (way, at_the_end, give_up, expected) in ways {
        let stage = stage(vec![prod()], Vec::new());
        let mut person = person(&stage, &[]);
        if at_the_end {
            answered(&mut person);
        }
        give_up(&mut person);
        let (status, stdout, shown) = person.ends();
        assert_eq!(status, expected, "{way}: {shown}");
        assert_eq!(stdout, "", "{way}");
        assert_eq!(submissions(&stage), 0, "{way}");
    }
}

#[test]
fn the_rest_of_a_pasted_text_does_not_submit() {
    let stage = stage(vec![prod()], Vec::new());
    let slow = Answer::json(&plan()).after(std::time::Duration::from_millis(300));
    stage.broker.from_now_on(POST, slow);
    stage.broker.on(POST, Answer::json(&pending()));
    let mut person = person(&stage, &[]);
    person.answers("> payments-prod", "\r");
    person.answers("[1h]: ", "\n");
    person.answers("characters: ", "INC-4711: stuck queue\n\nyes\n");
    person.sees("[Y/n] ");
    std::thread::sleep(std::time::Duration::from_millis(300));
    assert_eq!(submissions(&stage), 0);
    person.types("\n");
    assert_eq!(person.ends().0, 0);
    assert_eq!(submissions(&stage), 1);
}

#[test]
fn an_equal_open_request_is_shown_instead_of_a_second_one() {
    for status in [
        StatusName::Active,
        StatusName::Scheduled,
        StatusName::Pending,
    ] {
        let mut open = in_state(status);
        open.account_name = "payments-prod".parse().unwrap();
        let stage = stage(vec![prod()], vec![open]);
        let mut person = person(&stage, &[]);
        person.answers("> payments-prod", "\r");
        let (code, stdout, shown) = person.ends();
        assert_eq!(code, 0, "{shown}");
        assert!(stdout.starts_with("req-7k3m9p2x4q  "), "{stdout}");
        assert!(
            shown.contains("req-7k3m9p2x4q asks for the same"),
            "{shown}"
        );
        assert!(!shown.contains("Duration"), "{shown}");
        let last = stage.broker.lines().pop().unwrap();
        assert_eq!(
            last,
            "GET /v1/requests?view=mine&status=active&status=scheduled&status=pending"
        );
    }
}

#[test]
fn a_second_one_is_asked_for_where_the_person_says_so() {
    let other = {
        let mut other = in_state(StatusName::Active);
        other.permission_set = "ReadOnly".parse().unwrap();
        other
    };
    for (args, open) in [
        (&["--again"][..], in_state(StatusName::Active)),
        (&["--start", "+2h"], in_state(StatusName::Active)),
        (
            &["--extends", "req-7k3m9p2x4q"],
            in_state(StatusName::Active),
        ),
        // It is over, or for something else.
        (&[], ended()),
        (&[], other),
    ] {
        let stage = stage(vec![prod()], vec![open]);
        let earlier = Answer::json(&in_state(StatusName::Active));
        stage.broker.on("GET /v1/requests/req-7k3m9p2x4q", earlier);
        let mut person = person(&stage, args);
        if !args.contains(&"--extends") {
            person.answers("> payments-prod", "\r");
        }
        person.answers("Duration, at most 8h [1h]: ", "\n");
        person.answers("characters: ", "INC-4711: stuck queue\n");
        person.answers("[Y/n] ", "\n");
        let (code, _, shown) = person.ends();
        assert_eq!(code, 0, "{args:?}: {shown}");
        assert_eq!(submissions(&stage), 1, "{args:?}");
    }
}

#[test]
fn a_pending_request_does_not_stand_in_the_way_of_an_emergency() {
    let mut glass = prod();
    glass.break_glass_up_to_seconds = Some(1800.try_into().unwrap());
    for (open, asks) in [(pending(), true), (in_state(StatusName::Active), false)] {
        let stage = stage(vec![staging(), glass.clone()], vec![open]);
        let mut person = person(&stage, &["--break-glass"]);
        person.answers("> payments-prod", "\r");
        if asks {
            // How long a reason has to be is said of ordinary requests only.
            person.answers("Duration, at most 30m [30m]: ", "\n");
            person.sees("Reason: ");
            person.interrupts();
        }
        let (code, _, shown) = person.ends();
        assert_eq!(code, if asks { 130 } else { 0 }, "{shown}");
        assert!(!shown.contains("staging"), "no break-glass there: {shown}");
    }
}

#[test]
fn a_refusal_of_the_dry_run_ends_it() {
    let stage = stage(vec![prod()], Vec::new());
    let refusal = Answer::refusal(ErrorCode::NoApprover, "nobody could approve it");
    stage.broker.from_now_on(POST, refusal);
    let mut person = person(&stage, &[]);
    person.answers("> payments-prod", "\r");
    person.answers("[1h]: ", "\n");
    person.answers("characters: ", "INC-4711: stuck queue\n");
    let (status, _, shown) = person.ends();
    assert_eq!(status, 3, "{shown}");
    assert!(shown.contains("nobody could approve it"), "{shown}");
    assert_eq!(submissions(&stage), 0);
}

#[test]
fn a_plan_for_something_else_is_not_believed() {
    let stage = stage(vec![prod()], Vec::new());
    let mut other = plan();
    other.duration_seconds = 7200.try_into().unwrap();
    stage.broker.from_now_on(POST, Answer::json(&other));
    let mut person = person(&stage, &[]);
    person.answers("> payments-prod", "\r");
    person.answers("[1h]: ", "\n");
    person.answers("characters: ", "INC-4711: stuck queue\n");
    let (status, _, shown) = person.ends();
    assert_ne!(status, 0, "{shown}");
    assert!(
        shown.contains("another request than is asked for"),
        "{shown}"
    );
    assert!(!shown.contains("[Y/n]"), "{shown}");
}

#[test]
fn several_accounts_have_what_is_offered_in_each() {
    let reader = offer("payments-prod", "111111111111", "ReadOnly");
    let mut narrow = staging();
    narrow.max_duration_seconds = 3600.try_into().unwrap();
    let stage = stage(vec![reader, prod(), narrow], Vec::new());
    let args = ["--account", "payments-prod", "--account", "222222222222"];
    let mut person = person(&stage, &args);
    person.answers("> PowerUser in 2 accounts", "\r");
    person.sees("Duration, at most 1h [1h]: ");
    person.interrupts();
    let (status, _, shown) = person.ends();
    assert_eq!(status, 130);
    assert!(!shown.contains("ReadOnly"), "{shown}");
}

#[test]
fn who_may_request_nothing_is_told() {
    for (args, said) in [
        (&[][..], "there is nothing that you may request"),
        (
            &["--account", "x"],
            "there is nothing that you may request in x",
        ),
        (
            &["--account", "payments-prod", "--permission-set", "Other"],
            "you are not eligible for Other in payments-prod",
        ),
        (
            &["--break-glass"],
            "nothing that you may request by break-glass",
        ),
    ] {
        let offers = if args.is_empty() {
            vec![]
        } else {
            vec![prod()]
        };
        let stage = stage(offers, Vec::new());
        let (status, _, shown) = person(&stage, args).ends();
        assert_eq!(status, 3, "{args:?}: {shown}");
        assert!(shown.contains(said), "{args:?}: {shown}");
    }
}

#[test]
fn with_everything_given_nothing_is_asked_and_one_call_is_made() {
    let stage = Stage::new();
    stage.broker.on(POST, Answer::json(&pending()));
    let args = [
        "--account",
        "payments-prod",
        "--permission-set",
        "PowerUser",
        "--duration",
        "1h",
        "--reason",
        "INC-4711: stuck queue",
    ];
    let (status, stdout, shown) = person(&stage, &args).ends();
    assert_eq!(status, 0, "{shown}");
    assert!(stdout.contains("pending"));
    assert!(!shown.contains('?') && !shown.contains('['), "{shown}");
    assert_eq!(stage.broker.lines(), [POST]);
}

#[test]
fn without_input_nobody_is_asked() {
    let stage = Stage::new();
    let (status, _, shown) = person(&stage, &["--no-input"]).ends();
    assert_eq!(status, 2, "{shown}");
    let missing = "--account <ID|NAME>, --permission-set <NAME>, --duration <DURATION>, --reason";
    assert!(shown.contains(missing), "{shown}");
    assert!(stage.broker.calls().is_empty());
}

#[test]
fn a_dry_run_asks_for_what_is_missing_and_submits_nothing() {
    let stage = stage(vec![prod()], vec![in_state(StatusName::Active)]);
    let mut person = person(&stage, &["--dry-run"]);
    person.answers("> payments-prod", "\r");
    person.answers("[1h]: ", "\n");
    person.answers("characters: ", "INC-4711: stuck queue\n");
    let (status, stdout, shown) = person.ends();
    assert_eq!(status, 0, "{shown}");
    assert!(stdout.contains("Nothing was asked for: this was a dry run"));
    assert_eq!(submissions(&stage), 0);
}

#[test]
fn an_earlier_request_says_what_is_not_named() {
    let stage = Stage::new();
    let told = stage.jit(&["request", "--extends", "7k3m"]);
    let missing = "not provided: --duration <DURATION>, --reason <TEXT>\n";
    assert!(told.contains(missing), "{told}");
    assert!(stage.broker.calls().is_empty());
}
