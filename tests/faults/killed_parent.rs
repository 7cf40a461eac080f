//! The program that waited for the helper gives up or is killed.

use std::io::Read as _;
use std::os::unix::process::CommandExt as _;
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use jit_testkit::fake_broker::Answer;
use jit_testkit::program;

use crate::answers::{never, session};
use crate::process::{Bystander, holder, runs, wait_until};
use crate::rotating_issuer::TOKEN;
use crate::stage::{HELPER, IN_TIME, Stage, VEND, fails, gives};

/// The helper below a shell, as most SDKs start it.
fn below_a_shell(stage: &Stage) -> Command {
    let mut shell = stage.person.command_of(&"/bin/sh".into());
    let helper = format!("{} {}; true", program("jit").display(), HELPER.join(" "));
    shell.args(["-c", &helper]).stdin(Stdio::null());
    shell
}

#[test]
fn a_helper_whose_parent_was_killed_ends_by_itself_and_leaves_the_cache_whole() {
    let stage = Stage::new();
    stage.broker.on(VEND, never());
    let mut shell = Bystander::start(&mut below_a_shell(&stage));
    wait_until("the broker is asked", || stage.vends() == 1);
    let helper = holder(&stage.session_lock());
    assert_ne!(helper, shell.id());

    shell.kill();
    let begin = Instant::now();
    assert!(runs(helper), "it does not depend on the shell");
    wait_until("the helper has ended", || !runs(helper));

    assert!(begin.elapsed() < IN_TIME, "{:?}", begin.elapsed());
    stage.vend_another();
    gives(&stage.ask(), 2);
    gives(&stage.ask(), 2);
    assert_eq!(stage.vends(), 2, "what was vended is kept");
}

#[test]
fn a_renewal_outlives_the_helper_that_is_killed_with_all_of_its_group() {
    let (stage, issuer) = Stage::signed_in();
    issuer.slow(Duration::from_millis(1_500));
    stage.broker.on(VEND, Answer::json(&session(1)));
    let mut helper = Bystander::start(stage.helper().process_group(0));
    wait_until("a token is redeemed", || issuer.redeemed() == 1);

    let group = rustix::process::Pid::from_raw(helper.id().cast_signed()).unwrap();
    rustix::process::kill_process_group(group, rustix::process::Signal::KILL).unwrap();
    helper.kill();

    let new = issuer.good_token().unwrap();
    wait_until("the new token is stored", || stage.refresh_token() == new);
    gives(&stage.ask(), 1);
    assert_eq!(issuer.redeemed(), 1);
}

#[test]
fn an_issuer_that_takes_too_long_costs_the_answer_and_not_the_sign_in() {
    let (stage, issuer) = Stage::signed_in();
    issuer.slow(Duration::from_secs(5));
    stage.broker.on(VEND, Answer::json(&session(1)));

    let outcome = stage.ask();

    fails(&outcome, "unreachable");
    let new = issuer.good_token().unwrap();
    wait_until("the new token is stored", || stage.refresh_token() == new);
    gives(&stage.ask(), 1);
    assert_eq!(stage.broker.count(TOKEN), 2, "a sign-in and one renewal");
}

#[test]
fn standard_input_that_never_ends_is_not_waited_for() {
    let stage = Stage::new();
    stage.broker.on(VEND, Answer::json(&session(1)));
    for _ in 0..2 {
        let mut helper = stage.helper();
        let helper = helper.stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut helper = helper.spawn().unwrap();
        let open = helper.stdin.take();

        let mut told = String::new();
        let mut stdout = helper.stdout.take().unwrap();
        stdout.read_to_string(&mut told).unwrap();

        assert!(helper.wait().unwrap().success());
        assert!(told.contains(&crate::answers::key(1)), "{told}");
        drop(open);
    }
}

#[test]
fn a_reader_that_does_not_drain_the_other_stream_is_no_obstacle() {
    let stage = Stage::new();
    stage
        .broker
        .on(VEND, Answer::raw(200, "text/html", "x".repeat(1 << 20)));
    let mut helper = stage.helper();
    let helper = helper.stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut helper = helper.spawn().unwrap();
    let begin = Instant::now();
    while helper.try_wait().unwrap().is_none() {
        assert!(begin.elapsed() < IN_TIME);
        thread::sleep(Duration::from_millis(20));
    }
}
