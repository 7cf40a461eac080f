use std::fmt;

use super::Place;

/// One thing that is wrong with the settings, in one line. It quotes no value that may be secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Where it was written; none for what is missing.
    pub place: Option<Place>,
    /// What is wrong, and what to write.
    pub what: String,
}

impl Problem {
    /// A problem at a place.
    pub(crate) fn at(place: &Place, what: impl Into<String>) -> Self {
        let place = (*place != Place::Default).then(|| place.clone());
        Self {
            place,
            what: what.into(),
        }
    }

    /// Problems of the file come first, in order of its lines.
    pub(super) fn rank(&self) -> usize {
        match &self.place {
            Some(Place::File { line, .. }) => *line,
            _ => usize::MAX,
        }
    }

    /// A problem at no place.
    pub(crate) fn anywhere(what: impl Into<String>) -> Self {
        Self {
            place: None,
            what: what.into(),
        }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.place {
            Some(place) => write!(f, "{place}: {}", self.what),
            None => f.write_str(&self.what),
        }
    }
}
