use std::fmt;

use serde::{Deserialize, Serialize};

/// How long a window is, in whole seconds: 1 to 1,209,600 (336 hours).
///
/// Source of the upper bound: AWS Systems Manager User Guide, "Create approval policies for
/// just-in-time node access" (manual access lasts at most 336 hours).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(try_from = "i64", into = "i64")]
pub struct WindowDuration(u32);

/// The number of seconds is not the length of a window.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a duration is 1 second to 336 hours")]
pub struct WindowDurationError;

impl WindowDuration {
    /// The seconds of [`Self::MAX`].
    pub const MAX_SECONDS: u32 = 336 * 3600;
    /// The longest window there can be: 336 hours.
    pub const MAX: Self = Self(Self::MAX_SECONDS);
    /// One hour: the longest automatic window.
    pub const HOUR: Self = Self(3600);

    /// The length in whole seconds.
    #[must_use]
    pub fn seconds(self) -> u32 {
        self.0
    }
}

impl TryFrom<i64> for WindowDuration {
    type Error = WindowDurationError;

    fn try_from(seconds: i64) -> Result<Self, Self::Error> {
        u32::try_from(seconds)
            .ok()
            .filter(|s| (1..=Self::MAX.0).contains(s))
            .map(Self)
            .ok_or(WindowDurationError)
    }
}

impl From<WindowDuration> for i64 {
    fn from(value: WindowDuration) -> Self {
        value.0.into()
    }
}

/// `1h30m`, `45m`, `1m30s`: the largest units first, none that is zero.
impl fmt::Display for WindowDuration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (hours, minutes, seconds) = (self.0 / 3600, self.0 / 60 % 60, self.0 % 60);
        for (n, unit) in [(hours, 'h'), (minutes, 'm'), (seconds, 's')] {
            if n > 0 {
                write!(f, "{n}{unit}")?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_duration_is_one_second_to_336_hours() {
        for seconds in [1, 2, 3_599, 3_600, 1_209_599, 1_209_600] {
            let duration = WindowDuration::try_from(seconds).unwrap();
            assert_eq!(i64::from(duration), seconds);
            assert_eq!(i64::from(duration.seconds()), seconds);
        }
        let wraps = i64::from(u32::MAX) + 2;
        for seconds in [0, -1, 1_209_601, wraps, i64::MIN, i64::MAX] {
            assert_eq!(
                WindowDuration::try_from(seconds),
                Err(WindowDurationError),
                "{seconds}"
            );
        }
        assert_eq!(WindowDuration::MAX.seconds(), 336 * 60 * 60);
        assert_eq!(WindowDuration::HOUR.seconds(), 60 * 60);
    }

    #[test]
    fn a_duration_from_json_goes_through_the_same_rule() {
        let read = |json| serde_json::from_str::<WindowDuration>(json);
        assert_eq!(read("3600").unwrap(), WindowDuration::HOUR);
        assert_eq!(
            serde_json::to_string(&WindowDuration::HOUR).unwrap(),
            "3600"
        );
        let bad = [
            "0",
            "-1",
            "1209601",
            "4294967297",
            "18446744073709551615",
            "3600.0",
            "1e3",
            "\"3600\"",
            "null",
            "true",
            "[3600]",
        ];
        for json in bad {
            assert!(read(json).is_err(), "{json}");
        }
    }

    #[test]
    fn a_duration_is_shown_in_its_largest_units() {
        let table = [
            (1, "1s"),
            (90, "1m30s"),
            (2_700, "45m"),
            (5_400, "1h30m"),
            (3_601, "1h1s"),
            (1_209_600, "336h"),
        ];
        for (seconds, shown) in table {
            assert_eq!(
                WindowDuration::try_from(seconds).unwrap().to_string(),
                shown
            );
        }
    }
}
