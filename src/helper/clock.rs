use std::time::Duration;

use jit_domain::Timestamp;

use super::decision::is_of_use_here;
use crate::cache::CachedSession;
use crate::error::{CommandError, ErrorKind};

/// Checks that SDKs would take the credentials, which go by the clock of this machine.
///
/// # Errors
///
/// By that clock they have ended; how far it is wrong.
pub(crate) fn check_clock(session: &CachedSession, now: Timestamp) -> Result<(), CommandError> {
    if is_of_use_here(session, now) {
        return Ok(());
    }
    let ahead = (-session.terms.clock_offset_millis).unsigned_abs() / 1000;
    let ahead = humantime::format_duration(Duration::from_secs(ahead));
    let what = format!(
        "the clock of this machine is {ahead} ahead of the broker's, so that AWS SDKs take the \
         credentials for expired: set the clock"
    );
    Err(CommandError::new(ErrorKind::Failed, what)
        .code("clock")
        .hint("jit whoami"))
}
