use jit_domain::Timestamp;

use crate::config::{BrokerUrl, Settings, StoreChoice};
use crate::session::{GivenToken, SessionError, SessionRecord, Vault};

use super::Finding;

const CHECK: &str = "sign-in";

/// Whether there is a token for the broker on this machine, where it is kept, and how it goes on.
/// Whether the broker takes it is another question.
pub(super) fn check(settings: &Settings, broker: &BrokerUrl, now: Timestamp) -> Vec<Finding> {
    match GivenToken::of_settings(settings) {
        Ok(None) => {}
        Ok(Some(given)) => {
            let message = format!("with the token of `{}`, which is not renewed", given.from);
            return vec![Finding::ok(CHECK, message)];
        }
        Err(err) => return vec![Finding::of_error(CHECK, err)],
    }
    let kept = Vault::new(settings, broker).and_then(|vault| Ok((vault.store()?, vault.load()?)));
    vec![match kept {
        Err(err) => Finding::of_error(CHECK, err),
        Ok((Some(store), Some(record))) => of_record(&record, store, broker, now),
        Ok(_) => Finding::of_error(CHECK, SessionError::NotSignedIn(broker.clone())),
    }]
}

fn of_record(
    record: &SessionRecord,
    store: StoreChoice,
    broker: &BrokerUrl,
    now: Timestamp,
) -> Finding {
    let place = match store {
        StoreChoice::Keyring => "kept in the keyring",
        StoreChoice::File | StoreChoice::Auto => "kept in a file, readable by you alone",
    };
    let end = record.expires_at;
    let is_over = end.is_some_and(|end| end <= now);
    let end = end.map(|end| format!("ends at {}", end.to_whole_seconds_string()));
    let end = end.unwrap_or_else(|| "ends when the issuer says so".to_owned());
    match (record.is_renewable(), is_over) {
        (true, _) => Finding::ok(CHECK, format_args!("{place}; renewed by itself")),
        (false, false) => {
            let message = format!("{place}; it cannot be renewed and {end}");
            Finding::warning(CHECK, message).fix("jit login")
        }
        (false, true) => Finding::of_error(CHECK, SessionError::Ended(broker.clone())),
    }
}
