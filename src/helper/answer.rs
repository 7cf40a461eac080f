//! Believing the broker only when it answers what it was asked.

use jit_api::{CredentialsAnswer, SessionCredentials, Vended};
use jit_domain::{AccountRef, Timestamp};

use super::decision::MIN_LIFE_SECONDS;
use super::{Credentials, Target};
use crate::broker::Dated;
use crate::cache::{CachedSession, Terms};

/// Why an answer gives no credentials.
#[derive(Debug)]
pub(super) enum Unusable {
    /// No broker answers like this.
    Absurd(String),
    /// They would end on their way to AWS.
    EndsIn {
        /// Seconds from now, by the broker's clock.
        seconds: i64,
    },
}

impl From<String> for Unusable {
    fn from(why: String) -> Self {
        Self::Absurd(why)
    }
}

/// The session that an answer speaks of: a new one, or the one that was named.
///
/// # Errors
///
/// Why the answer cannot be used.
pub(super) fn believe(
    answer: Dated<CredentialsAnswer>,
    target: &Target,
    named: Option<&CachedSession>,
    now: Timestamp,
) -> Result<CachedSession, Unusable> {
    let clock_offset_millis = offset_millis(answer.date, now);
    let answer = answer.value;
    is_what_was_asked(&answer, target)?;
    let terms = Terms {
        confirmed_at: now,
        asked_in_vain_at: None,
        clock_offset_millis,
        recheck_seconds: answer.recheck_seconds.min(MAX_RECHECK_SECONDS),
        offline_grace_seconds: answer.offline_grace_seconds.min(MAX_OFFLINE_GRACE_SECONDS),
        strict: answer.strict,
        window_end: answer.window_end,
    };
    let credentials = match answer.vended {
        Vended::New { ref credentials } => {
            plain(credentials)?;
            Credentials {
                request: answer.request_id,
                account: answer.account,
                account_name: answer.account_name,
                permission_set: answer.permission_set,
                role: answer.role_arn,
                access_key_id: credentials.access_key_id.clone(),
                secret_access_key: credentials.secret_access_key.clone(),
                session_token: credentials.session_token.clone(),
                expiration: credentials.expiration,
                sandbox: answer.sandbox,
            }
        }
        Vended::Keep { keep } => {
            let kept = named.filter(|_| keep);
            let what = "it vends nothing and says to keep what there is not";
            let kept = kept.ok_or_else(|| what.to_owned())?;
            let same = kept.credentials.request == answer.request_id
                && kept.credentials.role == answer.role_arn;
            if !same {
                let what = "it says to keep the session of another request";
                return Err(what.to_owned().into());
            }
            kept.credentials.clone()
        }
    };
    let end = credentials.expiration.min(answer.window_end);
    let there = Timestamp::from_millis(now.millis().saturating_add(clock_offset_millis));
    if end <= there {
        return Err(Unusable::Absurd(format!(
            "its credentials expire at {}, and it is {} there",
            end.to_whole_seconds_string(),
            there.to_whole_seconds_string()
        )));
    }
    let seconds = end.since(there).num_seconds();
    if seconds < MIN_LIFE_SECONDS {
        return Err(Unusable::EndsIn { seconds });
    }
    Ok(CachedSession {
        credentials: Credentials {
            expiration: end.floor_to_second(),
            ..credentials
        },
        terms,
    })
}

/// The longest that a broker's word is good, in seconds, whatever the broker says.
const MAX_RECHECK_SECONDS: u32 = 300;
/// The longest while it cannot be asked, in seconds.
const MAX_OFFLINE_GRACE_SECONDS: u32 = 900;

/// A difference of the clocks below this, in milliseconds, is none: the date of an answer is in
/// whole seconds, and the answer was on its way.
const SAME_TIME_MILLIS: i64 = 5_000;

/// How far the broker's clock is ahead of ours; 0 where it is not known, or next to nothing.
fn offset_millis(date: Option<Timestamp>, now: Timestamp) -> i64 {
    let offset = date.map_or(0, |date| date.millis() - now.millis());
    if offset.abs() < SAME_TIME_MILLIS {
        0
    } else {
        offset
    }
}

/// The answer is for this account, this permission set, this request; and the role is in it.
fn is_what_was_asked(answer: &CredentialsAnswer, target: &Target) -> Result<(), String> {
    let account = match &target.account {
        None => true,
        Some(AccountRef::Id(id)) => *id == answer.account,
        Some(AccountRef::Name(name)) => *name == answer.account_name,
    };
    let set = target.permission_set.as_ref();
    let id = target.request.as_ref();
    let same = account
        && set.is_none_or(|set| *set == answer.permission_set)
        && id.is_none_or(|id| answer.request_id.as_str().starts_with(id.as_str()));
    if !same {
        return Err("its credentials are not those that were asked for".to_owned());
    }
    let of_role = answer.role_arn.as_str().split(':').nth(4);
    if of_role != Some(answer.account.as_str()) {
        return Err("its role is in another account".to_owned());
    }
    Ok(())
}

/// The longest of either value, in bytes, so that SDKs read the whole of what is printed: AWS's
/// session tokens have at most 4,096.
///
/// Source: AWS STS API Reference, `AssumeRole`, `MinimumSessionTokenSize`.
const MAX_SECRET: usize = 6 * 1024;

/// Neither value may need escaping in JSON: some SDKs take the escapes apart.
fn plain(credentials: &SessionCredentials) -> Result<(), String> {
    for secret in [&credentials.secret_access_key, &credentials.session_token] {
        let text = secret.expose();
        let plain = |b: u8| matches!(b, 0x21..=0x7e) && b != b'"' && b != b'\\';
        if text.is_empty() || !text.bytes().all(plain) {
            return Err("its credentials have characters that no credentials have".to_owned());
        }
        if text.len() > MAX_SECRET {
            return Err("its credentials are larger than SDKs read".to_owned());
        }
    }
    Ok(())
}
