use std::fmt;
use std::num::NonZeroU32;

use serde::{Deserialize, Serialize};

use crate::PersonSelector;

/// One step of a manual approval: these approvers, this many approvals. Levels run in order.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Level {
    /// Who may decide at this level; evaluated when they decide.
    pub approvers: PersonSelector,
    /// How many different people have to approve.
    pub approvals: NonZeroU32,
}

/// The place of a level among the levels of a request; the first is 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct LevelNumber(NonZeroU32);

impl LevelNumber {
    /// The level that opens first.
    pub const FIRST: Self = Self(NonZeroU32::MIN);

    /// The level after this one.
    #[must_use]
    pub fn next(self) -> Self {
        Self(self.0.saturating_add(1))
    }

    /// The place counted from zero, for indexing.
    #[must_use]
    pub fn index(self) -> usize {
        usize::try_from(self.0.get() - 1).unwrap_or(usize::MAX)
    }

    /// The place counted from one.
    #[must_use]
    pub fn get(self) -> u32 {
        self.0.get()
    }
}

impl fmt::Display for LevelNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}
