use crate::config::{BrokerUrl, Settings, StoreChoice};
use crate::session::{GivenToken, KeyringError, Vault};

use super::Finding;

const CHECK: &str = "keyring";

/// Whether the keyring could hold the sign-in, where it does not but might: reading a sign-in that is
/// there has shown it already.
pub(super) fn check(settings: &Settings, broker: &BrokerUrl) -> Option<Finding> {
    let brought_along = !matches!(GivenToken::of_settings(settings), Ok(None));
    if brought_along || settings.store.value == StoreChoice::File {
        return None;
    }
    let vault = Vault::new(settings, broker).ok()?;
    let store = vault.store().ok()?;
    if store == Some(StoreChoice::Keyring) {
        return None;
    }
    Some(match (vault.keyring_problem(), store) {
        (None, Some(StoreChoice::File)) => {
            let message = "it answers, and the sign-in is in a file, where it was put without it";
            Finding::warning(CHECK, message).fix("jit login")
        }
        (None, _) => Finding::ok(CHECK, "it answers"),
        (Some(problem), _) if settings.store.value == StoreChoice::Keyring => {
            Finding::problem(CHECK, problem).fix("JIT_STORE=file jit login")
        }
        (Some(problem @ KeyringError::Absent(_)), _) => {
            let message = format!("{problem}; a sign-in goes to a file, readable by you alone");
            Finding::ok(CHECK, message)
        }
        (Some(problem), _) => {
            let message = format!("{problem}; a sign-in goes to a file, readable by you alone");
            Finding::warning(CHECK, message).fix("unlock it, then `jit login`")
        }
    })
}
