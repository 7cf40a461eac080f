//! The keyring of a desktop, for real: open, locked, stopped, or not there.

use jit_testkit::fake_broker::{Answer, FakeBroker};
use jit_testkit::{GnomeKeyring, Jit, Outcome, Prompter};
use rustix::process::Signal;
use serde_json::json;

use crate::answers::session_to_recheck;
use crate::process::signal;
use crate::rotating_issuer::{RotatingIssuer, TOKEN};
use crate::stage::{Stage, VEND, fails, gives, with_extension};

/// A person with a desktop, who has not signed in yet, at an issuer whose access tokens have to be
/// renewed before every call.
fn desktop(keyring: &GnomeKeyring) -> (Stage, RotatingIssuer) {
    let broker = FakeBroker::start();
    let issuer = RotatingIssuer::at(&broker);
    issuer.give_tokens_for(10);
    broker.on(VEND, Answer::json(&session_to_recheck(1, 0)));
    let mut person = Jit::at(broker.url());
    person.set("JIT_STORE", "");
    person.set("DBUS_SESSION_BUS_ADDRESS", keyring.bus());
    (Stage { broker, person }, issuer)
}

fn login(stage: &Stage) -> Outcome {
    let outcome = stage.person.run(&["login", "--device-code"]);
    assert_eq!(outcome.status, Some(0), "{outcome}");
    outcome
}

fn files(stage: &Stage) -> usize {
    with_extension(&stage.state(), "json").len()
}

/// How often the person was told that tokens are in a file.
fn told(outcome: &Outcome) -> usize {
    outcome.stderr.matches("readable by you alone").count()
}

fn finding(stage: &Stage, check: &str) -> serde_json::Value {
    let outcome = stage.person.run(&["doctor", "--json"]);
    let all: serde_json::Value = serde_json::from_str(&outcome.stdout).unwrap();
    let mut findings = all["findings"].as_array().unwrap().iter();
    let found = findings.find(|it| it["check"] == check);
    found.unwrap_or_else(|| panic!("{outcome}")).clone()
}

#[test]
fn a_sign_in_lives_in_the_keyring_from_login_over_renewals_to_logout() {
    let keyring = GnomeKeyring::start();
    let (stage, issuer) = desktop(&keyring);

    let signed_in = login(&stage);
    assert_eq!(told(&signed_in), 0, "{signed_in}");
    assert_eq!((keyring.secrets_of("jit"), files(&stage)), (1, 0));
    for _ in 0..3 {
        gives(&stage.ask(), 1);
    }
    assert_eq!(issuer.redeemed(), 3);
    assert_eq!((keyring.secrets_of("jit"), files(&stage)), (1, 0));
    let sign_in = finding(&stage, "sign-in");
    assert_eq!(sign_in["message"], "kept in the keyring; renewed by itself");

    let signed_out = stage.person.run(&["logout"]);
    assert_eq!(signed_out.status, Some(0), "{signed_out}");
    assert_eq!((keyring.secrets_of("jit"), files(&stage)), (0, 0));
    fails(&stage.ask(), "not_signed_in");
}

#[test]
fn a_locked_keyring_whose_question_nobody_answers_is_given_up_in_time() {
    let mut keyring = GnomeKeyring::start();
    let (stage, _issuer) = desktop(&keyring);
    let _ = login(&stage);
    keyring.lock();
    let prompter = Prompter::nobody(&keyring);

    let outcome = stage.ask();
    fails(&outcome, "keyring");
    assert_eq!(prompter.asked(), 1);
    assert!(outcome.stderr.contains("is it locked?"), "{outcome}");

    keyring.unlock();
    gives(&stage.ask(), 1);
}

#[test]
fn a_person_who_does_not_unlock_the_keyring_is_asked_once_and_told_what_to_do() {
    let keyring = GnomeKeyring::start();
    let (stage, issuer) = desktop(&keyring);
    let _ = login(&stage);
    keyring.lock();
    let prompter = Prompter::saying_no(&keyring);

    let outcome = stage.ask();
    fails(&outcome, "keyring");
    assert_eq!(prompter.asked(), 1);
    assert!(outcome.stderr.contains("it is locked"), "{outcome}");
    assert_eq!(issuer.redeemed(), 0);
    let out = stage.person.run(&["logout"]);
    assert_eq!(out.status, Some(1), "{out}");
    assert!(out.stderr.contains("unlock it, then `jit logout`"), "{out}");
    assert_eq!(keyring.secrets_of("jit"), 1, "and it may be tried again");
}

#[test]
fn a_sign_in_beside_a_locked_keyring_goes_to_a_file_and_a_sign_out_takes_both() {
    let mut keyring = GnomeKeyring::start();
    let (stage, _issuer) = desktop(&keyring);
    let _ = login(&stage);
    keyring.lock();
    let _prompter = Prompter::nobody(&keyring);

    let signed_in = login(&stage);
    assert_eq!(told(&signed_in), 1, "{signed_in}");
    assert!(
        signed_in
            .stderr
            .contains("unlock it, then `jit login` again"),
        "{signed_in}"
    );
    let asked = stage.ask();
    gives(&asked, 1);
    assert_eq!(files(&stage), 1);

    keyring.unlock();
    assert_eq!(finding(&stage, "keyring")["fix"], "jit login");
    let out = stage.person.run(&["logout"]);
    assert_eq!(out.status, Some(0), "{out}");
    assert_eq!((keyring.secrets_of("jit"), files(&stage)), (0, 0));
}

#[test]
fn a_keyring_that_stands_still_holds_nobody_up() {
    let keyring = GnomeKeyring::start();
    let (stage, _issuer) = desktop(&keyring);
    let _ = login(&stage);
    signal(keyring.id(), Signal::STOP);

    let outcome = stage.ask();
    fails(&outcome, "keyring");
    let signed_in = login(&stage);
    assert_eq!(told(&signed_in), 1, "{signed_in}");
    gives(&stage.ask(), 1);
    signal(keyring.id(), Signal::CONT);
}

#[test]
fn without_a_bus_the_file_is_told_once_at_login_and_by_the_doctor() {
    let keyring = GnomeKeyring::start();
    let (mut stage, _issuer) = desktop(&keyring);
    stage
        .person
        .set("DBUS_SESSION_BUS_ADDRESS", "unix:path=/there/is/none");

    let signed_in = login(&stage);
    assert_eq!(told(&signed_in), 1, "{signed_in}");
    assert!(signed_in.stderr.contains("there is none"), "{signed_in}");
    let asked = stage.ask();
    gives(&asked, 1);
    let found = finding(&stage, "keyring");
    assert_eq!(found["state"], "ok", "{found}");
    assert!(
        found["message"]
            .as_str()
            .unwrap()
            .contains("readable by you alone"),
        "{found}"
    );
}

#[test]
fn a_refresh_token_of_20_kb_is_kept_and_renewed_in_the_keyring() {
    let keyring = GnomeKeyring::start();
    let (stage, _issuer) = desktop(&keyring);
    let long = "r".repeat(20_000);
    let given = long.clone();
    stage.broker.by(TOKEN, move |call| {
        if call.field("grant_type") == "refresh_token" && call.field("refresh_token") != given {
            return Answer::raw(400, "application/json", r#"{"error":"invalid_grant"}"#);
        }
        Answer::json(&json!({
            "access_token": "access", "token_type": "Bearer", "expires_in": 10,
            "refresh_token": given,
        }))
    });

    let signed_in = login(&stage);
    assert_eq!(told(&signed_in), 0, "{signed_in}");
    gives(&stage.ask(), 1);
    gives(&stage.ask(), 1);
    assert_eq!(files(&stage), 0);
}
