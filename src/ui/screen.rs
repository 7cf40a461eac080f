use chrono::{DateTime, Local};
use jit_domain::{Clock, SystemClock, Timestamp};

/// The terminal that results go to: its width, its time zone, its colours.
#[derive(Clone, Copy, Debug)]
pub struct Screen {
    color: bool,
    width: Option<u16>,
    now: Timestamp,
}

/// What a word says, for those who see colours; the word says it too.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// It is well.
    Good,
    /// Look at it.
    Doubtful,
    /// It is not well.
    Bad,
}

impl Screen {
    /// The screen of this moment; without a width, nothing is wrapped.
    #[must_use]
    pub fn new(color: bool, width: Option<u16>) -> Self {
        Self {
            color,
            width,
            now: SystemClock.now(),
        }
    }

    /// A screen without colours, of another moment.
    #[cfg(test)]
    pub(crate) fn at(width: Option<u16>, now: Timestamp) -> Self {
        let color = false;
        Self { color, width, now }
    }

    /// The same screen at this moment: relative times are counted from when they are shown.
    #[must_use]
    pub(super) fn now_at_hand(self) -> Self {
        Self {
            now: SystemClock.now(),
            ..self
        }
    }

    /// Whether it has colours.
    #[must_use]
    pub fn has_color(&self) -> bool {
        self.color
    }

    /// The text in the colour of a tone, where there are colours.
    #[must_use]
    pub fn toned(&self, text: &str, tone: Tone) -> String {
        let sgr = match tone {
            Tone::Good => 32,
            Tone::Doubtful => 33,
            Tone::Bad => 31,
        };
        if self.color {
            format!("\u{1b}[1;{sgr}m{text}\u{1b}[0m")
        } else {
            text.to_owned()
        }
    }

    /// Its columns, where it is a terminal.
    #[must_use]
    pub fn width(&self) -> Option<u16> {
        self.width
    }

    /// The instant that relative times are counted from.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.now
    }

    /// An instant in local time with its offset: `2026-11-22 10:30:00 +01:00`.
    #[must_use]
    pub fn time(&self, at: Timestamp) -> String {
        let local: DateTime<Local> = at.to_datetime().with_timezone(&Local);
        local.format("%Y-%m-%d %H:%M:%S %:z").to_string()
    }

    /// An instant in UTC: `2026-11-22 09:30:00`.
    #[must_use]
    pub fn utc(&self, at: Timestamp) -> String {
        at.to_datetime().format("%Y-%m-%d %H:%M:%S").to_string()
    }

    /// Whether local time is UTC then.
    #[must_use]
    pub fn is_utc(&self, at: Timestamp) -> bool {
        let local = at.to_datetime().with_timezone(&Local);
        local.offset().local_minus_utc() == 0
    }

    /// An instant in local time to the minute: `2026-11-22 10:30 +01:00`.
    #[must_use]
    pub fn minute(&self, at: Timestamp) -> String {
        let local: DateTime<Local> = at.to_datetime().with_timezone(&Local);
        local.format("%Y-%m-%d %H:%M %:z").to_string()
    }

    /// An instant in local time, and how far away it is: `… (in 2h 5m)`.
    #[must_use]
    pub fn time_and_distance(&self, at: Timestamp) -> String {
        format!("{} ({})", self.time(at), self.distance(at))
    }

    /// How far away an instant is: `in 2h 5m`, `3d ago`, `now`.
    #[must_use]
    pub fn distance(&self, at: Timestamp) -> String {
        let seconds = at.since(self.now).num_seconds();
        match seconds {
            0 => "now".to_owned(),
            1.. => format!("in {}", span(seconds.unsigned_abs())),
            _ => format!("{} ago", span(seconds.unsigned_abs())),
        }
    }
}

/// The two largest units of a number of seconds: `2h 5m`, `3d`, `41s`.
fn span(seconds: u64) -> String {
    let units = [
        (seconds / 86_400, "d"),
        (seconds / 3600 % 24, "h"),
        (seconds / 60 % 60, "m"),
        (seconds % 60, "s"),
    ];
    let shown = units.iter().skip_while(|(n, _)| *n == 0).take(2);
    let parts: Vec<String> = shown
        .filter(|(n, _)| *n > 0)
        .map(|(n, unit)| format!("{n}{unit}"))
        .collect();
    parts.join(" ")
}

#[cfg(test)]
mod tests {
    use super::span;

    #[test]
    fn a_span_names_its_two_largest_units() {
        let table = [
            (1, "1s"),
            (61, "1m 1s"),
            (3600, "1h"),
            (7500, "2h 5m"),
            (86_400, "1d"),
            (90_061, "1d 1h"),
        ];
        for (seconds, text) in table {
            assert_eq!(span(seconds), text);
        }
    }
}
