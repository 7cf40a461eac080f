//! What an issuer may answer to a renewal, and what becomes of the sign-in.

use std::path::Path;

use jit_testkit::fake_broker::{Answer, Call};
use serde_json::{Value, json};

use crate::answers::{now, session, session_to_recheck};
use crate::rotating_issuer::TOKEN;
use crate::stage::{Stage, VEND, fails, gives};

/// The refresh tokens that came in, in their order.
fn redeemed(stage: &Stage) -> Vec<String> {
    let calls = stage.broker.calls();
    let renewals = calls.iter().filter(|call| call.line.starts_with(TOKEN));
    let tokens = renewals.map(|call| call.field("refresh_token"));
    tokens.filter(|token| !token.is_empty()).collect()
}

#[test]
fn an_answer_without_a_refresh_token_leaves_the_old_one_in_force() {
    let (stage, _issuer) = Stage::signed_in();
    let tokens = json!({"access_token": "access", "token_type": "Bearer", "expires_in": 3600});
    stage.broker.from_now_on(TOKEN, Answer::json(&tokens));
    stage
        .broker
        .on(VEND, Answer::json(&session_to_recheck(1, 0)));

    gives(&stage.ask(), 1);
    stage.let_the_token_expire();
    gives(&stage.ask(), 1);

    assert_eq!(redeemed(&stage), ["refresh-1", "refresh-1"]);
    assert_eq!(stage.refresh_token(), "refresh-1");
}

#[test]
fn a_lost_answer_ends_the_sign_in_cleanly() {
    let (stage, issuer) = Stage::signed_in();
    stage.broker.on(VEND, Answer::json(&session(1)));
    let own = issuer.clone();
    // The issuer redeems the token, and its answer gets lost.
    stage.broker.by(TOKEN, move |call| {
        let _ = own.tokens(call);
        Answer::dropped()
    });
    fails(&stage.ask(), "unreachable");
    assert_eq!(stage.refresh_token(), "refresh-1");

    let own = issuer.clone();
    stage.broker.by(TOKEN, move |call| own.tokens(call));
    for _ in 0..3 {
        let outcome = stage.ask();
        fails(&outcome, "not_signed_in");
        assert!(outcome.stderr.ends_with("; run: jit login\n"), "{outcome}");
    }

    let asked = redeemed(&stage);
    assert_eq!(asked, ["refresh-1", "refresh-1"], "nobody tries for ever");
    stage.sign_in();
    gives(&stage.ask(), 1);
}

#[test]
fn a_lost_answer_costs_no_session_that_may_still_be_used() {
    let (stage, issuer) = Stage::signed_in();
    stage
        .broker
        .on(VEND, Answer::json(&session_to_recheck(1, 300)));
    gives(&stage.ask(), 1);
    stage.let_the_token_expire();
    stage.broker.by(TOKEN, move |call| {
        let _ = issuer.tokens(call);
        Answer::dropped()
    });

    gives(&stage.ask(), 1);
    assert!(stage.keeps_a_session());
}

/// What a program that knows of no lock leaves behind when it was faster.
fn renewed_by_another(record: &Value) -> Value {
    let mut renewed = record.clone();
    renewed["token"] = json!("access-of-another");
    renewed["expires_at"] = json!(now().plus_seconds(3600));
    renewed["renewal"]["refresh_token"] = json!("refresh-of-another");
    renewed
}

fn write(file: &Path, record: &Value) {
    std::fs::write(file, record.to_string()).unwrap();
}

#[test]
fn tokens_of_another_who_was_faster_are_used() {
    let (stage, _issuer) = Stage::signed_in();
    stage.broker.on(VEND, Answer::json(&session(1)));
    let renewed = renewed_by_another(&stage.record());
    let file = crate::stage::only(&stage.state(), "json");
    stage.broker.by(TOKEN, move |_: &Call| {
        write(&file, &renewed);
        let refusal = r#"{"error":"invalid_grant"}"#;
        Answer::raw(400, "application/json", refusal)
    });

    gives(&stage.ask(), 1);

    assert_eq!(redeemed(&stage), ["refresh-1"]);
    assert_eq!(stage.refresh_token(), "refresh-of-another");
    let calls = stage.broker.calls();
    let sent = &calls.last().unwrap().headers["authorization"];
    assert_eq!(sent, "Bearer access-of-another");
}

#[test]
fn an_issuer_that_refuses_has_said_so_once_and_for_all() {
    let (stage, issuer) = Stage::signed_in();
    let mut record = stage.record();
    record["renewal"]["refresh_token"] = json!("a-token-of-long-ago");
    stage.set_record(&record);

    for _ in 0..2 {
        fails(&stage.ask(), "not_signed_in");
    }

    assert_eq!(redeemed(&stage), ["a-token-of-long-ago"]);
    assert_eq!(issuer.redeemed(), 0);
}

#[test]
fn an_issuer_that_is_away_or_answers_garbage_costs_no_refresh_token() {
    let html = "<html>sign in to the Wi-Fi</html>";
    let table = [
        ("away", Answer::dropped(), "unreachable"),
        ("502", Answer::raw(502, "text/html", html), "unreachable"),
        ("429", Answer::raw(429, "text/html", html), "unreachable"),
        (
            "a captive portal",
            Answer::raw(200, "text/html", html),
            "failed",
        ),
        (
            "no answer of an issuer",
            Answer::raw(200, "application/json", "{}"),
            "failed",
        ),
        (
            "gigabytes",
            Answer::raw(200, "application/json", vec![b' '; 1 << 20]).endless(),
            "failed",
        ),
    ];
    for (name, answer, code) in table {
        println!("{name}");
        let (stage, issuer) = Stage::signed_in();
        stage.broker.on(VEND, Answer::json(&session(1)));
        stage.broker.from_now_on(TOKEN, answer);
        fails(&stage.ask(), code);
        assert_eq!(stage.refresh_token(), "refresh-1");

        let own = issuer.clone();
        stage.broker.by(TOKEN, move |call| own.tokens(call));
        gives(&stage.ask(), 1);
    }
}

#[test]
fn a_token_that_still_works_is_used_while_the_issuer_is_away() {
    let (stage, issuer) = Stage::signed_in();
    stage.broker.on(VEND, Answer::json(&session(1)));
    stage.let_the_token_expire_in(20);
    stage.broker.from_now_on(TOKEN, Answer::dropped());

    gives(&stage.ask(), 1);
    assert_eq!(issuer.redeemed(), 0);
}

#[test]
fn tokens_that_never_live_for_long_are_used_all_the_same() {
    let (stage, issuer) = Stage::signed_in();
    stage
        .broker
        .on(VEND, Answer::json(&session_to_recheck(1, 0)));
    issuer.give_tokens_for(10);

    gives(&stage.ask(), 1);
    assert_eq!(issuer.redeemed(), 1);
    gives(&stage.ask(), 1);
    assert_eq!(issuer.redeemed(), 2);
}

#[test]
fn a_token_that_the_broker_calls_expired_is_renewed_once() {
    use jit_api::ErrorCode::TokenExpired;
    let (stage, issuer) = Stage::signed_in();
    stage.let_the_token_expire_in(3600);
    let expired = Answer::refusal(TokenExpired, "the token has expired");
    stage.broker.on(VEND, expired.clone());
    stage.broker.on(VEND, Answer::json(&session(1)));
    gives(&stage.ask(), 1);
    assert_eq!(issuer.redeemed(), 1);

    // A broker whose clock is wrong takes no token at all: nobody renews for ever.
    std::fs::remove_file(stage.session_file()).unwrap();
    stage.broker.from_now_on(VEND, expired);
    fails(&stage.ask(), "not_signed_in");
    assert!(issuer.redeemed() <= 4, "{}", issuer.redeemed());
}
