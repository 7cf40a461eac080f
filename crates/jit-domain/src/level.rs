use std::fmt;
use std::num::NonZeroU32;

use serde::{Deserialize, Serialize};

use crate::PersonSelector;

/// One step of a manual approval: these approvers, this many approvals. Levels run in order.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Level {
    /// Who may decide at this level; evaluated when they decide.
    pub approvers: PersonSelector,
    /// How many different people have to approve.
    #[cfg_attr(feature = "schema", schema(value_type = u32))]
    pub approvals: NonZeroU32,
}

/// The place of a level among the levels of a request; the first is 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema), schema(value_type = u32))]
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn levels_are_counted_from_one_and_indexed_from_zero() {
        let first = LevelNumber::FIRST;
        assert_eq!((first.get(), first.index()), (1, 0));
        assert_eq!((first.next().get(), first.next().index()), (2, 1));
        assert_eq!(first.next().to_string(), "2");
        assert!(serde_json::from_str::<LevelNumber>("0").is_err());
    }

    #[test]
    fn a_level_without_approvals_or_with_unknown_keys_is_refused() {
        let read = serde_json::from_str::<Level>;
        assert!(read(r#"{"approvers":{"groups":["leads"]},"approvals":1}"#).is_ok());
        assert!(read(r#"{"approvers":{"groups":["leads"]},"approvals":0}"#).is_err());
        assert!(read(r#"{"approvers":{"groups":["leads"]},"approvals":-1}"#).is_err());
        assert!(read(r#"{"approvers":{"groups":["leads"]}}"#).is_err());
        assert!(read(r#"{"approvers":{},"approvals":1,"optional":true}"#).is_err());
    }
}
