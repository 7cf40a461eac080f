//! Whoever has the turn stands still, and keeps it.

use std::fs::File;

use jit_testkit::fake_broker::Answer;

use crate::answers::{never, session, session_to_recheck};
use crate::process::{Bystander, Stopped, holder, wait_until};
use crate::rotating_issuer::TOKEN;
use crate::stage::{Stage, VEND, fails, gives, only};

/// A helper that asks the broker, and stands still before it has an answer.
fn stopped_helper(stage: &Stage) -> (Bystander, Stopped) {
    let asked = stage.vends();
    stage.broker.from_now_on(VEND, never());
    let helper = Bystander::start(&mut stage.helper());
    wait_until("the broker is asked", || stage.vends() > asked);
    let stopped = Stopped::at(holder(&stage.session_lock()));
    assert_eq!(stopped.id(), helper.id());
    (helper, stopped)
}

#[test]
fn a_confirmed_session_is_served_whoever_holds_the_lock() {
    let stage = Stage::with_session(&session(1));
    let lock = File::open(stage.session_lock()).unwrap();
    lock.lock().unwrap();

    gives(&stage.ask(), 1);
    assert_eq!(stage.vends(), 1);
}

#[test]
fn a_session_within_its_grace_is_served_when_whoever_asks_the_broker_stands_still() {
    let stage = Stage::with_session(&session_to_recheck(1, 300));
    let _stopped = stopped_helper(&stage);

    gives(&stage.ask(), 1);
    assert_eq!(stage.vends(), 2, "the broker is asked by one at a time");
}

#[test]
fn without_grace_nothing_is_served_when_whoever_asks_the_broker_stands_still() {
    let stage = Stage::with_session(&session_to_recheck(1, 0));
    let _stopped = stopped_helper(&stage);

    fails(&stage.ask(), "busy");
}

#[test]
fn without_a_session_whoever_stands_still_is_named() {
    let stage = Stage::new();
    let (_helper, stopped) = stopped_helper(&stage);

    let outcome = stage.ask();

    fails(&outcome, "busy");
    let id = stopped.id();
    assert!(
        outcome.stderr.contains(&format!("(process {id})")),
        "{outcome}"
    );
    assert!(
        outcome.stderr.ends_with(&format!("; run: kill -9 {id}\n")),
        "{outcome}"
    );
    drop(stopped);
    stage.vend_another();
    gives(&stage.ask(), 2);
}

/// A renewal that stands still before it has an answer; the helper that began it was killed.
fn stopped_renewal(stage: &Stage) -> Stopped {
    let asked = stage.broker.count(TOKEN);
    stage.broker.from_now_on(TOKEN, never());
    let mut helper = Bystander::start(&mut stage.helper());
    wait_until("the issuer is asked", || stage.broker.count(TOKEN) > asked);
    // First: the kernel lets a process go on when nobody is left who could.
    helper.kill();
    Stopped::at(holder(&only(&stage.state(), "lock")))
}

#[test]
fn a_renewal_that_stands_still_is_named_and_costs_nothing() {
    let (stage, issuer) = Stage::signed_in();
    stage.broker.on(VEND, Answer::json(&session(1)));
    let stopped = stopped_renewal(&stage);

    let outcome = stage.ask();

    fails(&outcome, "unreachable");
    let named = format!("(process {})", stopped.id());
    assert!(outcome.stderr.contains(&named), "{outcome}");
    assert_eq!(stage.vends(), 0);
    drop(stopped);
    let own = issuer.clone();
    stage.broker.by(TOKEN, move |call| own.tokens(call));
    gives(&stage.ask(), 1);
    assert_eq!(issuer.redeemed(), 1);
}

#[test]
fn a_session_within_its_grace_is_served_when_a_renewal_stands_still() {
    let (stage, _issuer) = Stage::signed_in();
    stage
        .broker
        .on(VEND, Answer::json(&session_to_recheck(1, 300)));
    gives(&stage.ask(), 1);
    stage.let_the_token_expire();
    let _stopped = stopped_renewal(&stage);

    gives(&stage.ask(), 1);
    assert_eq!(stage.vends(), 1);
}
