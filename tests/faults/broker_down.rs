//! The broker is away: what it said last holds for as long as it said itself, and no longer.

use std::thread;
use std::time::{Duration, Instant};

use jit_api::ErrorCode;
use jit_testkit::fake_broker::Answer;

use crate::answers::session_to_recheck;
use crate::stage::{Stage, VEND, fails, gives};

#[test]
fn a_session_is_served_for_its_grace_after_the_last_confirmation_and_then_refused() {
    let stage = Stage::with_session(&session_to_recheck(1, 300));
    stage.broker.go_away();
    gives(&stage.ask(), 1);

    let stage = Stage::with_session(&session_to_recheck(1, 1));
    stage.broker.go_away();
    thread::sleep(Duration::from_millis(2_100));
    fails(&stage.ask(), "unreachable");
    stage.broker.come_back();
    stage.vend_another();
    gives(&stage.ask(), 2);
}

#[test]
fn a_broker_that_is_asked_in_vain_confirms_nothing() {
    let stage = Stage::with_session(&session_to_recheck(1, 5));
    stage.broker.go_away();
    thread::sleep(Duration::from_secs(3));
    // Were this a confirmation, the next one would be served too.
    let _ = stage.ask();
    thread::sleep(Duration::from_millis(3_100));
    fails(&stage.ask(), "unreachable");
}

#[test]
fn without_grace_nothing_is_served_while_the_broker_is_away() {
    let stage = Stage::with_session(&session_to_recheck(1, 0));
    stage.broker.go_away();
    fails(&stage.ask(), "unreachable");
}

#[test]
fn after_a_no_nothing_is_served_although_the_broker_goes_away() {
    let stage = Stage::with_session(&session_to_recheck(1, 300));
    let refusal = Answer::refusal(ErrorCode::WindowClosed, "the window is over");
    stage.broker.from_now_on(VEND, refusal);
    fails(&stage.ask(), "window_closed");
    assert!(!stage.keeps_a_session());

    stage.broker.go_away();
    fails(&stage.ask(), "unreachable");
}

#[test]
fn a_broker_that_is_away_is_asked_once_in_a_while_and_not_by_every_call() {
    let stage = Stage::with_session(&session_to_recheck(1, 300));
    stage.broker.from_now_on(VEND, Answer::dropped());
    let before = stage.broker.connections();
    let begin = Instant::now();

    for _ in 0..10 {
        gives(&stage.ask(), 1);
    }

    let attempts = stage.broker.connections() - before;
    assert!(attempts <= allowed(begin), "{attempts}");
}

#[test]
fn a_broker_that_hangs_is_waited_for_once_in_a_while_and_not_by_every_call() {
    let stage = Stage::with_session(&session_to_recheck(1, 300));
    stage.broker.from_now_on(VEND, crate::answers::never());
    let before = stage.vends();
    let begin = Instant::now();

    for _ in 0..5 {
        gives(&stage.ask(), 1);
    }

    let attempts = stage.vends() - before;
    assert!(attempts <= allowed(begin), "{attempts}");
}

/// How often a broker that is away may have been asked since then: every 15 s.
fn allowed(begin: Instant) -> usize {
    1 + usize::try_from(begin.elapsed().as_secs() / 15).unwrap()
}

#[test]
fn a_broker_that_has_never_answered_leaves_nothing_to_serve() {
    let stage = Stage::new();
    stage.broker.go_away();
    fails(&stage.ask(), "unreachable");
    assert!(!stage.keeps_a_session());
}
