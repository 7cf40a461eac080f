use std::collections::{BTreeMap, BTreeSet};

use jit_domain::AccountId;

use crate::Account;
use crate::ou::OuPath;
use crate::quoted::Quoted;

/// Which accounts or targets: any of the entries, and none of the exceptions. All comparisons are
/// exact; letter case counts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Selector {
    /// What is selected; each entry is an alternative.
    pub(crate) entries: SelectorEntries,
    /// What is left out again.
    pub(crate) except: SelectorEntries,
}

/// The entries of a [`Selector`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct SelectorEntries {
    /// These accounts, named by ID or by name.
    pub(crate) accounts: BTreeSet<AccountId>,
    /// Accounts in these organizational units or below.
    pub(crate) ous: BTreeSet<OuPath>,
    /// Whatever has any of these tags with any of the values.
    pub(crate) tags: BTreeMap<String, BTreeSet<String>>,
    /// Every account but the management account.
    pub(crate) all: bool,
}

/// What a selector looks at: an account alone, or together with a permission set, whose tags then
/// count where the account has none of that key.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Selectable<'a> {
    account: &'a Account,
    more_tags: &'a BTreeMap<String, String>,
}

const NO_TAGS: &BTreeMap<String, String> = &BTreeMap::new();

impl Selector {
    /// Every account but the management account.
    pub(crate) fn all() -> Self {
        let mut selector = Self::default();
        selector.entries.all = true;
        selector
    }

    /// What is selected, in one line: for people who look for why a policy applies.
    pub(crate) fn in_words(&self) -> String {
        let entries = &self.entries;
        let accounts = entries.accounts.iter().map(|id| format!("account {id}"));
        let tags = entries.tags.iter().map(|(key, values)| {
            let values: Vec<_> = values.iter().map(String::as_str).collect();
            format!("tag {}", Quoted(&format!("{key} = {}", values.join(" | "))))
        });
        let ous = entries
            .ous
            .iter()
            .map(|ou| format!("unit {}", Quoted(ou.as_str())));
        let all = entries.all.then(|| "`all = true`".to_owned());
        let parts: Vec<_> = accounts.chain(tags).chain(ous).chain(all).collect();
        parts.join(", ")
    }

    /// Whether it is selected and not left out again.
    pub(crate) fn matches(&self, selectable: Selectable<'_>) -> bool {
        self.entries.matches(selectable) && !self.except.matches(selectable)
    }
}

impl SelectorEntries {
    /// Whether any entry names it.
    pub(crate) fn matches(&self, selectable: Selectable<'_>) -> bool {
        let account = selectable.account;
        self.accounts.contains(&account.id)
            || (self.all && !account.management)
            || self.ous.iter().any(|ou| ou.holds(&account.ou))
            || self.matches_a_tag(selectable)
    }

    fn matches_a_tag(&self, selectable: Selectable<'_>) -> bool {
        let has = |(key, values): (&String, &BTreeSet<String>)| {
            selectable.tag(key).is_some_and(|v| values.contains(v))
        };
        self.tags.iter().any(has)
    }

    /// Whether there is no entry.
    pub(crate) fn is_empty(&self) -> bool {
        self.accounts.is_empty() && self.ous.is_empty() && self.tags.is_empty() && !self.all
    }
}

impl<'a> Selectable<'a> {
    /// An account with its own tags alone.
    pub(crate) fn account_only(account: &'a Account) -> Self {
        Self {
            account,
            more_tags: NO_TAGS,
        }
    }

    /// A target: the tags of the permission set are merged with those of the account, which win.
    pub(crate) fn target(account: &'a Account, tags_of_set: &'a BTreeMap<String, String>) -> Self {
        Self {
            account,
            more_tags: tags_of_set,
        }
    }

    /// The account.
    pub(crate) fn account(self) -> &'a Account {
        self.account
    }

    /// The value of a tag.
    pub(crate) fn tag(self, key: &str) -> Option<&'a str> {
        let tag = self.account.tags.get(key).or(self.more_tags.get(key));
        tag.map(String::as_str)
    }

    /// All tags, each key once.
    pub(crate) fn tags(self) -> impl Iterator<Item = (&'a str, &'a str)> {
        let own = self.account.tags.iter();
        let more = self.more_tags.iter();
        own.chain(more.filter(move |(key, _)| !self.account.tags.contains_key(*key)))
            .map(|(key, value)| (key.as_str(), value.as_str()))
    }
}
