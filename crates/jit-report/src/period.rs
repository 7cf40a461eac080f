use jit_domain::Timestamp;

/// From when to when, the end not included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Period {
    since: Timestamp,
    until: Timestamp,
}

/// The period is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a period ends after it begins")]
pub struct PeriodError;

impl Period {
    /// A period.
    ///
    /// # Errors
    ///
    /// [`PeriodError`] when it ends no later than it begins.
    pub fn new(since: Timestamp, until: Timestamp) -> Result<Self, PeriodError> {
        (since < until)
            .then_some(Self { since, until })
            .ok_or(PeriodError)
    }

    /// Where it begins.
    #[must_use]
    pub fn since(self) -> Timestamp {
        self.since
    }

    /// Where it ends.
    #[must_use]
    pub fn until(self) -> Timestamp {
        self.until
    }

    /// Whether the instant lies in it.
    #[must_use]
    pub fn contains(self, at: Timestamp) -> bool {
        self.since <= at && at < self.until
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_period_has_a_length_and_its_end_is_not_in_it() {
        let at = Timestamp::from_millis;
        let period = Period::new(at(1000), at(2000)).unwrap();
        let inside = [999, 1000, 1999, 2000].map(|millis| period.contains(at(millis)));
        assert_eq!(inside, [false, true, true, false]);
        assert_eq!(Period::new(at(1000), at(1000)), Err(PeriodError));
        assert_eq!(Period::new(at(1001), at(1000)), Err(PeriodError));
    }
}
