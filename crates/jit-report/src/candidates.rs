//! What need not be asked again: proposals for people to think about, never decisions.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use jit_api::{AutomationCandidate, ReportTerms, StandingCandidate};
use jit_domain::{AccountName, PermissionSetName};

use crate::asks::Asks;
use crate::quantile::quantile;
use crate::tally::{Ask, Course, Decided, Route, Tally};

/// How many candidates there are at most in a list.
const MOST_CANDIDATES: usize = 20;

/// What a policy approves alone, at the most, in seconds.
const AUTOMATIC_SECONDS: u32 = 3600;

const DAY_MILLIS: i64 = 24 * 3600 * 1000;

/// What the members of one group asked for of one target.
#[derive(Debug, Default)]
struct Pair {
    people: BTreeSet<usize>,
    days: BTreeSet<i64>,
    requests: u64,
    rejected: u64,
    regretted: u64,
    within_an_hour: u64,
    approvals: Vec<u64>,
}

impl Pair {
    fn add(&mut self, ask: &Ask, tally: &Tally) {
        self.people.insert(ask.person);
        self.days.insert(ask.at.millis().div_euclid(DAY_MILLIS));
        self.requests += 1;
        self.rejected += u64::from(tally.decided == Decided::Rejected);
        self.regretted += u64::from(tally.is_regretted());
        if let Some(seconds) = tally.approved_after_seconds {
            self.approvals.push(seconds);
            self.within_an_hour += u64::from(ask.seconds <= AUTOMATIC_SECONDS);
        }
    }

    fn approved(&self) -> u64 {
        self.approvals.len() as u64
    }

    fn decided(&self) -> u64 {
        self.approved() + self.rejected
    }
}

/// What a group asked for of a target that people decided often and said yes to, where nothing was
/// ended by others or found to be a violation. Those that people waited longest for come first.
pub(crate) fn automation(asks: &Asks, terms: &ReportTerms) -> Vec<AutomationCandidate> {
    let manual = |_: &Ask, tally: &Tally| tally.route == Route::Manual;
    let good = |pair: &Pair| {
        let enough = pair.decided() >= u64::from(terms.automation_min_requests.get());
        let percent = u64::from(terms.automation_min_approved_percent);
        enough && pair.regretted == 0 && pair.approved() * 100 >= pair.decided() * percent
    };
    let mut candidates: Vec<_> = pairs(asks, terms.automation_min_requests.get(), manual, good)
        .into_iter()
        .filter_map(|(target, group, mut pair)| {
            let key = asks.targets.thing(target)?;
            pair.approvals.sort_unstable();
            Some(AutomationCandidate {
                account: key.account.clone(),
                account_name: account_name(asks, target)?,
                permission_set: key.permission_set.clone(),
                group: asks.groups.thing(group)?.clone(),
                people: pair.people.len() as u64,
                decided: pair.decided(),
                approved: pair.approved(),
                within_an_hour: pair.within_an_hour,
                median_seconds: quantile(&pair.approvals, 50)?,
                waited_seconds: pair.approvals.iter().sum(),
            })
        })
        .collect();
    candidates.sort_by_key(|candidate| Reverse(candidate.waited_seconds));
    candidates.truncate(MOST_CANDIDATES);
    candidates
}

/// What a group asked for often and that only reads, where nothing was rejected, ended by others or
/// found to be a violation. What was asked for most often comes first.
pub(crate) fn standing(asks: &Asks, terms: &ReportTerms) -> Vec<StandingCandidate> {
    let reads = |ask: &Ask, _: &Tally| {
        let key = ask.target.and_then(|target| asks.targets.thing(target));
        key.is_some_and(|key| only_reads(&key.permission_set, &terms.read_only))
    };
    let good = |pair: &Pair| {
        let enough = pair.requests >= u64::from(terms.standing_min_requests.get());
        enough && pair.rejected == 0 && pair.regretted == 0
    };
    let mut candidates: Vec<_> = pairs(asks, terms.standing_min_requests.get(), reads, good)
        .into_iter()
        .filter_map(|(target, group, pair)| {
            let key = asks.targets.thing(target)?;
            Some(StandingCandidate {
                account: key.account.clone(),
                account_name: account_name(asks, target)?,
                permission_set: key.permission_set.clone(),
                group: asks.groups.thing(group)?.clone(),
                people: pair.people.len() as u64,
                requests: pair.requests,
                days: pair.days.len() as u64,
            })
        })
        .collect();
    candidates.sort_by_key(|candidate| Reverse(candidate.requests));
    candidates.truncate(MOST_CANDIDATES);
    candidates
}

fn account_name(asks: &Asks, target: usize) -> Option<AccountName> {
    let key = asks.targets.thing(target)?;
    asks.account_names.get(&key.account).cloned()
}

/// For each target, the group with the most requests among those that are good; of several, the one
/// that asked least of all else. A target that was not asked for often enough is not looked at.
fn pairs(
    asks: &Asks,
    least: u32,
    counts: impl Fn(&Ask, &Tally) -> bool,
    good: impl Fn(&Pair) -> bool,
) -> Vec<(usize, usize, Pair)> {
    let counted = || {
        asks.all.iter().filter_map(|ask| match ask {
            Ask {
                target: Some(target),
                course: Course::Request(tally),
                ..
            } if counts(ask, tally) => Some((*target, ask, tally)),
            _ => None,
        })
    };
    let mut of_target = BTreeMap::<usize, u32>::new();
    let mut of_group = BTreeMap::<usize, u64>::new();
    for (target, ask, _) in counted() {
        *of_target.entry(target).or_default() += 1;
        for group in asks.groups_of(ask) {
            *of_group.entry(*group).or_default() += 1;
        }
    }
    let mut pairs = BTreeMap::<(usize, usize), Pair>::new();
    for (target, ask, tally) in counted() {
        if of_target.get(&target).is_none_or(|number| *number < least) {
            continue;
        }
        for group in asks.groups_of(ask) {
            pairs.entry((target, *group)).or_default().add(ask, tally);
        }
    }
    let mut best = BTreeMap::<usize, (usize, Pair)>::new();
    for ((target, group), pair) in pairs.into_iter().filter(|(_, pair)| good(pair)) {
        let rank = |group, pair: &Pair| (pair.requests, Reverse(of_group.get(&group).copied()));
        let known = best.get(&target);
        if known.is_none_or(|(other, known)| rank(group, &pair) > rank(*other, known)) {
            best.insert(target, (group, pair));
        }
    }
    best.into_iter()
        .map(|(target, (group, pair))| (target, group, pair))
        .collect()
}

/// Whether a permission set is one of those that are named; where none is, whether its name says
/// `readonly` or `viewonly`, however it is written, or it is called as AWS calls the auditors' job.
///
/// Source of the names: IAM User Guide, "AWS managed policies for job functions"
/// (`ReadOnlyAccess`, `ViewOnlyAccess`, `SecurityAudit`).
fn only_reads(name: &PermissionSetName, named: &[PermissionSetName]) -> bool {
    if !named.is_empty() {
        return named.contains(name);
    }
    let letters = name.as_str().chars().filter(|c| c.is_alphanumeric());
    let plain: String = letters.flat_map(char::to_lowercase).collect();
    plain.contains("readonly") || plain.contains("viewonly") || plain == "securityaudit"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_only_reads_is_named_or_says_so() {
        let name = |text: &str| text.parse::<PermissionSetName>().unwrap();
        for (text, reads) in [
            ("ReadOnly", true),
            ("read-only", true),
            ("ViewOnlyAccess", true),
            ("SecurityAudit", true),
            ("PowerUser", false),
            ("ReadWrite", false),
        ] {
            assert_eq!(only_reads(&name(text), &[]), reads, "{text}");
        }
        let named = [name("Support")];
        assert!(only_reads(&name("Support"), &named));
        assert!(!only_reads(&name("ReadOnly"), &named));
    }
}
