use proptest::prelude::{prop_assert, prop_assert_eq, proptest};

use super::*;
use crate::cache::a_session;

fn noon() -> Timestamp {
    "2026-11-22T12:00:00Z".parse().unwrap()
}

fn after(seconds: i64) -> Timestamp {
    noon().plus_seconds(seconds)
}

const ASK: Decision = Decision::Ask { keep: true };
const ASK_FOR_NEW: Decision = Decision::Ask { keep: false };

#[test]
fn nothing_is_kept_so_ask() {
    assert_eq!(decide(None, noon()), ASK_FOR_NEW);
}

#[test]
fn a_session_is_used_while_the_brokers_word_is_young() {
    let session = a_session(noon());
    let table = [
        (0, Decision::Use),
        (59, Decision::Use),
        (60, ASK),
        (3_600 - 1, ASK),
        (3_600, ASK_FOR_NEW),
        (9_999, ASK_FOR_NEW),
    ];
    for (seconds, decision) in table {
        assert_eq!(
            decide(Some(&session), after(seconds)),
            decision,
            "{seconds} s"
        );
    }
}

#[test]
fn the_broker_says_how_long_its_word_is_good() {
    let mut session = a_session(noon());
    for (recheck, seconds, decision) in [
        (0, 0, ASK),
        (1, 0, Decision::Use),
        (1, 1, ASK),
        (300, 299, Decision::Use),
        (300, 300, ASK),
    ] {
        session.terms.recheck_seconds = recheck;
        assert_eq!(
            decide(Some(&session), after(seconds)),
            decision,
            "{recheck} {seconds}"
        );
    }
}

#[test]
fn in_the_last_minute_the_broker_is_asked_every_time() {
    let mut session = a_session(noon());
    for (left, decision) in [(60, Decision::Use), (59, ASK), (1, ASK), (0, ASK_FOR_NEW)] {
        session.credentials.expiration = after(left);
        assert_eq!(decide(Some(&session), noon()), decision, "{left} s left");
    }
}

#[test]
fn a_word_from_the_future_is_none() {
    let session = a_session(noon());
    assert_eq!(decide(Some(&session), after(-1)), ASK);
    assert!(!may_be_used_offline(&session, after(-1)));
}

#[test]
fn a_broker_that_cannot_be_asked_is_left_alone_for_a_while() {
    let mut session = a_session(noon());
    session.terms.asked_in_vain_at = Some(after(100));
    for (seconds, decision) in [
        (99, ASK),
        (100, Decision::Use),
        (114, Decision::Use),
        (115, ASK),
    ] {
        assert_eq!(
            decide(Some(&session), after(seconds)),
            decision,
            "{seconds} s"
        );
    }
    session.terms.offline_grace_seconds = 0;
    assert_eq!(decide(Some(&session), after(101)), ASK);
}

#[test]
fn while_the_broker_cannot_be_asked_its_word_is_good_for_the_grace_it_gave() {
    let mut session = a_session(noon());
    for (grace, seconds, good) in [
        (300, 0, true),
        (300, 300, true),
        (300, 301, false),
        (0, 0, false),
        (0, 1, false),
        (900, 900, true),
    ] {
        session.terms.offline_grace_seconds = grace;
        assert_eq!(
            may_be_used_offline(&session, after(seconds)),
            good,
            "{grace} {seconds}"
        );
    }
    session.terms.offline_grace_seconds = 900;
    session.credentials.expiration = after(100);
    assert!(may_be_used_offline(&session, after(94)));
    assert!(
        !may_be_used_offline(&session, after(95)),
        "never past the window"
    );
}

#[test]
fn how_long_is_left_is_told_by_the_brokers_clock() {
    let mut session = a_session(noon());
    session.credentials.expiration = after(600);
    // This machine is eleven minutes behind: to it the session seems to last another 21 minutes.
    session.terms.clock_offset_millis = 11 * 60 * 1000;
    assert_eq!(decide(Some(&session), noon()), ASK_FOR_NEW);
    // It is a day ahead: to SDKs here it seems to have ended long ago.
    session.terms.clock_offset_millis = -86_400_000;
    session.terms.confirmed_at = after(86_400);
    assert_eq!(decide(Some(&session), after(86_400)), Decision::Use);
    assert!(!is_of_use_here(&session, after(86_400)));
    assert!(is_of_use_here(&session, after(594)) && !is_of_use_here(&session, after(595)));
}

#[test]
fn strictly_an_end_under_ten_minutes_away_is_reported() {
    let mut session = a_session(noon());
    let real = session.credentials.expiration;
    assert_eq!(reported_end(&session, false, noon()), real);
    assert_eq!(reported_end(&session, true, noon()), after(540));
    session.terms.strict = true;
    assert_eq!(reported_end(&session, false, noon()), after(540));
    session.credentials.expiration = after(100);
    assert_eq!(reported_end(&session, true, noon()), after(100));
}

proptest! {
    /// The end of the window is the end, whatever else is true.
    #[test]
    fn no_session_is_used_past_its_end(
        confirmed in -100_000i64..100_000,
        vain in proptest::option::of(-100_000i64..100_000),
        offset in -100_000_000i64..100_000_000,
        recheck in 0u32..=300,
        grace in 0u32..=900,
        now in -100_000i64..100_000,
    ) {
        let mut session = a_session(noon());
        session.terms.confirmed_at = after(confirmed);
        session.terms.asked_in_vain_at = vain.map(after);
        session.terms.clock_offset_millis = offset;
        session.terms.recheck_seconds = recheck;
        session.terms.offline_grace_seconds = grace;
        let left = session.credentials.expiration.millis() - (after(now).millis() + offset);
        if decide(Some(&session), after(now)) == Decision::Use {
            prop_assert!(left > 5_000);
            // And never on an older word than the broker allowed.
            let age = now - confirmed;
            prop_assert!(age >= 0 && age <= i64::from(recheck.max(grace)));
        }
    }

    #[test]
    fn the_reported_end_is_never_later_than_the_real_one(strict: bool, millis in 0i64..10_000_000) {
        let mut session = a_session(noon());
        session.credentials.expiration = Timestamp::from_millis(noon().millis() + millis);
        let reported = reported_end(&session, strict, noon());
        prop_assert!(reported <= session.credentials.expiration);
        prop_assert_eq!(reported.millis() % 1000, 0);
    }
}
