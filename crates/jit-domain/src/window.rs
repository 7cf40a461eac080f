use serde::{Deserialize, Serialize};

use crate::{Timestamp, WindowDuration};

/// The half-open interval `[start, end)` in which an approved request lets sessions be opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_window_is_half_open_to_the_millisecond() {
        let at = Timestamp::from_millis;
        let window = Window {
            start: at(10_000),
            end: at(20_000),
        };
        let table = [
            (9_999, false),
            (10_000, true),
            (19_999, true),
            (20_000, false),
        ];
        for (millis, inside) in table {
            assert_eq!(window.contains(at(millis)), inside, "{millis}");
        }
        let empty = Window {
            start: at(10_000),
            end: at(10_000),
        };
        assert!(!empty.contains(at(10_000)));
    }

    #[test]
    fn a_window_starts_at_the_later_of_approval_and_scheduled_start() {
        let at = Timestamp::from_millis;
        for (scheduled, start) in [(None, 5_000), (Some(4_000), 5_000), (Some(9_000), 9_000)] {
            let window = Window::opened_by(at(5_000), scheduled.map(at), WindowDuration::HOUR);
            assert_eq!(window.start, at(start));
            assert_eq!(window.end, at(start + 3_600_000));
        }
    }
}
