//! The catalog: accounts and permission sets.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use jit_domain::{
    AccountId, AccountName, AccountRef, Partition, PermissionSetName, RoleArn, Target,
};

use crate::Account;
use crate::ou::with_ancestors;
use crate::permission_set::PermissionSet;
use crate::selector::{Selectable, Selector};

/// All accounts and permission sets; names and IDs are unique.
#[derive(Debug)]
pub(crate) struct Catalog {
    partition: Partition,
    accounts: Vec<Account>,
    by_id: HashMap<AccountId, usize>,
    by_name: HashMap<AccountName, usize>,
    by_ou: HashMap<String, Vec<usize>>,
    by_tag: HashMap<(String, String), Vec<usize>>,
    permission_sets: BTreeMap<PermissionSetName, PermissionSet>,
}

/// A permission set in an account where it exists.
#[derive(Clone, Debug)]
pub(crate) struct CatalogTarget<'a> {
    /// The account.
    pub(crate) account: &'a Account,
    /// The permission set.
    pub(crate) permission_set: &'a PermissionSet,
    role: RoleArn,
}

impl Catalog {
    /// A catalog of these accounts and permission sets.
    pub(crate) fn new(
        partition: Partition,
        mut accounts: Vec<Account>,
        permission_sets: Vec<PermissionSet>,
    ) -> Self {
        accounts.sort_by(|a, b| a.name.cmp(&b.name));
        let places = || accounts.iter().enumerate();
        let by_id = places().map(|(i, a)| (a.id.clone(), i)).collect();
        let by_name = places().map(|(i, a)| (a.name.clone(), i)).collect();
        let mut by_ou = HashMap::<_, Vec<_>>::new();
        let mut by_tag = HashMap::<_, Vec<_>>::new();
        for (place, account) in places() {
            for ou in with_ancestors(&account.ou) {
                by_ou.entry(ou.to_owned()).or_default().push(place);
            }
            for (key, value) in &account.tags {
                let tag = (key.clone(), value.clone());
                by_tag.entry(tag).or_default().push(place);
            }
        }
        let named = permission_sets
            .into_iter()
            .map(|set| (set.name.clone(), set));
        Self {
            partition,
            by_id,
            by_name,
            by_ou,
            by_tag,
            permission_sets: named.collect(),
            accounts,
        }
    }

    /// All accounts, in order of name.
    pub(crate) fn accounts(&self) -> &[Account] {
        &self.accounts
    }

    /// Whether there is a permission set of this name.
    pub(crate) fn has_set(&self, name: &PermissionSetName) -> bool {
        self.permission_sets.contains_key(name)
    }

    /// All permission sets, in order of name.
    pub(crate) fn permission_sets(&self) -> impl Iterator<Item = &PermissionSet> {
        self.permission_sets.values()
    }

    /// The accounts for which any of these selectors has an entry, in order of name; exceptions
    /// are left to the caller.
    pub(crate) fn selected<'a>(
        &'a self,
        selectors: impl IntoIterator<Item = &'a Selector>,
    ) -> Vec<&'a Account> {
        let mut places = BTreeSet::new();
        for Selector { entries, .. } in selectors {
            if entries.all {
                places.extend(0..self.accounts.len());
            }
            places.extend(entries.accounts.iter().filter_map(|id| self.by_id.get(id)));
            let in_ous = entries
                .ous
                .iter()
                .filter_map(|ou| self.by_ou.get(ou.as_str()));
            places.extend(in_ous.flatten());
            for (key, values) in &entries.tags {
                let tags = values.iter().map(|value| (key.clone(), value.clone()));
                places.extend(tags.filter_map(|tag| self.by_tag.get(&tag)).flatten());
            }
        }
        let accounts = places
            .into_iter()
            .filter_map(|place| self.accounts.get(place));
        accounts.collect()
    }

    /// The account with this ID or exact name.
    pub(crate) fn account(&self, account: &AccountRef) -> Option<&Account> {
        let place = match account {
            AccountRef::Id(id) => self.by_id.get(id),
            AccountRef::Name(name) => self.by_name.get(name),
        };
        place.and_then(|place| self.accounts.get(*place))
    }

    /// The account with this ID.
    pub(crate) fn account_by_id(&self, id: &AccountId) -> Option<&Account> {
        self.by_id
            .get(id)
            .and_then(|place| self.accounts.get(*place))
    }

    /// The permission set in the account, if it exists there.
    pub(crate) fn target<'a>(
        &'a self,
        account: &'a Account,
        permission_set: &PermissionSetName,
    ) -> Option<CatalogTarget<'a>> {
        let permission_set = self.permission_sets.get(permission_set)?;
        let exists = permission_set
            .accounts
            .matches(Selectable::account_only(account));
        let role = permission_set.role.arn(self.partition, &account.id).ok()?;
        exists.then_some(CatalogTarget {
            account,
            permission_set,
            role,
        })
    }
}

impl<'a> CatalogTarget<'a> {
    /// What selectors of approval policies look at.
    pub(crate) fn selectable(&self) -> Selectable<'a> {
        Selectable::target(self.account, &self.permission_set.tags)
    }

    /// The role.
    pub(crate) fn role(&self) -> RoleArn {
        self.role.clone()
    }

    /// The target as a request records it.
    pub(crate) fn to_target(&self) -> Target {
        Target {
            account: self.account.id.clone(),
            account_name: self.account.name.clone(),
            permission_set: self.permission_set.name.clone(),
            role: self.role.clone(),
        }
    }
}
