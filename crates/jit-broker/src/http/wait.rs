use axum::http::HeaderMap;

use super::etag;
use super::params::Params;
use crate::service::{Failure, Wait};

/// How long the client waits, and for another state than which.
pub(super) fn take(params: &mut Params, headers: &HeaderMap) -> Result<Wait, Failure> {
    let seconds = params.number("wait_seconds", 0..=Wait::MAX_SECONDS.into())?;
    Ok(Wait {
        seconds: seconds.and_then(|s| u32::try_from(s).ok()).unwrap_or(0),
        known: etag::known(headers),
    })
}
