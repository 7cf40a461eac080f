use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::{GroupName, Person, PersonId};

/// Names people by group, by identity or by a verified claim. Each entry is an alternative; an
/// empty selector matches nobody.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PersonSelector {
    /// Members of any of these groups.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub groups: BTreeSet<GroupName>,
    /// Exactly these people.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub users: BTreeSet<PersonId>,
    /// People with any of these claims, by any of the values.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub attributes: BTreeMap<String, BTreeSet<String>>,
}

impl PersonSelector {
    /// Whether the person is one of those named, by exact comparison.
    #[must_use]
    pub fn matches(&self, person: &Person) -> bool {
        self.users.contains(&person.id)
            || !self.groups.is_disjoint(&person.groups)
            || self.attributes.iter().any(|(claim, wanted)| {
                person
                    .attributes
                    .get(claim)
                    .is_some_and(|values| !wanted.is_disjoint(values))
            })
    }

    /// Whether nobody can match.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.groups.is_empty()
            && self.users.is_empty()
            && self.attributes.values().all(BTreeSet::is_empty)
    }
}
