use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::{GroupName, Person, PersonId};

/// Names people by group, by identity or by a verified claim. Each entry is an alternative; an
/// empty selector matches nobody.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
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

    /// Whether it names somebody who may be another person than this one: by a group, by a claim, or
    /// in person.
    #[must_use]
    pub fn names_another_than(&self, person: &PersonId) -> bool {
        !self.groups.is_empty()
            || self.attributes.values().any(|values| !values.is_empty())
            || self.users.iter().any(|user| user != person)
    }

    /// Whether nobody can match.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.groups.is_empty()
            && self.users.is_empty()
            && self.attributes.values().all(BTreeSet::is_empty)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Authentication;

    fn set<T: Ord + std::str::FromStr<Err: std::fmt::Debug>>(texts: &[&str]) -> BTreeSet<T> {
        texts.iter().map(|t| t.parse().unwrap()).collect()
    }

    fn id(issuer: &str, subject: &str) -> PersonId {
        PersonId {
            issuer: issuer.parse().unwrap(),
            subject: subject.parse().unwrap(),
        }
    }

    fn engineer() -> Person {
        Person {
            id: id("https://id.example.com", "engineer"),
            name: "Engineer".into(),
            groups: set(&["sre", "staff"]),
            attributes: BTreeMap::from([("department".to_owned(), set(&["platform", "ops"]))]),
            authentication: Authentication::default(),
        }
    }

    fn by_groups(groups: &[&str]) -> PersonSelector {
        PersonSelector {
            groups: set(groups),
            ..PersonSelector::default()
        }
    }

    fn by_user(issuer: &str, subject: &str) -> PersonSelector {
        PersonSelector {
            users: BTreeSet::from([id(issuer, subject)]),
            ..PersonSelector::default()
        }
    }

    fn by_claim(claim: &str, values: &[&str]) -> PersonSelector {
        PersonSelector {
            attributes: BTreeMap::from([(claim.to_owned(), set(values))]),
            ..PersonSelector::default()
        }
    }

    #[test]
    fn people_are_named_by_exact_comparison_alone() {
        let table = [
            (by_groups(&["sre"]), true),
            (by_groups(&["other", "staff"]), true),
            (by_groups(&["SRE"]), false),
            (by_groups(&["sre "]), false),
            (by_groups(&["sr"]), false),
            (by_groups(&["*"]), false),
            (by_user("https://id.example.com", "engineer"), true),
            (by_user("https://id.example.com", "Engineer"), false),
            (by_user("https://id.example.org", "engineer"), false),
            (by_claim("department", &["platform"]), true),
            (by_claim("department", &["sales", "ops"]), true),
            (by_claim("department", &["plat"]), false),
            (by_claim("department", &[]), false),
            (by_claim("Department", &["platform"]), false),
            (PersonSelector::default(), false),
        ];
        for (selector, matches) in table {
            assert_eq!(selector.matches(&engineer()), matches, "{selector:?}");
        }
    }

    #[test]
    fn each_entry_is_an_alternative() {
        let mut selector = by_groups(&["nobody"]);
        selector.users = by_user("https://id.example.com", "engineer").users;
        selector.attributes = by_claim("department", &["sales"]).attributes;
        assert!(selector.matches(&engineer()));
    }

    #[test]
    fn a_selector_that_nobody_can_match_is_empty() {
        assert!(PersonSelector::default().is_empty());
        assert!(by_claim("department", &[]).is_empty());
        assert!(!by_claim("department", &["platform"]).is_empty());
        assert!(!by_groups(&["sre"]).is_empty());
        assert!(!by_user("i", "s").is_empty());
    }

    #[test]
    fn only_oneself_is_nobody_else() {
        let me = engineer().id;
        assert!(!PersonSelector::default().names_another_than(&me));
        assert!(!by_user("https://id.example.com", "engineer").names_another_than(&me));
        assert!(!by_claim("department", &[]).names_another_than(&me));
        assert!(by_user("https://id.example.org", "engineer").names_another_than(&me));
        assert!(by_claim("department", &["platform"]).names_another_than(&me));
        assert!(by_groups(&["sre"]).names_another_than(&me));
    }

    #[test]
    fn a_selector_with_an_unknown_key_is_refused() {
        assert!(serde_json::from_str::<PersonSelector>(r#"{"group":["sre"]}"#).is_err());
        assert!(serde_json::from_str::<PersonSelector>(r#"{"groups":[""]}"#).is_err());
    }
}
