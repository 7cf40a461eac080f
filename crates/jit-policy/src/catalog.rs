//! The catalog: accounts and permission sets.

use std::collections::{BTreeMap, HashMap};

use jit_domain::{
    AccountId, AccountName, AccountRef, Partition, PermissionSetName, RoleArn, Target,
};

use crate::Account;
use crate::permission_set::PermissionSet;
use crate::selector::Selectable;

/// All accounts and permission sets; names and IDs are unique.
#[derive(Debug)]
pub(crate) struct Catalog {
    partition: Partition,
    accounts: Vec<Account>,
    by_id: HashMap<AccountId, usize>,
    by_name: HashMap<AccountName, usize>,
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
        let named = permission_sets
            .into_iter()
            .map(|set| (set.name.clone(), set));
        Self {
            partition,
            by_id,
            by_name,
            permission_sets: named.collect(),
            accounts,
        }
    }

    /// All accounts, in order of name.
    pub(crate) fn accounts(&self) -> &[Account] {
        &self.accounts
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
