use std::collections::{BTreeMap, BTreeSet};

use jit_domain::Sha256Hex;

use super::entry::Entry;
use super::{NameTemplate, Target};

/// The names of the profiles of these targets, in their order: no two are the same, and the same
/// targets and profiles give the same names whatever the order.
///
/// A target keeps the name that its profile has, so that a name never comes to mean another account
/// because one more target is there; with a template only if the template could have given it. With
/// `keep_others`, profiles for other targets keep theirs. Where several targets would have one
/// name, each gets the ID of its account behind it.
pub(super) fn names(
    targets: &[Target],
    entries: &[Entry],
    template: Option<&NameTemplate>,
    keep_others: bool,
) -> Vec<Named> {
    let default = NameTemplate::default();
    let chosen = template.unwrap_or(&default);
    let mut named: Vec<Named> = targets
        .iter()
        .map(|target| {
            let base = chosen.fill(target);
            let name = held(target, &base, entries, template.is_none());
            Named { name, base }
        })
        .collect();
    let mut taken: BTreeSet<String> = named.iter().filter_map(|it| it.name.clone()).collect();
    if keep_others {
        taken.extend(entries.iter().map(|entry| entry.name.clone()));
    }
    let mut wanted: BTreeMap<String, usize> = BTreeMap::new();
    for (target, named) in targets.iter().zip(&named) {
        if named.name.is_none() {
            for name in candidates(target, &named.base) {
                *wanted.entry(name).or_default() += 1;
            }
        }
    }
    for (target, named) in targets.iter().zip(&mut named) {
        if named.name.is_none() {
            let mut candidates = candidates(target, &named.base).into_iter();
            let is_free = |name: &String| wanted.get(name) == Some(&1) && !taken.contains(name);
            named.name = candidates.find(is_free);
        }
    }
    named
}

/// The name of a target's profile.
#[derive(Clone, Debug)]
pub(super) struct Named {
    /// The name; none when others have all that it could be.
    pub(super) name: Option<String>,
    /// What the template says.
    pub(super) base: String,
}

/// The name that the profile of a target has.
fn held(target: &Target, base: &str, entries: &[Entry], whatever_it_is: bool) -> Option<String> {
    let candidates = candidates(target, base);
    let mut names = entries
        .iter()
        .filter(|entry| entry.commanded.as_ref().is_some_and(|it| target.is_of(it)))
        .map(|entry| &entry.name);
    let first = names.clone().next().filter(|_| whatever_it_is);
    let fitting = names.find(|name| candidates.contains(name));
    fitting.or(first).cloned()
}

/// What the profile of a target may be called, best first. The last one has something of the exact
/// permission set, for two whose names differ only in characters that AWS tools disagree about.
fn candidates(target: &Target, base: &str) -> [String; 3] {
    let with_id = format!("{base}.{}", target.account);
    let digest = Sha256Hex::of(target.permission_set.as_str().as_bytes()).to_string();
    let digest: String = digest.chars().take(8).collect();
    let with_digest = format!("{with_id}.{digest}");
    [base.to_owned(), with_id, with_digest]
}
