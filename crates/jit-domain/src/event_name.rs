use std::fmt;
use std::str::FromStr;

/// The word for a kind of event in the log, as [`EventKind::name`](crate::EventKind::name) says it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct EventName(&'static str);

impl EventName {
    /// All of them, in the order of a request's life.
    pub const ALL: [&'static str; 13] = [
        "submitted",
        "failed",
        "approved",
        "rejected",
        "cancelled",
        "finished",
        "revoked",
        "reviewed",
        "session_opened",
        "refused",
        "read",
        "bundle_changed",
        "bundle_refused",
    ];

    /// The word.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        self.0
    }
}

/// The word is not the name of a kind of event.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("an event is one of {}", EventName::ALL.join(", "))]
pub struct UnknownEventError;

impl FromStr for EventName {
    type Err = UnknownEventError;

    fn from_str(s: &str) -> Result<Self, Self::Err> {
        let found = Self::ALL.into_iter().find(|name| *name == s);
        found.map(Self).ok_or(UnknownEventError)
    }
}

impl fmt::Display for EventName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{EventKind, RefusedAttempt};

    #[test]
    fn an_event_has_one_word_everywhere() {
        for word in EventName::ALL {
            let name: EventName = word.parse().unwrap();
            assert_eq!((name.as_str(), name.to_string()), (word, word.to_owned()));
        }
        for word in ["", "Submitted", "submitted ", "opened", "head"] {
            assert_eq!(word.parse::<EventName>(), Err(UnknownEventError));
        }
        let refused = EventKind::Refused(RefusedAttempt::default());
        for kind in [EventKind::Cancelled, EventKind::Finished, refused] {
            assert_eq!(kind.name().parse::<EventName>().unwrap().0, kind.name());
        }
    }
}
