use std::collections::{BTreeMap, HashMap};

use jit_api::{ReportRow, ReportSubject};
use jit_domain::{
    AccountId, AccountName, Actor, DisplayName, GroupName, PermissionSetName, PersonId, Target,
    Timestamp, VerifiedClaims,
};

use crate::clusters::Clusters;
use crate::interner::Interner;
use crate::sum::Sum;
use crate::tally::Ask;

/// A permission set in an account.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct TargetKey {
    pub(crate) account: AccountId,
    pub(crate) permission_set: PermissionSetName,
}

/// Everything that was asked, with the names behind the numbers.
#[derive(Debug, Default)]
pub(crate) struct Asks {
    pub(crate) all: Vec<Ask>,
    pub(crate) targets: Interner<TargetKey>,
    pub(crate) account_names: HashMap<AccountId, AccountName>,
    pub(crate) groups: Interner<GroupName>,
    pub(crate) reasons: Clusters,
    group_sets: Interner<Vec<usize>>,
    people: Interner<PersonId>,
    /// What each was called last, by number.
    names: HashMap<usize, DisplayName>,
}

impl Asks {
    /// The number of a target of the catalog.
    pub(crate) fn target(&mut self, target: &Target) -> usize {
        let name = target.account_name.clone();
        self.account_names.insert(target.account.clone(), name);
        self.targets.number(&TargetKey {
            account: target.account.clone(),
            permission_set: target.permission_set.clone(),
        })
    }

    /// The number of a person.
    pub(crate) fn person(&mut self, actor: &Actor) -> usize {
        let number = self.people.number(&actor.id);
        self.names.insert(number, actor.name.clone());
        number
    }

    /// The number of a set of groups: there are few of them, and many asks.
    pub(crate) fn group_set(&mut self, claims: &VerifiedClaims) -> usize {
        let groups = claims.groups.iter();
        let set = groups.map(|group| self.groups.number(group)).collect();
        self.group_sets.number(&set)
    }

    /// The numbers of the groups of an ask.
    pub(crate) fn groups_of(&self, ask: &Ask) -> &[usize] {
        self.group_sets.thing(ask.groups).map_or(&[], Vec::as_slice)
    }

    pub(crate) fn by_target(&self, until: Timestamp) -> Vec<ReportRow> {
        let subject = |number| {
            let TargetKey {
                account,
                permission_set,
            } = self.targets.thing(number)?.clone();
            Some(ReportSubject::Target {
                account_name: self.account_names.get(&account).cloned(),
                account,
                permission_set,
            })
        };
        rows(self.sums(until, |ask| ask.target.as_slice()), subject)
    }

    pub(crate) fn by_person(&self, until: Timestamp) -> Vec<ReportRow> {
        let subject = |number| {
            let PersonId { issuer, subject } = self.people.thing(number)?.clone();
            Some(ReportSubject::Person {
                issuer,
                subject,
                name: self.names.get(&number)?.clone(),
            })
        };
        rows(
            self.sums(until, |ask| std::slice::from_ref(&ask.person)),
            subject,
        )
    }

    pub(crate) fn by_group(&self, until: Timestamp) -> Vec<ReportRow> {
        let subject = |number| {
            let group = self.groups.thing(number)?.clone();
            Some(ReportSubject::Group { group })
        };
        rows(self.sums(until, |ask| self.groups_of(ask)), subject)
    }

    pub(crate) fn by_reason(&self, until: Timestamp) -> Vec<ReportRow> {
        let subject = |number| {
            let pattern = self.reasons.pattern(number).to_owned();
            Some(ReportSubject::Reason { pattern })
        };
        rows(
            self.sums(until, |ask| std::slice::from_ref(&ask.reason)),
            subject,
        )
    }

    fn sums<'a>(
        &'a self,
        until: Timestamp,
        numbers: impl Fn(&'a Ask) -> &'a [usize],
    ) -> BTreeMap<usize, Sum> {
        let mut sums = BTreeMap::<usize, Sum>::new();
        for ask in &self.all {
            for number in numbers(ask) {
                sums.entry(*number).or_default().add(ask, until);
            }
        }
        sums
    }
}

/// The rows, those with the most requests first and else in the order of their first ask.
fn rows(
    sums: BTreeMap<usize, Sum>,
    subject: impl Fn(usize) -> Option<ReportSubject>,
) -> Vec<ReportRow> {
    let row = |(number, sum): (usize, Sum)| {
        Some(ReportRow {
            subject: subject(number)?,
            figures: sum.figures(),
        })
    };
    let mut rows: Vec<ReportRow> = sums.into_iter().filter_map(row).collect();
    rows.sort_by_key(|row| std::cmp::Reverse((row.figures.requests, row.figures.refused)));
    rows
}
