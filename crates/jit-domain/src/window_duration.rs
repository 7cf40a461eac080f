use std::fmt;

use serde::{Deserialize, Serialize};

/// How long a window is, in whole seconds: 1 to 1,209,600 (336 hours).
///
/// Source of the upper bound: AWS Systems Manager User Guide, "Create approval policies for
/// just-in-time node access" (manual access lasts at most 336 hours).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
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

/// `1h30m`, `45m`, `90s`: the largest units first, none that is zero.
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
