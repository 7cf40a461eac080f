use std::collections::BTreeSet;

use jit_domain::{AccountId, AccountName};

use super::known::Known;
use super::node::Node;
use super::table::Table;
use crate::ou::OuPath;
use crate::quoted::Quoted;
use crate::selector::{Selector, SelectorEntries};

/// What a selector of the bundle selects.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Selects {
    /// Accounts, by their own tags.
    Accounts,
    /// Targets, by the tags of account and permission set; `permission_sets` is read elsewhere.
    Targets,
}

/// What selects something.
const ENTRIES: &[&str] = &["ids", "names", "ou", "tags", "all"];
/// What only takes something out again.
const BESIDES: &[&str] = &["except", "permission_sets"];

const FIX: &str = "select by `ids`, `names`, `ou`, `tags` or `all = true`";

impl Selects {
    fn keys(self) -> &'static [&'static str] {
        match self {
            Self::Accounts => &["ids", "names", "ou", "tags", "all", "except"],
            Self::Targets => &[
                "ids",
                "names",
                "ou",
                "tags",
                "all",
                "except",
                "permission_sets",
            ],
        }
    }
}

/// Reads `{ ids | names | ou | tags | all = true, except = { … } }`; something has to be selected.
pub(super) fn selector(
    node: Node<'_, '_>,
    selects: Selects,
    known: Option<&Known<'_>>,
) -> Option<Selector> {
    let table = node.table(selects.keys())?;
    let entries = entries(&table, known);
    let except = table.optional("except", |node| exceptions(node, selects, known));
    if table.is_empty() || table.has_any(BESIDES) && !table.has_any(ENTRIES) {
        node.fault("this selects nothing", FIX);
    }
    let (entries, except) = (entries?, except?);
    (!entries.is_empty()).then_some(Selector { entries, except })
}

/// Reads `except`: the same entries but `all` and `except`. What leaves out nothing is a fault,
/// because a typing mistake here would widen the policy.
fn exceptions(
    node: Node<'_, '_>,
    selects: Selects,
    known: Option<&Known<'_>>,
) -> Option<SelectorEntries> {
    let table = node.table(&["ids", "names", "ou", "tags"])?;
    if table.is_empty() {
        node.fault("`except` leaves out nothing", "leave the key out");
    }
    let entries = entries(&table, known)?;
    let known = known?;
    for ou in entries.ous.iter().filter(|ou| !known.has_ou(ou.as_str())) {
        let what = format!("`except` names `{}`, where no account is", ou.as_str());
        node.fault(
            what,
            "correct the path, or leave it out until an account is there",
        );
    }
    let targets = selects == Selects::Targets;
    for (key, values) in &entries.tags {
        for value in values
            .iter()
            .filter(|value| !known.has_tag(key, value, targets))
        {
            let tag = format!("{key} = {value}");
            let what = format!("`except` names the tag {}, which nothing has", Quoted(&tag));
            node.fault(what, "correct it, or leave it out until something has it");
        }
    }
    Some(entries)
}

fn entries(table: &Table<'_, '_>, known: Option<&Known<'_>>) -> Option<SelectorEntries> {
    let ids = table.optional("ids", |node| account_ids(node, known));
    let names = table.optional("names", |node| named_accounts(node, known));
    let ous = table.optional("ou", ou_paths);
    let tags = table.optional("tags", Node::lists);
    let all = table.optional("all", only_true);
    let mut accounts = ids?;
    accounts.extend(names?);
    Some(SelectorEntries {
        accounts,
        ous: ous?,
        tags: tags?,
        all: all?,
    })
}

fn only_true(node: Node<'_, '_>) -> Option<bool> {
    let all = node.boolean()?;
    if !all {
        node.fault("`all = false` selects nothing", "leave the key out");
    }
    all.then_some(true)
}

fn ou_paths(node: Node<'_, '_>) -> Option<BTreeSet<OuPath>> {
    node.list()?.into_set()
}

fn account_ids(node: Node<'_, '_>, known: Option<&Known<'_>>) -> Option<BTreeSet<AccountId>> {
    let list = node.list::<AccountId>()?;
    let known = known?;
    for (id, element) in list.items.iter().filter(|(id, _)| !known.has_id(id)) {
        let what = format!("the catalog has no account `{id}`");
        element.fault(what, "correct the ID, or add the account to `catalog.toml`");
    }
    list.into_set()
}

/// The IDs of named accounts; none when a name or its ID in the catalog has a fault.
fn named_accounts(node: Node<'_, '_>, known: Option<&Known<'_>>) -> Option<BTreeSet<AccountId>> {
    let list = node.list::<AccountName>()?;
    let known = known?;
    let mut ids = Some(BTreeSet::new());
    for (name, element) in &list.items {
        let Some(account) = known.named(name) else {
            let what = format!("the catalog has no account named `{name}`");
            element.fault(what, name_fix(name, known));
            continue;
        };
        ids = ids.zip(account.id.clone()).map(|(mut ids, id)| {
            ids.insert(id);
            ids
        });
    }
    list.into_set().and(ids)
}

fn name_fix(name: &AccountName, known: &Known<'_>) -> String {
    match known.name_like(name) {
        Some(other) => format!("write `{other}`: letter case counts"),
        None => "correct the name, or add the account to `catalog.toml`".to_owned(),
    }
}
