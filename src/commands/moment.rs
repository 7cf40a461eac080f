//! Instants that lie behind, as people type them.

use std::time::Duration;

use jit_domain::Timestamp;

use super::duration::parse_span;

/// An instant, or so long ago.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Moment {
    At(Timestamp),
    Ago(Duration),
}

impl Moment {
    /// Reads `90d`, or an instant with its offset.
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        if let Ok(at) = text.parse() {
            return Ok(Self::At(at));
        }
        parse_span(text).map(Self::Ago).map_err(|_| {
            "a time is so long ago, such as `90d`, or an instant with its offset such as \
             `2026-07-01T00:00:00Z`"
                .to_owned()
        })
    }

    /// The instant, seen from now.
    pub(crate) fn at(self, now: Timestamp) -> Timestamp {
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
    use super::*;

    #[test]
    fn a_moment_is_an_instant_or_so_long_ago() {
        let now: Timestamp = "2026-11-22T09:00:00Z".parse().unwrap();
        for (text, at) in [
            ("90d", Some("2026-08-24T09:00:00.000Z")),
            (
                "2026-07-01T00:00:00+02:00",
                Some("2026-06-30T22:00:00.000Z"),
            ),
            ("90", None),
            ("2026-07-01", None),
            ("yesterday", None),
        ] {
            let moment = Moment::parse(text).ok();
            let moment = moment.map(|moment| moment.at(now).to_string());
            assert_eq!(moment.as_deref(), at, "{text}");
        }
    }
}
