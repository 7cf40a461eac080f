//! Durations as people type them.

use std::time::Duration;

use jit_domain::WindowDuration;

/// Reads `1h30m`: whole seconds, as long as a window may be.
pub(super) fn parse_window(text: &str) -> Result<WindowDuration, String> {
    let seconds = i64::try_from(parse_span(text)?.as_secs()).unwrap_or(i64::MAX);
    WindowDuration::try_from(seconds).map_err(|error| error.to_string())
}

/// Reads a length of time, in whole seconds.
pub(super) fn parse_span(text: &str) -> Result<Duration, String> {
    let duration = humantime::parse_duration(text).ok();
    duration
        .filter(|duration| duration.subsec_nanos() == 0)
        .ok_or_else(|| "a duration is numbers with units, such as `1h30m` or `45m`".to_owned())
}
