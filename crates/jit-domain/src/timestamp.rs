use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, SecondsFormat, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use crate::WindowDuration;

/// An instant in UTC with millisecond precision, RFC 3339 on the wire
/// (`2026-11-22T09:30:00.000Z`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema), schema(value_type = String, format = DateTime))]
#[serde(try_from = "String", into = "String")]
pub struct Timestamp(DateTime<Utc>);

/// The text is not an RFC 3339 instant with an offset, or lies outside of the years 1970 to 9999.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a time is RFC 3339 with an offset, such as `2026-11-22T09:30:00Z`")]
pub struct ParseTimestampError;

/// The last millisecond of the year 9999: RFC 3339 has four digits for the year.
const MAX_MILLIS: i64 = 253_402_300_799_999;

impl Timestamp {
    /// The instant that many milliseconds after 1970-01-01T00:00:00Z; instants before it or after
    /// the year 9999 become the nearest one that can be written.
    #[must_use]
    pub fn from_millis(millis: i64) -> Self {
        let millis = millis.clamp(0, MAX_MILLIS);
        Self(DateTime::from_timestamp_millis(millis).unwrap_or(DateTime::UNIX_EPOCH))
    }

    /// Milliseconds since 1970-01-01T00:00:00Z.
    #[must_use]
    pub fn millis(self) -> i64 {
        self.0.timestamp_millis()
    }

    /// The instant cut down to whole seconds, as milliseconds `.000`.
    #[must_use]
    pub fn floor_to_second(self) -> Self {
        Self::from_millis(self.millis() - self.millis().rem_euclid(1000))
    }

    /// `YYYY-MM-DDTHH:MM:SSZ`, cut down to whole seconds: what AWS and its SDKs read alike.
    #[must_use]
    pub fn to_whole_seconds_string(self) -> String {
        self.0.to_rfc3339_opts(SecondsFormat::Secs, true)
    }

    /// How long after `earlier` this is; negative when it is before.
    #[must_use]
    pub fn since(self, earlier: Self) -> TimeDelta {
        self.0 - earlier.0
    }

    /// The instant a duration later.
    #[must_use]
    pub fn plus(self, duration: WindowDuration) -> Self {
        self.plus_seconds(i64::from(duration.seconds()))
    }

    /// The instant that many seconds later (earlier when negative).
    #[must_use]
    pub fn plus_seconds(self, seconds: i64) -> Self {
        Self::from_millis(self.millis().saturating_add(seconds.saturating_mul(1000)))
    }

    /// As chrono's type, for display in another time zone.
    #[must_use]
    pub fn to_datetime(self) -> DateTime<Utc> {
        self.0
    }
}

impl From<DateTime<Utc>> for Timestamp {
    fn from(value: DateTime<Utc>) -> Self {
        Self::from_millis(value.timestamp_millis())
    }
}

impl FromStr for Timestamp {
    type Err = ParseTimestampError;

    fn from_str(s: &str) -> Result<Self, Self::Err> {
        let at = DateTime::parse_from_rfc3339(s).map_err(|_| ParseTimestampError)?;
        let millis = at.timestamp_millis();
        if (0..=MAX_MILLIS).contains(&millis) {
            Ok(Self::from_millis(millis))
        } else {
            Err(ParseTimestampError)
        }
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.to_rfc3339_opts(SecondsFormat::Millis, true))
    }
}

impl TryFrom<String> for Timestamp {
    type Error = ParseTimestampError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<Timestamp> for String {
    fn from(value: Timestamp) -> Self {
        value.to_string()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::proptest;

    use super::*;
    use crate::newtype::corpus::{refuses, takes};

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn a_time_is_written_in_utc_with_milliseconds() {
        takes::<Timestamp>(&[
            "1970-01-01T00:00:00.000Z",
            "2024-02-29T23:59:59.999Z",
            "2026-11-22T09:30:00.001Z",
            "9999-12-31T23:59:59.999Z",
        ]);
    }

    #[test]
    fn a_time_is_read_with_any_offset_and_cut_to_milliseconds() {
        for (text, meant) in [
            ("2026-11-22T09:30:00Z", "2026-11-22T09:30:00.000Z"),
            ("2026-11-22T09:30:00+00:00", "2026-11-22T09:30:00.000Z"),
            ("2026-11-22T15:00:00.5+05:30", "2026-11-22T09:30:00.500Z"),
            ("2026-11-21T23:30:00-10:00", "2026-11-22T09:30:00.000Z"),
            ("2026-11-22T09:30:00.1239999Z", "2026-11-22T09:30:00.123Z"),
            ("2016-12-31T23:59:60Z", "2017-01-01T00:00:00.000Z"),
        ] {
            assert_eq!(at(text).to_string(), meant);
        }
    }

    #[test]
    fn what_is_not_an_instant_is_refused() {
        refuses::<Timestamp>(&[
            "",
            "now",
            "1763805600",
            "2026-11-22",
            "09:30:00Z",
            "2026-11-22T09:30:00",
            "2026-11-22T09:30Z",
            "2026-11-22T09:30:00+0000",
            "2026-11-22T24:00:00Z",
            "2026-13-01T00:00:00Z",
            "2026-02-29T00:00:00Z",
            "2026-11-22T09:30:00Zjunk",
            " 2026-11-22T09:30:00Z",
            "20261122T093000Z",
            "Sun, 22 Nov 2026 09:30:00 GMT",
            // Outside of what four digits of year and an unsigned clock can hold.
            "1969-12-31T23:59:59.999Z",
            "1969-12-31T23:59:59.9999Z",
            "9999-12-31T23:59:59.999-00:01",
            "-0001-01-01T00:00:00Z",
            "+10000-01-01T00:00:00Z",
        ]);
    }

    proptest! {
        #[test]
        fn every_millisecond_survives_the_round_trip(millis in 0..=MAX_MILLIS) {
            let time = Timestamp::from_millis(millis);
            assert_eq!(time.millis(), millis);
            assert_eq!(time.to_string().parse(), Ok(time));
            assert_eq!(Timestamp::from(time.to_datetime()), time);
        }
    }

    #[test]
    fn arithmetic_stays_inside_of_what_can_be_written() {
        let (first, last) = (
            Timestamp::from_millis(0),
            Timestamp::from_millis(MAX_MILLIS),
        );
        assert_eq!(Timestamp::from_millis(-1), first);
        assert_eq!(Timestamp::from_millis(i64::MAX), last);
        assert_eq!(last.plus(WindowDuration::MAX), last);
        assert_eq!(last.plus_seconds(i64::MAX), last);
        assert_eq!(first.plus_seconds(i64::MIN), first);
        assert_eq!(
            at("2026-11-22T09:30:00Z").plus_seconds(-90),
            at("2026-11-22T09:28:30Z")
        );
        assert_eq!(last.since(first).num_milliseconds(), MAX_MILLIS);
        assert_eq!(first.since(last).num_milliseconds(), -MAX_MILLIS);
    }

    #[test]
    fn whole_seconds_are_cut_and_never_rounded_up() {
        for text in ["2026-11-22T09:30:00Z", "2026-11-22T09:30:00.999Z"] {
            assert_eq!(at(text).floor_to_second(), at("2026-11-22T09:30:00.000Z"));
            assert_eq!(at(text).to_whole_seconds_string(), "2026-11-22T09:30:00Z");
        }
    }
}
