use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use jit_domain::{Clock as _, SystemClock};

use super::DevError;
use super::folder::DevFolder;
use super::issuer::{Addresses, SigningKey, TokenMaker};
use crate::app::SystemRandom;

/// What a token is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TokenUse {
    /// The broker.
    Broker,
    /// The issuer, which exchanges it: the token of a program on a platform.
    Exchange,
}

/// A token for a person of the dev broker that runs, or last ran, in this folder, as if
/// they had signed in now.
///
/// It touches nothing that a running broker holds: it reads the issuer's key, address and people.
pub(crate) fn dev_token(
    folder: &Path,
    subject: &str,
    lifetime: Duration,
    used_for: TokenUse,
) -> Result<String, DevError> {
    let never = || DevError::NeverRan(folder.to_owned());
    let state = DevFolder::existing(folder);
    let key = SigningKey::load(&state.key())?.ok_or_else(never)?;
    let address = state.last_address()?.ok_or_else(never)?;
    let people = state.last_people()?.ok_or_else(never)?;
    let person = people.get(subject).ok_or_else(|| {
        let known: Vec<_> = people.iter().map(|p| format!("`{}`", p.subject)).collect();
        DevError::NobodyThere {
            subject: subject.escape_debug().to_string(),
            known: known.join(", "),
        }
    })?;
    let maker = TokenMaker::new(
        &Addresses::of(address),
        key,
        Arc::new(SystemClock),
        Arc::new(SystemRandom),
    );
    let now = SystemClock.now();
    match used_for {
        TokenUse::Broker => maker.access_token(person, "openid", now, lifetime),
        TokenUse::Exchange => maker.workload_token(person, now, lifetime),
    }
}
