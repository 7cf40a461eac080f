//! What a bundle says that is allowed, and probably not meant.

use std::collections::{BTreeMap, BTreeSet};

use jit_domain::PolicyName;
use serde::Serialize;

use crate::approval::Choice;
use crate::catalog::CatalogTarget;
use crate::eligibility::Eligibility;
use crate::ou::{OuPath, with_ancestors};
use crate::quoted::Quoted;
use crate::selector::{Selectable, Selector};
use crate::{Account, Bundle, Origin};

/// Something that is allowed, and probably not meant.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Warning {
    /// Where.
    pub origin: Origin,
    /// What; one line, lower case.
    pub what: String,
    /// What to do about it.
    pub fix: String,
}

impl Bundle {
    /// What is probably not meant, in order of file and line: eligibilities that reach nothing,
    /// approval policies that never apply, and what can be asked for but never approved.
    #[must_use]
    pub fn warnings(&self) -> Vec<Warning> {
        let mut applied = BTreeSet::new();
        let mut uncovered = Vec::new();
        for target in self.targets() {
            match self.approvals().choose(&target) {
                Choice::None => uncovered.push(target),
                Choice::One(policy) => {
                    applied.insert(policy.name.clone());
                }
                Choice::Conflict(policies) => {
                    applied.extend(policies.iter().map(|policy| policy.name.clone()));
                }
            }
        }
        let mut warnings = self.idle_policies(&applied);
        warnings.extend(self.conflict_warnings());
        warnings.extend(self.idle_entries());
        for eligibility in self.eligibilities().all() {
            warnings.extend(self.reaches_nothing(eligibility));
            warnings.extend(self.leads_nowhere(eligibility, &uncovered));
        }
        warnings.sort_by(|a, b| a.origin.cmp(&b.origin));
        warnings
    }

    fn idle_policies(&self, applied: &BTreeSet<PolicyName>) -> Vec<Warning> {
        let policies = self.approvals().all().iter();
        let idle = policies.filter(|policy| !applied.contains(&policy.name));
        idle.map(|policy| Warning {
            origin: policy.origin.clone(),
            what: format!("the approval policy `{}` applies to no target", policy.name),
            fix: "correct its `targets`, or leave it out: nothing is there, or more specific \
                  policies apply"
                .to_owned(),
        })
        .collect()
    }

    /// Units and tags by which a policy selects and that nothing has: a typing mistake beside an
    /// entry that does select something.
    fn idle_entries(&self) -> Vec<Warning> {
        let catalog = self.catalog();
        let accounts: Known = Known::of(catalog.accounts(), std::iter::empty());
        let targets = Known::of(
            catalog.accounts(),
            catalog.permission_sets().map(|set| &set.tags),
        );
        let eligibilities = self.eligibilities().all().iter();
        let eligibilities = eligibilities.flat_map(|eligibility| {
            let idle = accounts.lacks(&eligibility.accounts);
            idle.map(|entry| (eligibility.origin.clone(), &eligibility.name, entry))
        });
        let approvals = self.approvals().all().iter();
        let approvals = approvals.flat_map(|policy| {
            let idle = targets.lacks(&policy.targets);
            idle.map(|entry| (policy.origin.clone(), &policy.name, entry))
        });
        eligibilities
            .chain(approvals)
            .map(|(origin, name, entry)| Warning {
                origin,
                what: format!("`{name}` selects by {entry}, which nothing in the catalog has"),
                fix: "correct it, or leave it out until something has it".to_owned(),
            })
            .collect()
    }

    fn conflict_warnings(&self) -> Vec<Warning> {
        let mut warnings = BTreeMap::new();
        for conflict in self.conflicts().now {
            let names: Vec<_> = conflict
                .policies
                .iter()
                .map(|p| format!("`{}`", p.name))
                .collect();
            let Some(first) = conflict.policies.first() else {
                continue;
            };
            let what = format!(
                "{} apply alike: requests for {} of the catalog fail",
                names.join(" and "),
                counted(conflict.targets, "target")
            );
            warnings.entry(what.clone()).or_insert_with(|| Warning {
                origin: first.origin.clone(),
                what,
                fix: "`jit-broker policy conflicts` names the targets".to_owned(),
            });
        }
        warnings.into_values().collect()
    }

    fn reaches_nothing(&self, eligibility: &Eligibility) -> Option<Warning> {
        let accounts = self.catalog().selected([&eligibility.accounts]);
        let mut accounts = accounts.into_iter().filter(|account| {
            let seen = Selectable::account_only(account);
            eligibility.accounts.matches(seen)
        });
        let reaches = accounts.any(|account| {
            let mut sets = eligibility.permission_sets.iter();
            sets.any(|set| self.catalog().target(account, set).is_some())
        });
        (!reaches).then(|| Warning {
            origin: eligibility.origin.clone(),
            what: format!("the eligibility `{}` reaches no target", eligibility.name),
            fix: "correct `accounts` or `permission_sets`, or leave it out".to_owned(),
        })
    }

    /// An ordinary eligibility for targets that no approval policy and no auto-approval covers.
    fn leads_nowhere(
        &self,
        eligibility: &Eligibility,
        uncovered: &[CatalogTarget<'_>],
    ) -> Option<Warning> {
        if eligibility.break_glass.is_some() {
            return None;
        }
        let reached = uncovered.iter().filter(|target| {
            let seen = Selectable::account_only(target.account);
            eligibility
                .permission_sets
                .contains(&target.permission_set.name)
                && eligibility.accounts.matches(seen)
                && self.parts().auto_approvals.choose(seen).is_none()
        });
        let reached: Vec<_> = reached.collect();
        let first = reached.first()?;
        Some(Warning {
            origin: eligibility.origin.clone(),
            what: format!(
                "`{}` lets people ask for {} that no policy approves, such as {} in {}",
                eligibility.name,
                counted(reached.len(), "target"),
                first.permission_set.name,
                first.account.name
            ),
            fix: "add an approval policy for them, or narrow the eligibility".to_owned(),
        })
    }
}

/// The units and tags of a catalog.
struct Known<'a> {
    ous: BTreeSet<&'a str>,
    tags: BTreeSet<(&'a str, &'a str)>,
}

impl<'a> Known<'a> {
    fn of(
        accounts: &'a [Account],
        sets: impl Iterator<Item = &'a BTreeMap<String, String>>,
    ) -> Self {
        let own = accounts.iter().map(|account| &account.tags);
        let tags = own.chain(sets).flatten();
        let ous = accounts
            .iter()
            .flat_map(|account| with_ancestors(&account.ou));
        Self {
            ous: ous.collect(),
            tags: tags
                .map(|(key, value)| (key.as_str(), value.as_str()))
                .collect(),
        }
    }

    /// The entries of a selector that nothing has.
    fn lacks<'s>(&'s self, selector: &'s Selector) -> impl Iterator<Item = String> + 's {
        let ous = selector.entries.ous.iter().map(OuPath::as_str);
        let ous = ous
            .filter(|ou| !self.ous.contains(ou))
            .map(|ou| format!("the unit {}", Quoted(ou)));
        let tags = selector.entries.tags.iter();
        let tags = tags.flat_map(|(key, values)| values.iter().map(move |value| (key, value)));
        let tags = tags
            .filter(|(key, value)| !self.tags.contains(&(key.as_str(), value.as_str())))
            .map(|(key, value)| format!("the tag {}", Quoted(&format!("{key} = {value}"))));
        ous.chain(tags)
    }
}

/// `1 target`, `2 targets`.
fn counted(number: usize, what: &str) -> String {
    let s = if number == 1 { "" } else { "s" };
    format!("{number} {what}{s}")
}
