//! Which targets can never be approved, because policies apply to them alike; and which could come
//! to that by one more tag.

use std::collections::{BTreeMap, BTreeSet};

use jit_domain::{AccountName, PermissionSetName, PolicyName};
use serde::Serialize;

use crate::approval::{ApprovalPolicy, Choice};
use crate::catalog::CatalogTarget;
use crate::{Bundle, Origin};

/// A tag: its key and its value.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Tag {
    /// The key.
    pub key: String,
    /// The value.
    pub value: String,
}

/// A policy of a conflict.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct ConflictingPolicy {
    /// Its name.
    pub name: PolicyName,
    /// What it selects, in one line.
    pub selects: String,
    /// Where it stands.
    pub origin: Origin,
}

/// Policies that apply alike.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PolicyConflict {
    /// Two or more, in order of name.
    pub policies: Vec<ConflictingPolicy>,
    /// The tags by which they apply; none when they apply by something else.
    pub tags: Vec<Tag>,
    /// How many targets of the catalog fail by it; none when it takes one more tag.
    pub targets: usize,
    /// Some of those targets, in order.
    pub examples: Vec<ConflictExample>,
}

/// A target that fails by a conflict.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ConflictExample {
    /// The name of the account.
    pub account_name: AccountName,
    /// The permission set.
    pub permission_set: PermissionSetName,
}

/// What [`Bundle::conflicts`] finds.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Conflicts {
    /// Requests for targets of the catalog that would fail now.
    pub now: Vec<PolicyConflict>,
    /// Combinations of tags that the catalog has, though no target has them together, by which a
    /// request would fail.
    pub possible: Vec<PolicyConflict>,
    /// Whether there are more possible ones than are listed.
    pub more: bool,
}

/// How many targets of a conflict are named.
const EXAMPLES: usize = 3;
/// How many possible conflicts are listed.
const MAX_POSSIBLE: usize = 500;

impl Bundle {
    /// Every conflict of approval policies: of targets that exist, and of combinations of tags
    /// that the catalog has.
    #[must_use]
    pub fn conflicts(&self) -> Conflicts {
        let mut by_policies = BTreeMap::<_, PolicyConflict>::new();
        let mut together = BTreeSet::new();
        let named = tags_of_policies(self.approvals().all());
        for target in self.targets() {
            let tags: BTreeSet<_> = tags_of(&target).intersection(&named).cloned().collect();
            for (place, tag) in tags.iter().enumerate() {
                let others = tags.iter().skip(place + 1);
                together.extend(others.map(|other| (tag.clone(), other.clone())));
            }
            if let Choice::Conflict(policies) = self.approvals().choose(&target) {
                let conflict = conflict(&policies, &target);
                let key = (conflict.policies.clone(), conflict.tags.clone());
                let known = by_policies.entry(key).or_insert(conflict);
                known.targets += 1;
                if known.examples.len() < EXAMPLES {
                    known.examples.push(ConflictExample {
                        account_name: target.account.name.clone(),
                        permission_set: target.permission_set.name.clone(),
                    });
                }
            }
        }
        let (possible, more) = self.possible_conflicts(&together);
        Conflicts {
            now: by_policies.into_values().collect(),
            possible,
            more,
        }
    }

    /// Every permission set in every account where it exists.
    pub(crate) fn targets(&self) -> impl Iterator<Item = CatalogTarget<'_>> {
        let catalog = self.catalog();
        catalog.accounts().iter().flat_map(move |account| {
            let sets = catalog.permission_sets();
            sets.filter_map(move |set| catalog.target(account, &set.name))
        })
    }

    /// Pairs of policies that tags would make apply alike; `together` are the pairs of tags that
    /// some target has.
    fn possible_conflicts(&self, together: &BTreeSet<(Tag, Tag)>) -> (Vec<PolicyConflict>, bool) {
        let known: BTreeSet<Tag> = self.targets().flat_map(|target| tags_of(&target)).collect();
        let tagged: Vec<_> = self
            .approvals()
            .all()
            .iter()
            .map(|policy| (policy, tags_selected(policy, &known)))
            .filter(|(_, tags)| !tags.is_empty())
            .collect();
        let mut possible = Vec::new();
        for (place, (one, tags)) in tagged.iter().enumerate() {
            for (other, other_tags) in tagged.iter().skip(place + 1) {
                if !alike(one, other) {
                    continue;
                }
                for pair in pairs(tags, other_tags) {
                    let hidden = together.contains(&pair)
                        || leaves_out(one, &pair.0, &pair.1)
                        || leaves_out(other, &pair.0, &pair.1);
                    if hidden {
                        continue;
                    }
                    if possible.len() == MAX_POSSIBLE {
                        return (possible, true);
                    }
                    possible.push(PolicyConflict {
                        policies: listed(&[one, other]),
                        tags: vec![pair.0, pair.1],
                        targets: 0,
                        examples: Vec::new(),
                    });
                }
            }
        }
        (possible, false)
    }
}

fn conflict(policies: &[&ApprovalPolicy], target: &CatalogTarget<'_>) -> PolicyConflict {
    let has = tags_of(target);
    let named = policies
        .iter()
        .flat_map(|policy| tags_selected(policy, &has));
    let tags: BTreeSet<Tag> = named.collect();
    PolicyConflict {
        policies: listed(policies),
        tags: tags.into_iter().collect(),
        targets: 0,
        examples: Vec::new(),
    }
}

fn listed(policies: &[&ApprovalPolicy]) -> Vec<ConflictingPolicy> {
    let mut listed: Vec<_> = policies
        .iter()
        .map(|policy| ConflictingPolicy {
            name: policy.name.clone(),
            selects: policy.targets.in_words(),
            origin: policy.origin.clone(),
        })
        .collect();
    listed.sort_unstable();
    listed
}

fn tags_of(target: &CatalogTarget<'_>) -> BTreeSet<Tag> {
    let tags = target.selectable().tags();
    tags.map(|(key, value)| Tag {
        key: key.to_owned(),
        value: value.to_owned(),
    })
    .collect()
}

/// Every tag that some approval policy selects by.
fn tags_of_policies(policies: &[ApprovalPolicy]) -> BTreeSet<Tag> {
    let entries = policies
        .iter()
        .flat_map(|policy| &policy.targets.entries.tags);
    let tags = entries.flat_map(|(key, values)| {
        values.iter().map(|value| Tag {
            key: key.clone(),
            value: value.clone(),
        })
    });
    tags.collect()
}

fn names(policy: &ApprovalPolicy, tag: &Tag) -> bool {
    let values = policy.targets.entries.tags.get(&tag.key);
    values.is_some_and(|values| values.contains(&tag.value))
}

/// Those of the tags by which a policy selects.
fn tags_selected(policy: &ApprovalPolicy, among: &BTreeSet<Tag>) -> BTreeSet<Tag> {
    among
        .iter()
        .filter(|tag| names(policy, tag))
        .cloned()
        .collect()
}

/// Whether neither beats the other within a tier, and some permission set is in both.
fn alike(one: &ApprovalPolicy, other: &ApprovalPolicy) -> bool {
    let (sets, others) = (&one.permission_sets, &other.permission_sets);
    match (sets.is_empty(), others.is_empty()) {
        (true, true) => true,
        (false, false) => !sets.is_disjoint(others),
        _ => false,
    }
}

/// One tag of each, under different keys: one target has one value of a key.
fn pairs<'a>(
    tags: &'a BTreeSet<Tag>,
    others: &'a BTreeSet<Tag>,
) -> impl Iterator<Item = (Tag, Tag)> + 'a {
    tags.iter().flat_map(move |tag| {
        let others = others.iter().filter(move |other| other.key != tag.key);
        others.map(move |other| {
            let (first, second) = if tag < other {
                (tag, other)
            } else {
                (other, tag)
            };
            (first.clone(), second.clone())
        })
    })
}

/// Whether a target with these tags is an exception of the policy.
fn leaves_out(policy: &ApprovalPolicy, one: &Tag, other: &Tag) -> bool {
    [one, other].into_iter().any(|tag| {
        let values = policy.targets.except.tags.get(&tag.key);
        values.is_some_and(|values| values.contains(&tag.value))
    })
}
