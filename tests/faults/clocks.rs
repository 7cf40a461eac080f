//! The clock of this machine is wrong: what counts is the time that the broker tells.

use std::thread;
use std::time::Duration;

use jit_api::CredentialsAnswer;
use jit_domain::Timestamp;
use jit_testkit::fake_broker::{Answer, FakeBroker};
use jit_testkit::{Jit, MovableClock, Service};

use crate::answers::{credentials, now, session};
use crate::process::wait_until;
use crate::rotating_issuer::{RotatingIssuer, TOKEN};
use crate::stage::{Stage, VEND, fails, gives};

const TEN_MINUTES: i64 = 600;
const DAY: i64 = 86_400;

/// A session that ends so many seconds from now, all by the clock of a broker that is so many
/// seconds ahead of this machine.
fn at(ahead: i64, ends_in: i64) -> (CredentialsAnswer, Timestamp) {
    let there = now().plus_seconds(ahead);
    let mut answer = session(1);
    answer.recheck_seconds = 300;
    answer.window_end = there.plus_seconds(ends_in);
    credentials(&mut answer).expiration = there.plus_seconds(3600);
    (answer, there)
}

fn stage(ahead: i64, ends_in: i64) -> (Stage, CredentialsAnswer) {
    let (answer, there) = at(ahead, ends_in);
    let stage = Stage::new();
    stage.broker.on(VEND, dated(&answer, there));
    (stage, answer)
}

fn dated(answer: &CredentialsAnswer, date: Timestamp) -> Answer {
    let seconds = date.millis().div_euclid(1000).cast_unsigned();
    let date = std::time::UNIX_EPOCH + Duration::from_secs(seconds);
    let date = chrono::DateTime::<chrono::Utc>::from(date);
    let date = date.format("%a, %d %b %Y %H:%M:%S GMT").to_string();
    Answer::json(answer).header("date", &date)
}

#[test]
fn a_clock_that_is_so_far_ahead_that_sdks_would_refuse_is_named() {
    for (ahead, ends_in) in [(-DAY, 1800), (-TEN_MINUTES, 300)] {
        let (stage, _) = stage(ahead, ends_in);

        for _ in 0..2 {
            let outcome = stage.ask();
            fails(&outcome, "clock");
            assert!(
                outcome.stderr.contains("ahead of the broker's"),
                "{outcome}"
            );
        }

        assert_eq!(
            stage.vends(),
            1,
            "the session is kept until the clock is set"
        );
    }
}

#[test]
fn a_clock_that_is_a_little_ahead_changes_nothing() {
    let (stage, answer) = stage(-TEN_MINUTES, 1800);
    for _ in 0..2 {
        let outcome = stage.ask();
        gives(&outcome, 1);
        let end = answer.window_end.to_whole_seconds_string();
        assert!(outcome.stdout.contains(&end), "{outcome}");
    }
    assert_eq!(stage.vends(), 1);
}

#[test]
fn a_clock_that_is_behind_changes_nothing() {
    for ahead in [TEN_MINUTES, DAY] {
        let (stage, answer) = stage(ahead, 1800);
        for _ in 0..2 {
            let outcome = stage.ask();
            gives(&outcome, 1);
            let end = answer.window_end.to_whole_seconds_string();
            assert!(outcome.stdout.contains(&end), "{outcome}");
        }
        assert_eq!(stage.vends(), 1, "it is kept");
    }
}

#[test]
fn a_session_that_is_about_to_end_there_is_asked_about_however_long_it_seems_here() {
    for ahead in [TEN_MINUTES, DAY] {
        let (stage, _) = stage(ahead, 50);
        gives(&stage.ask(), 1);
        gives(&stage.ask(), 1);
        assert_eq!(stage.vends(), 2, "it ends within a minute");
    }
}

#[test]
fn nothing_is_served_past_the_end_of_the_window_by_a_clock_that_is_behind() {
    for ahead in [TEN_MINUTES, DAY] {
        let (stage, _) = stage(ahead, 12);
        gives(&stage.ask(), 1);
        stage.broker.go_away();
        thread::sleep(Duration::from_millis(7_500));
        // By the clock of this machine it ends in ten minutes and more.
        fails(&stage.ask(), "unreachable");
    }
}

#[test]
fn an_answer_that_was_over_when_it_was_given_is_not_believed() {
    for ahead in [-DAY, -TEN_MINUTES, 0, TEN_MINUTES, DAY] {
        for (ends_in, code) in [(-2, "bad_answer"), (3, "window_closed")] {
            let (stage, _) = stage(ahead, ends_in);
            fails(&stage.ask(), code);
            assert!(!stage.keeps_a_session());
        }
    }
}

/// A laptop that sleeps, or whose clock is set, while its person looks for the page.
#[test]
fn a_clock_that_jumps_while_a_code_is_waited_for_costs_no_sign_in() {
    let clock = MovableClock::start();
    let broker = FakeBroker::start();
    let issuer = RotatingIssuer::at(&broker);
    let pending = r#"{"error":"authorization_pending"}"#;
    broker.from_now_on(TOKEN, Answer::raw(400, "application/json", pending));
    let person = Jit::at(broker.url());
    let mut command = person.command();
    command.args(["login", "--device-code"]);
    clock.govern(&mut command);
    let mut login = Service::start("jit login", &mut command);

    let mut asked = 0;
    for jump in [DAY, -DAY, TEN_MINUTES] {
        clock.set(jump);
        wait_until("the issuer is asked again", || broker.count(TOKEN) > asked);
        asked = broker.count(TOKEN);
    }
    broker.by(TOKEN, move |call| issuer.tokens(call));

    assert_eq!(login.wait(), Some(0), "{}", login.rest());
    let record = Stage { broker, person }.record();
    let end: Timestamp = record["expires_at"].as_str().unwrap().parse().unwrap();
    let left = end.since(now()).num_seconds() - TEN_MINUTES;
    assert!(
        (3500..=3600).contains(&left),
        "its life counts from its arrival: {left}"
    );
}
