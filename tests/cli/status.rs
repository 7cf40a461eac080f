use std::fs;

use insta::assert_snapshot;
use jit_api::{CredentialsAnswer, Request};
use jit_domain::StatusName;
use serde_json::json;

use crate::answers::{broken_glass, credentials, in_state, now, page, pending};
use crate::fake_broker::Answer;
use crate::stage::{Stage, stderr, stdout};

const MINE: &str = "GET /v1/requests?view=mine&status=active&status=scheduled&status=pending";
const TO_DECIDE: &str = "GET /v1/requests?view=to_review";
const TO_REVIEW: &str = "GET /v1/requests?view=to_review&review=unreviewed";
const VEND: &str = "POST /v1/credentials";
const HELPER: [&str; 5] = [
    "credential-process",
    "--account",
    "payments-prod",
    "--permission-set",
    "PowerUser",
];

/// A broker with these requests of the person, to decide and to review.
fn stage(mine: Vec<Request>, to_decide: Vec<Request>, to_review: Vec<Request>) -> Stage {
    let stage = Stage::new();
    let me = json!({
        "issuer": "https://id.example.com", "subject": "engineer", "name": "Engineer",
        "groups": ["engineers"], "roles": ["requester"],
        "token_expires_at": "2099-01-01T00:00:00Z",
    });
    stage.broker.on("GET /v1/me", Answer::json(&me));
    let lists = [(MINE, mine), (TO_DECIDE, to_decide), (TO_REVIEW, to_review)];
    let lists = lists.map(|(line, list)| (line, Answer::json(&page(list, None))));
    stage.broker.by("GET /v1/requests", move |call| {
        let list = lists.iter().find(|(line, _)| *line == call.line);
        list.unwrap().1.clone()
    });
    stage
}

/// Has the session of the window be kept that these credentials are of.
fn keep(stage: &Stage, answer: &CredentialsAnswer, target: &[&str]) {
    stage.broker.from_now_on(VEND, Answer::json(answer));
    let output = stage.run(target);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
}

/// What is in the prompt now, and nothing is asked for it.
fn prompt(stage: &Stage) -> String {
    let calls = stage.broker.calls().len();
    let output = stage.run(&["status", "--prompt"]);
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(stderr(&output), "");
    assert_eq!(stage.broker.calls().len(), calls);
    // The long way round says the same.
    let long = stage.run(&["--quiet", "status", "--prompt"]);
    assert_eq!(stdout(&long), stdout(&output));
    stdout(&output)
}

#[test]
fn the_status_is_what_is_open_what_is_asked_for_and_what_waits() {
    let mut scheduled = in_state(StatusName::Scheduled);
    scheduled.id = "req-0000000001".parse().unwrap();
    scheduled.window_start = scheduled.window_end;
    let mut pending = pending();
    pending.id = "req-0000000002".parse().unwrap();
    let mut sooner = in_state(StatusName::Active);
    sooner.id = "req-0000000003".parse().unwrap();
    sooner.window_end = Some("2099-11-22T09:05:00.000Z".parse().unwrap());
    let mine = vec![pending, scheduled, in_state(StatusName::Active), sooner];
    let others = vec![crate::answers::pending(), crate::answers::pending()];
    let to_review = vec![
        broken_glass(StatusName::Ended),
        // It is not over yet, so that nobody can review it.
        broken_glass(StatusName::Active),
    ];
    let stage = stage(mine, others, to_review);
    keep(&stage, &long_session(), &HELPER);

    assert_snapshot!(stage.jit(&["status"]));

    let output = stage.run(&["status", "--json"]);
    let told: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(told["broker"], stage.broker.url());
    assert_eq!(told["me"]["subject"], "engineer");
    assert_eq!(
        (&told["to_decide"], &told["to_review"]),
        (&json!(2), &json!(1))
    );
    let sessions: Vec<_> = (told["requests"].as_array().unwrap().iter())
        .map(|it| (it["id"].as_str().unwrap(), &it["session_expires_at"]))
        .collect();
    let kept = json!("2099-11-22T10:00:00.000Z");
    assert_eq!(
        sessions,
        [
            ("req-0000000003", &json!(null)),
            ("req-7k3m9p2x4q", &kept),
            ("req-0000000001", &json!(null)),
            ("req-0000000002", &json!(null)),
        ]
    );
}

fn long_session() -> CredentialsAnswer {
    let mut answer = credentials();
    answer.window_end = "2099-11-22T10:00:00Z".parse().unwrap();
    if let jit_api::Vended::New { credentials } = &mut answer.vended {
        credentials.expiration = "2099-11-22T11:00:00Z".parse().unwrap();
    }
    answer
}

#[test]
fn a_window_that_ends_soon_comes_with_the_command_for_more_time() {
    let ending = |seconds| {
        let mut window = in_state(StatusName::Active);
        window.window_end = Some(now().plus_seconds(seconds));
        stage(vec![window], vec![], vec![])
    };
    let more = "ends soon; for more time: jit request --extends req-7k3m9p2x4q --duration 1h";
    for (seconds, soon) in [(590, true), (700, false), (-1, false)] {
        let stage = ending(seconds);
        let told = stage.jit(&["status"]);
        assert_eq!(told.contains(more), soon, "{told}");
        let output = stage.run(&["status", "--json"]);
        let told: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
        assert_eq!(told["requests"][0]["ends_soon"], soon);
    }
}

#[test]
fn nothing_open_and_nothing_waiting_is_said_in_one_line() {
    assert_snapshot!(stage(vec![], vec![], vec![]).jit(&["status"]));
}

#[test]
fn a_broker_that_is_away_is_an_error_and_no_empty_status() {
    let stage = stage(vec![], vec![], vec![]).with("JIT_BROKER", "http://127.0.0.1:1");
    let output = stage.run(&["status"]);
    assert_eq!(output.status.code(), Some(5));
    assert_eq!(stdout(&output), "");
}

#[test]
fn the_prompt_names_the_windows_that_are_known_and_asks_nobody() {
    let stage = Stage::new();
    assert_eq!(prompt(&stage), "");
    keep(&stage, &credentials(), &HELPER);
    assert_eq!(prompt(&stage), "payments-prod:PowerUser 29m\n");
    // The same window under another name, and one more.
    let by_id = [
        &["credential-process", "--account", "111111111111"],
        &HELPER[3..],
    ]
    .concat();
    keep(&stage, &credentials(), &by_id);
    let mut other = credentials();
    other.permission_set = "ReadOnly".parse().unwrap();
    other.window_end = now().plus_seconds(3 * 3600 + 30);
    let read_only = [&HELPER[..4], &["ReadOnly"]].concat();
    keep(&stage, &other, &read_only);
    let both = "payments-prod:PowerUser 29m, payments-prod:ReadOnly 3h\n";
    assert_eq!(prompt(&stage), both);
}

#[test]
fn the_prompt_is_of_this_person_and_this_broker_alone() {
    let stage = Stage::new();
    keep(&stage, &credentials(), &HELPER);
    let broker = stage.broker.url().to_owned();
    assert!(!prompt(&stage).is_empty());
    let elsewhere = stage.run(&["status", "--prompt", "--broker", "http://127.0.0.1:1"]);
    assert_eq!(stdout(&elsewhere), "");
    let here = stage.run(&["status", "--prompt", "--broker", &broker]);
    assert!(!stdout(&here).is_empty());
    let stage = stage.with("JIT_TOKEN", "token-of-somebody-else");
    assert_eq!(prompt(&stage), "");
}

#[test]
fn what_is_given_back_is_not_in_the_prompt() {
    let stage = Stage::new();
    keep(&stage, &credentials(), &HELPER);
    let ended = in_state(StatusName::Ended);
    let finish = format!("POST /v1/requests/{}/finish", ended.id);
    let shown = format!("GET /v1/requests/{}", ended.id);
    let active = in_state(StatusName::Active);
    stage.broker.on(&shown, Answer::json(&active));
    stage.broker.on(&finish, Answer::json(&ended));
    let done = stage.run(&["done", ended.id.as_str()]);
    assert!(done.status.success(), "{}", stderr(&done));
    assert_eq!(prompt(&stage), "");
}

#[test]
fn a_prompt_never_complains() {
    let stage = Stage::new();
    let folder = stage.home().join(".config/jit");
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join("config.toml"), "no toml").unwrap();
    assert_eq!(prompt(&stage), "");
    assert_eq!(stage.run(&["status"]).status.code(), Some(2));
    let stage = Stage::new().without("JIT_BROKER");
    assert_eq!(prompt(&stage), "");
    let both = stage.run(&["status", "--prompt", "--json"]);
    assert_eq!(both.status.code(), Some(2));
}

/// A keyring that hangs would cost every prompt two seconds.
#[cfg(target_os = "linux")]
#[test]
fn a_prompt_asks_no_keyring() {
    use std::os::unix::net::UnixListener;

    let stage = Stage::new()
        .without("JIT_TOKEN")
        .with("JIT_STORE", "keyring");
    let socket = stage.home().join("bus");
    let bus = UnixListener::bind(&socket).unwrap();
    bus.set_nonblocking(true).unwrap();
    let address = format!("unix:path={}", socket.display());
    let stage = stage.with("DBUS_SESSION_BUS_ADDRESS", &address);
    assert_eq!(prompt(&stage), "");
    assert!(bus.accept().is_err(), "nobody came");
    // Whoever needs the token comes there.
    stage.run(&["whoami"]);
    assert!(bus.accept().is_ok());
}

#[test]
fn a_break_glass_window_is_marked_in_words() {
    let mut overdue = broken_glass(StatusName::Active);
    overdue.review_due = Some("2026-11-22T10:30:00Z".parse().unwrap());
    for (request, mark) in [
        (
            broken_glass(StatusName::Active),
            "active, break-glass unreviewed",
        ),
        (overdue, "active, break-glass overdue"),
    ] {
        let told = stage(vec![request], vec![], vec![]).jit(&["status"]);
        assert!(told.contains(mark), "{told}");
    }
}
