use serde::{Deserialize, Serialize};

use crate::{Timestamp, WindowDuration};

/// The half-open interval `[start, end)` in which an approved request lets sessions be opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Window {
    /// The first instant inside.
    pub start: Timestamp,
    /// The first instant after.
    pub end: Timestamp,
}

impl Window {
    /// The window that an approval at `approved` opens: it starts then, or at the scheduled start
    /// if that is later, and lasts `duration`.
    #[must_use]
    pub fn opened_by(
        approved: Timestamp,
        scheduled: Option<Timestamp>,
        duration: WindowDuration,
    ) -> Self {
        let start = scheduled.map_or(approved, |s| s.max(approved));
        Self {
            start,
            end: start.plus(duration),
        }
    }

    /// Whether `now` lies in `[start, end)`.
    #[must_use]
    pub fn contains(&self, now: Timestamp) -> bool {
        self.start <= now && now < self.end
    }
}
