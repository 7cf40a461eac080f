use std::collections::{BTreeMap, HashMap, HashSet};
use std::hash::Hash;

use jit_domain::{AccountId, AccountName, PermissionSetName};

use super::source::Place;
use crate::ou::with_ancestors;

/// An account name of the catalog.
#[derive(Debug)]
pub(super) struct NamedAccount<'s> {
    /// Its ID; none when that is faulty.
    pub(super) id: Option<AccountId>,
    place: Place<'s>,
}

/// What the catalog defines, noted even for entries that are faulty elsewhere, so that one mistake
/// in the catalog does not make every reference to it look wrong.
#[derive(Debug, Default)]
pub(super) struct Known<'s> {
    ids: HashMap<AccountId, Place<'s>>,
    names: HashMap<AccountName, NamedAccount<'s>>,
    permission_sets: HashMap<PermissionSetName, Place<'s>>,
    ous: HashSet<String>,
    account_tags: HashSet<(String, String)>,
    set_tags: HashSet<(String, String)>,
}

impl<'s> Known<'s> {
    /// Notes an account ID. Gives the place of an earlier account with the same.
    pub(super) fn note_id(&mut self, id: &AccountId, place: Place<'s>) -> Option<Place<'s>> {
        first(&mut self.ids, id, place)
    }

    /// Notes an account name. Gives the place of an earlier account with the same.
    pub(super) fn note_name(
        &mut self,
        name: &AccountName,
        id: Option<&AccountId>,
        place: Place<'s>,
    ) -> Option<Place<'s>> {
        let earlier = self.names.get(name).map(|account| account.place);
        if earlier.is_none() {
            let id = id.cloned();
            self.names.insert(name.clone(), NamedAccount { id, place });
        }
        earlier
    }

    /// Notes a permission set. Gives the place of an earlier one with the same name.
    pub(super) fn note_set(
        &mut self,
        name: &PermissionSetName,
        place: Place<'s>,
    ) -> Option<Place<'s>> {
        first(&mut self.permission_sets, name, place)
    }

    /// Notes the organizational unit of an account, and those above it.
    pub(super) fn note_ou(&mut self, ou: &str) {
        self.ous.extend(with_ancestors(ou).map(str::to_owned));
    }

    /// Notes the tags of an account.
    pub(super) fn note_account_tags(&mut self, tags: &BTreeMap<String, String>) {
        let pairs = tags.iter().map(|(key, value)| (key.clone(), value.clone()));
        self.account_tags.extend(pairs);
    }

    /// Notes the tags of a permission set.
    pub(super) fn note_set_tags(&mut self, tags: &BTreeMap<String, String>) {
        let pairs = tags.iter().map(|(key, value)| (key.clone(), value.clone()));
        self.set_tags.extend(pairs);
    }

    /// Whether an account has this ID.
    pub(super) fn has_id(&self, id: &AccountId) -> bool {
        self.ids.contains_key(id)
    }

    /// The account with this name.
    pub(super) fn named(&self, name: &AccountName) -> Option<&NamedAccount<'s>> {
        self.names.get(name)
    }

    /// A name of the catalog that differs from this one only in letter case.
    pub(super) fn name_like(&self, name: &AccountName) -> Option<&AccountName> {
        let same = |other: &&AccountName| other.as_str().eq_ignore_ascii_case(name.as_str());
        self.names.keys().filter(same).min()
    }

    /// Whether there is a permission set of this name.
    pub(super) fn has_set(&self, name: &PermissionSetName) -> bool {
        self.permission_sets.contains_key(name)
    }

    /// Whether an account is in this organizational unit or below.
    pub(super) fn has_ou(&self, ou: &str) -> bool {
        self.ous.contains(ou)
    }

    /// Whether an account (or, for targets, a permission set) has this tag.
    pub(super) fn has_tag(&self, key: &str, value: &str, of_targets: bool) -> bool {
        let tag = (key.to_owned(), value.to_owned());
        self.account_tags.contains(&tag) || (of_targets && self.set_tags.contains(&tag))
    }
}

fn first<'s, K: Hash + Eq + Clone>(
    seen: &mut HashMap<K, Place<'s>>,
    key: &K,
    place: Place<'s>,
) -> Option<Place<'s>> {
    let earlier = seen.get(key).copied();
    if earlier.is_none() {
        seen.insert(key.clone(), place);
    }
    earlier
}
