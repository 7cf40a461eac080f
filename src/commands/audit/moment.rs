use std::time::Duration;

use jit_domain::Timestamp;

use crate::commands::duration::parse_span;

/// An instant in the past, as people write it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Moment {
    /// At an instant.
    At(Timestamp),
    /// That long ago.
    Ago(Duration),
}

impl Moment {
    /// Reads an instant with its offset, a day (from its beginning in UTC), or how long ago it was.
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        if let Ok(at) = text
            .parse()
            .or_else(|_| format!("{text}T00:00:00Z").parse())
        {
            return Ok(Self::At(at));
        }
        parse_span(text).map(Self::Ago).map_err(|_| {
            "a time is `7d` ago, a day such as `2026-11-22`, or an instant with its offset such as \
             `2026-11-22T09:30:00+01:00`"
                .to_owned()
        })
    }

    /// The instant, seen from now.
    pub(super) fn at(self, now: Timestamp) -> Timestamp {
        match self {
            Self::At(at) => at,
            Self::Ago(span) => {
                let seconds = i64::try_from(span.as_secs()).unwrap_or(i64::MAX);
                now.plus_seconds(seconds.saturating_neg())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Moment;

    #[test]
    fn a_moment_is_an_instant_a_day_or_so_long_ago() {
        let now = "2026-11-22T09:30:00Z".parse().unwrap();
        for (text, at) in [
            ("2026-11-20T10:00:00+01:00", "2026-11-20T09:00:00.000Z"),
            ("2026-11-20", "2026-11-20T00:00:00.000Z"),
            ("2d", "2026-11-20T09:30:00.000Z"),
            ("90m", "2026-11-22T08:00:00.000Z"),
        ] {
            assert_eq!(Moment::parse(text).unwrap().at(now).to_string(), at);
        }
        for none in ["", "yesterday", "2026-11", "2026-13-01", "7", "-7d"] {
            assert!(Moment::parse(none).is_err(), "{none}");
        }
    }
}
