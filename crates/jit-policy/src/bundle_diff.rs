//! What differs between two versions of the bundle, for the audit log.

use std::collections::BTreeMap;

use jit_domain::PartChange;

use crate::Bundle;
use crate::cedar::Rules;

/// Entries of a part of a bundle by name, each with what it says.
type Part<T> = BTreeMap<String, T>;

impl Bundle {
    /// What it says otherwise than the one before, by part; parts that say the same are left out.
    /// Where an entry stands, and comments, say nothing.
    #[must_use]
    pub fn changes_since(&self, before: &Self) -> BTreeMap<String, PartChange> {
        let parts = [
            (
                "accounts",
                PartChange::between(&before.accounts(), &self.accounts()),
            ),
            (
                "permission_sets",
                PartChange::between(&before.permission_sets(), &self.permission_sets()),
            ),
            (
                "people",
                PartChange::between(&before.people(), &self.people()),
            ),
            (
                "eligibilities",
                PartChange::between(
                    &before.eligibilities_by_name(),
                    &self.eligibilities_by_name(),
                ),
            ),
            (
                "approvals",
                PartChange::between(&before.approvals_by_name(), &self.approvals_by_name()),
            ),
            (
                "cedar_policies",
                PartChange::between(&before.cedar(), &self.cedar()),
            ),
        ];
        let parts = parts.into_iter().filter(|(_, change)| !change.is_empty());
        parts
            .map(|(part, change)| (part.to_owned(), change))
            .collect()
    }

    fn accounts(&self) -> Part<impl PartialEq> {
        let accounts = self.catalog().accounts().iter();
        accounts
            .map(|account| (account.id.to_string(), account))
            .collect()
    }

    fn permission_sets(&self) -> Part<impl PartialEq> {
        let sets = self.catalog().permission_sets();
        sets.map(|set| (set.name.to_string(), set)).collect()
    }

    fn people(&self) -> Part<impl PartialEq> {
        let people = &self.parts().people;
        let roles = [
            ("administrators", &people.administrators),
            ("auditors", &people.auditors),
            ("security", &people.security),
        ];
        roles.map(|(role, who)| (role.to_owned(), who)).into()
    }

    fn eligibilities_by_name(&self) -> Part<impl PartialEq> {
        let all = self.eligibilities().all().iter();
        let says = all.map(|it| {
            let says = (
                &it.who,
                &it.accounts,
                &it.permission_sets,
                &it.limits,
                it.break_glass,
            );
            (it.name.to_string(), says)
        });
        says.collect()
    }

    fn approvals_by_name(&self) -> Part<impl PartialEq> {
        let all = self.approvals().all().iter();
        let says = all.map(|it| {
            let durations = (it.max_duration, it.pending_for);
            let says = (&it.targets, &it.permission_sets, durations, &it.levels);
            (it.name.to_string(), says)
        });
        says.collect()
    }

    fn cedar(&self) -> Part<impl PartialEq> {
        let parts = self.parts();
        let kinds = [
            &parts.request_guardrails,
            &parts.vend_guardrails,
            &parts.deny_access,
        ];
        let scoped = parts.auto_approvals.all().flat_map(|file| {
            let scope = format!("{:?}", file.scope);
            file.permits
                .texts()
                .map(move |(name, text)| (name, format!("{scope} {text}")))
        });
        kinds
            .into_iter()
            .flat_map(Rules::texts)
            .chain(scoped)
            .collect()
    }
}
