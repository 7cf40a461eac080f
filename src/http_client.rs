//! The HTTP client of the process: TLS, time limits, no redirects.

use std::time::Duration;

use crate::config::Settings;
use crate::error::{CommandError, ErrorKind};

/// Builds the client. It follows no redirect and gives up connecting after 5 s; the whole exchange
/// is limited by the caller.
pub(crate) fn build(_settings: &Settings) -> Result<reqwest::Client, CommandError> {
    reqwest::Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .connect_timeout(Duration::from_secs(5))
        .build()
        .map_err(|err| CommandError::new(ErrorKind::Failed, "cannot set up TLS").cause(err))
}
