use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::BundleDigest;

/// Another policy bundle came into force: the one that the event names.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct BundleChange {
    /// The bundle that was in force before; none at the first start.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<BundleDigest>,
    /// What is different, by part of the bundle: `accounts`, `permission_sets`, `eligibilities`,
    /// `approvals`, `people`, `cedar_policies`. Parts that say the same are left out. None when the
    /// bundle before was not at hand, as after a start.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub changes: Option<BTreeMap<String, PartChange>>,
    /// How many entries each part has now.
    pub size: BTreeMap<String, u64>,
}

/// What is different in one part of a bundle.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct PartChange {
    /// Entries that were not there before.
    #[serde(default, skip_serializing_if = "Entries::is_empty")]
    pub added: Entries,
    /// Entries that are not there any more.
    #[serde(default, skip_serializing_if = "Entries::is_empty")]
    pub removed: Entries,
    /// Entries that say something else.
    #[serde(default, skip_serializing_if = "Entries::is_empty")]
    pub changed: Entries,
}

/// Some entries of a bundle by name.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Entries {
    /// How many they are.
    pub total: u64,
    /// The first of them, 50 at most.
    pub names: Vec<String>,
}

impl Entries {
    /// How many are named: enough for what a person changes by hand, and bounded for a catalog that
    /// was written anew.
    pub const NAMED: usize = 50;

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.total == 0
    }
}

impl FromIterator<String> for Entries {
    fn from_iter<T: IntoIterator<Item = String>>(names: T) -> Self {
        let mut entries = Self::default();
        for name in names {
            entries.total += 1;
            if entries.names.len() < Self::NAMED {
                entries.names.push(name);
            }
        }
        entries
    }
}

impl PartChange {
    /// What differs between the entries of a part, each a name with what it says.
    #[must_use]
    pub fn between<T: PartialEq>(
        before: &BTreeMap<String, T>,
        after: &BTreeMap<String, T>,
    ) -> Self {
        let only = |here: &BTreeMap<String, T>, there: &BTreeMap<String, T>| {
            let names = here.keys().filter(|name| !there.contains_key(*name));
            names.cloned().collect()
        };
        let changed = after
            .iter()
            .filter(|(name, says)| before.get(*name).is_some_and(|said| said != *says));
        Self {
            added: only(after, before),
            removed: only(before, after),
            changed: changed.map(|(name, _)| name.clone()).collect(),
        }
    }

    /// Whether nothing differs.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.added.is_empty() && self.removed.is_empty() && self.changed.is_empty()
    }
}

/// A policy bundle was not taken: the one in force stays.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct BundleRefusal {
    /// How many faults it has.
    pub faults: u64,
    /// The first of them, 10 at most: file, line, what is wrong.
    pub first: Vec<String>,
}

impl BundleRefusal {
    /// How many faults are named.
    pub const NAMED: usize = 10;
}

#[cfg(test)]
mod tests {
    use super::*;

    fn part(entries: &[(&str, u8)]) -> BTreeMap<String, u8> {
        let entries = entries.iter();
        entries
            .map(|(name, says)| ((*name).to_owned(), *says))
            .collect()
    }

    #[test]
    fn entries_are_added_removed_and_changed_by_name() {
        let change = PartChange::between(
            &part(&[("gone", 1), ("other", 1), ("same", 1)]),
            &part(&[("new", 1), ("newer", 1), ("other", 2), ("same", 1)]),
        );
        assert_eq!(change.added.names, ["new", "newer"]);
        assert_eq!(change.removed.names, ["gone"]);
        assert_eq!(change.changed.names, ["other"]);
        assert!(PartChange::between(&part(&[("a", 1)]), &part(&[("a", 1)])).is_empty());
    }

    #[test]
    fn of_many_entries_the_first_are_named_and_all_are_counted() {
        let entries: Entries = (0..1_000).map(|number| format!("{number:04}")).collect();
        assert_eq!(
            (entries.total, entries.names.len()),
            (1_000, Entries::NAMED)
        );
    }
}
