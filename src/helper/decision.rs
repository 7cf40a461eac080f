//! Whether a session that is kept may be used, as plain functions of the session and the time.

use jit_domain::Timestamp;

use crate::cache::CachedSession;

/// A session with less left than this, in seconds, is not used without asking the broker.
const ASK_BELOW_SECONDS: i64 = 60;

/// Credentials with less left than this, in seconds, are not handed out: they would end on their
/// way to AWS.
pub(crate) const MIN_LIFE_SECONDS: i64 = 5;

/// After the broker could not be asked it is left alone for so long, in seconds.
const BACK_OFF_SECONDS: i64 = 15;

/// The furthest end that is reported when SDKs are to ask before every call, in seconds: boto3 and
/// the AWS CLI do below 10 minutes.
///
/// Source: botocore 1.44, `RefreshableCredentials._mandatory_refresh_timeout`.
const STRICT_SECONDS: i64 = 9 * 60;

/// What to do about credentials.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Decision {
    /// Hand out those that are kept.
    Use,
    /// Ask the broker.
    Ask {
        /// Name the session that is kept: it is good if the broker says so.
        keep: bool,
    },
}

/// What to do first, at this time by the clock of this machine.
pub(crate) fn decide(kept: Option<&CachedSession>, now: Timestamp) -> Decision {
    let Some(session) = kept else {
        return Decision::Ask { keep: false };
    };
    let left = seconds_left(session, now);
    if left >= ASK_BELOW_SECONDS && is_confirmed(session, now) {
        return Decision::Use;
    }
    if was_asked_in_vain(session, now) && may_be_used_offline(session, now) {
        return Decision::Use;
    }
    // Also when it is about to end: a new one would end no later, and cost AWS a session.
    Decision::Ask { keep: left > 0 }
}

/// Whether a session may be used although the broker could not be asked: inside its window, and not
/// longer after the broker's last word than the broker itself allowed.
pub(crate) fn may_be_used_offline(session: &CachedSession, now: Timestamp) -> bool {
    let grace = i64::from(session.terms.offline_grace_seconds);
    let age = seconds_since(session.terms.confirmed_at, now);
    (0..=grace).contains(&age) && grace > 0 && seconds_left(session, now) > MIN_LIFE_SECONDS
}

/// Whether SDKs would take the credentials, which go by the clock of this machine.
pub(crate) fn is_of_use_here(session: &CachedSession, now: Timestamp) -> bool {
    session.credentials.expiration > now.plus_seconds(MIN_LIFE_SECONDS)
}

/// The end that SDKs are told.
pub(crate) fn reported_end(session: &CachedSession, strict: bool, now: Timestamp) -> Timestamp {
    let end = session.credentials.expiration;
    let end = if strict || session.terms.strict {
        end.min(now.plus_seconds(STRICT_SECONDS))
    } else {
        end
    };
    end.floor_to_second()
}

/// How long the credentials last, by the broker's clock.
fn seconds_left(session: &CachedSession, now: Timestamp) -> i64 {
    let offset = session.terms.clock_offset_millis;
    let there = Timestamp::from_millis(now.millis().saturating_add(offset));
    session.credentials.expiration.since(there).num_seconds()
}

/// The broker's word is young enough. A word from the future is not: somebody set the clock back.
fn is_confirmed(session: &CachedSession, now: Timestamp) -> bool {
    let age = seconds_since(session.terms.confirmed_at, now);
    (0..i64::from(session.terms.recheck_seconds)).contains(&age)
}

fn was_asked_in_vain(session: &CachedSession, now: Timestamp) -> bool {
    let at = session.terms.asked_in_vain_at;
    at.is_some_and(|at| (0..BACK_OFF_SECONDS).contains(&seconds_since(at, now)))
}

/// Whole seconds, cut down: the first moment of a second counts as all of it does.
fn seconds_since(earlier: Timestamp, now: Timestamp) -> i64 {
    (now.millis() - earlier.millis()).div_euclid(1000)
}

#[cfg(test)]
#[path = "decision_tests.rs"]
mod tests;
