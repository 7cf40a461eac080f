//! Durations and starts as people type them.

use std::time::Duration;

use jit_domain::{Timestamp, WindowDuration};

/// Reads `1h30m`, `45m`, `90s`: whole seconds, each number with its unit.
pub(crate) fn parse_duration(text: &str) -> Result<WindowDuration, String> {
    let duration = parse_span(text)?;
    let seconds = i64::try_from(duration.as_secs()).unwrap_or(i64::MAX);
    WindowDuration::try_from(seconds).map_err(|err| err.to_string())
}

/// Reads a length of time, however long.
pub(crate) fn parse_span(text: &str) -> Result<Duration, String> {
    let text = text.trim();
    if !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit()) {
        return Err(format!(
            "`{text}` has no unit: `{text}s`, `{text}m` or `{text}h`?"
        ));
    }
    let duration = humantime::parse_duration(text)
        .map_err(|_| "a duration is numbers with units, such as `1h30m` or `45m`".to_owned())?;
    if duration.subsec_nanos() == 0 {
        Ok(duration)
    } else {
        Err("a duration is whole seconds".to_owned())
    }
}

/// The longest that a person is waited for.
const MAX_PATIENCE: Duration = Duration::from_mins(10);

/// Reads how long to wait for a person.
pub(crate) fn parse_patience(text: &str) -> Result<Duration, String> {
    let patience = parse_span(text)?;
    if patience <= MAX_PATIENCE {
        Ok(patience)
    } else {
        Err("the longest wait is 10 minutes".to_owned())
    }
}

/// When a window should open at the earliest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Start {
    /// At an instant.
    At(Timestamp),
    /// That long after now.
    In(Duration),
}

impl Start {
    /// Reads an instant with an offset, or `+2h`.
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        match text.strip_prefix('+') {
            Some(span) => parse_span(span).map(Self::In),
            None => text.parse().map(Self::At).map_err(|_| {
                "a start is `+2h`, or an instant with its offset such as \
                 `2026-11-22T09:30:00+01:00`"
                    .to_owned()
            }),
        }
    }

    /// The instant, seen from now.
    pub(crate) fn at(self, now: Timestamp) -> Timestamp {
        match self {
            Self::At(at) => at,
            Self::In(span) => now.plus_seconds(i64::try_from(span.as_secs()).unwrap_or(i64::MAX)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Start, parse_duration};
    use jit_domain::Timestamp;

    #[test]
    fn durations_have_units_and_whole_seconds() {
        let table = [
            ("1h", Some(3600)),
            ("1h30m", Some(5400)),
            ("1h 30m", Some(5400)),
            ("90s", Some(90)),
            ("336h", Some(1_209_600)),
            ("2days", Some(172_800)),
            ("3600", None),
            ("", None),
            ("0s", None),
            ("-1h", None),
            ("337h", None),
            ("1500ms", None),
            ("an hour", None),
            ("99999999999999999999h", None),
        ];
        for (text, seconds) in table {
            let parsed = parse_duration(text).ok();
            assert_eq!(
                parsed.map(jit_domain::WindowDuration::seconds),
                seconds,
                "{text:?}"
            );
        }
    }

    #[test]
    fn a_number_without_a_unit_is_refused_with_what_to_type() {
        let err = parse_duration("60").unwrap_err();
        assert_eq!(err, "`60` has no unit: `60s`, `60m` or `60h`?");
    }

    #[test]
    fn a_start_is_an_instant_or_counted_from_now() {
        let now: Timestamp = "2026-11-22T09:00:00Z".parse().unwrap();
        let table = [
            ("+2h", Some("2026-11-22T11:00:00.000Z")),
            (
                "2026-11-22T10:30:00+01:00",
                Some("2026-11-22T09:30:00.000Z"),
            ),
            ("2026-11-22T10:30:00", None),
            ("tomorrow", None),
            ("2h", None),
            ("+", None),
        ];
        for (text, at) in table {
            let start = Start::parse(text)
                .ok()
                .map(|start| start.at(now).to_string());
            assert_eq!(start.as_deref(), at, "{text:?}");
        }
    }
}
