//! A broker that answers badly, while a session is kept that may still be used.

use std::fs;
use std::time::Duration;

use jit_api::{CredentialsAnswer, ErrorCode, Secret};
use jit_testkit::fake_broker::Answer;

use crate::answers::{credentials, keep, now, session, session_to_recheck};
use crate::stage::{Stage, VEND, fails, gives};

/// What an answer comes to.
#[derive(Clone, Copy, Debug)]
enum Then {
    /// The session that is kept is served, and it is written down that the broker was asked.
    Served,
    /// Nothing is served now, under this code; what is kept stays as it is.
    Untouched(&'static str),
    /// Nothing is served, under this code, and nothing is kept any more.
    Deleted(&'static str),
}

fn check(table: Vec<(&str, Answer, Then)>) {
    for (name, answer, then) in table {
        println!("{name}");
        let stage = Stage::with_session(&session_to_recheck(1, 300));
        let before = fs::read(stage.session_file()).unwrap();
        stage.broker.from_now_on(VEND, answer);

        let outcome = stage.ask();

        match then {
            Then::Served => {
                gives(&outcome, 1);
                assert_ne!(fs::read(stage.session_file()).unwrap(), before);
                let asked = stage.vends();
                gives(&stage.ask(), 1);
                assert_eq!(stage.vends(), asked, "it is left alone for a while");
            }
            Then::Untouched(code) => {
                fails(&outcome, code);
                assert_eq!(fs::read(stage.session_file()).unwrap(), before);
            }
            Then::Deleted(code) => {
                fails(&outcome, code);
                assert!(!stage.keeps_a_session());
                stage.broker.go_away();
                fails(&stage.ask(), "unreachable");
            }
        }
    }
}

fn changed(change: impl FnOnce(&mut CredentialsAnswer)) -> Answer {
    let mut answer = session(2);
    change(&mut answer);
    Answer::json(&answer)
}

fn json(body: impl Into<Vec<u8>>) -> Answer {
    Answer::raw(200, "application/json", body)
}

#[test]
fn what_no_broker_answers_is_not_used_and_changes_nothing() {
    use Then::Untouched;
    let bad = Untouched("bad_answer");
    let html = "<html>sign in to the Wi-Fi</html>";
    check(vec![
        ("a captive portal", Answer::raw(200, "text/html", html), bad),
        ("garbage", json([0xff, 0xfe, 0x00]), bad),
        ("a deep nest", json("[".repeat(200_000)), bad),
        ("gigabytes", json(vec![b' '; 1 << 20]).endless(), bad),
        (
            "another account",
            changed(|a| a.account_name = "sandbox".parse().unwrap()),
            bad,
        ),
        (
            "a role of another account",
            changed(|a| a.role_arn = "arn:aws:iam::222222222222:role/x".parse().unwrap()),
            bad,
        ),
        (
            "a newline in a key",
            changed(|a| credentials(a).session_token = Secret::new("a\nb".to_owned())),
            bad,
        ),
        (
            "a quote in a key",
            changed(|a| credentials(a).secret_access_key = Secret::new("a\"b".to_owned())),
            bad,
        ),
        (
            "a session that is over",
            changed(|a| credentials(a).expiration = now().plus_seconds(-60)),
            bad,
        ),
        (
            "a window that is over",
            changed(|a| a.window_end = now().plus_seconds(-60)),
            bad,
        ),
        (
            "the session of another request is good",
            Answer::json(&keep(CredentialsAnswer {
                request_id: "req-0000000000".parse().unwrap(),
                ..session(1)
            })),
            bad,
        ),
    ]);
}

#[test]
fn a_broker_that_says_neither_yes_nor_no_leaves_what_it_said_before() {
    let internal = Answer::refusal(ErrorCode::Internal, "something broke");
    let too_many = Answer::refusal(ErrorCode::RateLimited, "slowly");
    let drip = Answer::json(&session(2)).dripping(Duration::from_secs(1));
    check(vec![
        ("500", internal, Then::Served),
        ("429", too_many.header("retry-after", "60"), Then::Served),
        (
            "a gateway's 502",
            Answer::raw(502, "text/html", "x"),
            Then::Served,
        ),
        ("a closed connection", Answer::dropped(), Then::Served),
        ("a byte per second", drip, Then::Served),
    ]);
}

#[test]
fn a_no_takes_away_what_is_kept() {
    let no = |code| Answer::refusal(code, "no");
    check(vec![
        (
            "closed",
            no(ErrorCode::WindowClosed),
            Then::Deleted("window_closed"),
        ),
        (
            "gone",
            no(ErrorCode::NoRequest),
            Then::Deleted("no_request"),
        ),
        (
            "not eligible",
            no(ErrorCode::NotEligible),
            Then::Deleted("not_eligible"),
        ),
    ]);
}

#[test]
fn a_sign_in_that_the_broker_does_not_take_takes_away_what_is_kept() {
    let (stage, _issuer) = Stage::signed_in();
    stage
        .broker
        .on(VEND, Answer::json(&session_to_recheck(1, 300)));
    gives(&stage.ask(), 1);
    let no = Answer::refusal(ErrorCode::NotSignedIn, "no");
    stage.broker.from_now_on(VEND, no);

    fails(&stage.ask(), "not_signed_in");
    assert!(!stage.keeps_a_session());
    stage.broker.go_away();
    fails(&stage.ask(), "unreachable");
}

#[test]
fn to_keep_what_was_not_named_gives_nothing() {
    let stage = Stage::new();
    stage.broker.on(VEND, Answer::json(&keep(session(1))));
    fails(&stage.ask(), "bad_answer");
    assert!(!stage.keeps_a_session());
}

#[test]
fn the_broker_may_confirm_a_session_and_end_it_with_the_window() {
    let stage = Stage::with_session(&session_to_recheck(1, 300));
    let mut answer = keep(session(1));
    answer.window_end = now().plus_seconds(120);
    stage.broker.from_now_on(VEND, Answer::json(&answer));

    let outcome = stage.ask();

    gives(&outcome, 1);
    let told: serde_json::Value = serde_json::from_str(&outcome.stdout).unwrap();
    assert_eq!(
        told["Expiration"],
        answer.window_end.to_whole_seconds_string()
    );
    let named = stage.broker.calls()[1].json()["known_session"].clone();
    assert_eq!(named, crate::answers::key(1));
}
