use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, SecondsFormat, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use crate::WindowDuration;

/// An instant in UTC with millisecond precision, RFC 3339 on the wire
/// (`2026-11-22T09:30:00.000Z`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
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
