use std::collections::BTreeMap;

use jit_domain::{AccountId, AccountName, Partition, PermissionSetName};

use super::known::Known;
use super::node::{DurationBounds, Node};
use super::selectors::{Selects, selector};
use super::source::{Place, Source};
use super::table::Table;
use crate::catalog::Catalog;
use crate::ou::OuPath;
use crate::permission_set::{PermissionSet, RolePath};
use crate::quoted::Quoted;
use crate::selector::Selector;
use crate::{Account, Recheck, RecheckTerms, SessionDuration};

/// What was read of the catalog: the entries that have no fault, each with its place.
#[derive(Debug)]
pub(super) struct CatalogDraft<'s> {
    pub(super) partition: Partition,
    pub(super) accounts: Vec<(Account, Place<'s>)>,
    pub(super) permission_sets: Vec<(PermissionSet, Place<'s>)>,
    pub(super) known: Known<'s>,
}

impl CatalogDraft<'_> {
    /// The catalog, once nothing is wrong with it.
    pub(super) fn into_catalog(self) -> Catalog {
        let accounts = self.accounts.into_iter().map(|(account, _)| account);
        let sets = self.permission_sets.into_iter().map(|(set, _)| set);
        Catalog::new(self.partition, accounts.collect(), sets.collect())
    }
}

const SESSION: DurationBounds = DurationBounds {
    seconds: (900, 43_200),
    text: "15m to 12h",
};

/// Reads `catalog.toml`; none when it is not TOML.
pub(super) fn catalog(source: &Source) -> Option<CatalogDraft<'_>> {
    let document = source.document()?;
    let top = document.top(&["partition", "account", "permission_set"]);
    let mut known = Known::default();
    let partition = top.get("partition").and_then(partition).unwrap_or_default();
    let accounts = top.tables(
        "account",
        "[[account]]",
        &["id", "name", "ou", "tags", "management"],
    );
    let accounts: Vec<_> = accounts
        .iter()
        .filter_map(|table| account(table, &mut known))
        .collect();
    refuse_second_management(&accounts);
    let sets = top.tables(
        "permission_set",
        "[[permission_set]]",
        &[
            "name",
            "role",
            "session_duration",
            "accounts",
            "tags",
            "chaining",
            "recheck",
            "recheck_seconds",
        ],
    );
    let sets: Vec<_> = sets
        .iter()
        .filter_map(|table| permission_set(table, &mut known))
        .collect();
    Some(CatalogDraft {
        partition,
        accounts,
        permission_sets: sets,
        known,
    })
}

fn partition(node: Node<'_, '_>) -> Option<Partition> {
    let text = node.string()?;
    let partition = text.parse().ok();
    if partition.is_none() {
        let what = format!("`partition` cannot be {}", Quoted(text));
        node.fault(
            what,
            "write `aws`, `aws-us-gov`, `aws-cn`, `aws-eusc` or an `aws-iso` one",
        );
    }
    partition
}

fn account<'s>(table: &Table<'_, 's>, known: &mut Known<'s>) -> Option<(Account, Place<'s>)> {
    let id = table.require("id", r#"id = "111122223333""#);
    let id = id.and_then(|node| account_id(node, known));
    let name = table.require("name", r#"name = "payments-prod""#);
    let name = name.and_then(|node| account_name(node, id.as_ref(), known));
    let ou = table.optional("ou", |node| {
        Some(node.parsed::<OuPath>()?.as_str().to_owned())
    });
    let tags = table.optional("tags", tags);
    let management = table.optional("management", Node::boolean);
    if let Some(ou) = &ou {
        known.note_ou(ou);
    }
    if let Some(tags) = &tags {
        known.note_account_tags(tags);
    }
    let account = Account {
        id: id?,
        name: name?,
        ou: ou?,
        tags: tags?,
        management: management?,
    };
    Some((account, table.place()))
}

fn account_id<'s>(node: Node<'_, 's>, known: &mut Known<'s>) -> Option<AccountId> {
    let id: AccountId = node.parsed()?;
    refuse_twice(node, known.note_id(&id, node.place()), "account");
    Some(id)
}

fn account_name<'s>(
    node: Node<'_, 's>,
    id: Option<&AccountId>,
    known: &mut Known<'s>,
) -> Option<AccountName> {
    let name: AccountName = node.parsed()?;
    refuse_twice(node, known.note_name(&name, id, node.place()), "account");
    Some(name)
}

fn permission_set<'s>(
    table: &Table<'_, 's>,
    known: &mut Known<'s>,
) -> Option<(PermissionSet, Place<'s>)> {
    let name = table.require("name", r#"name = "PowerUser""#);
    let name = name.and_then(|node| set_name(node, known));
    let role = table.require("role", r#"role = "jit/PowerUser""#);
    let role = role.and_then(Node::parsed::<RolePath>);
    let session_duration = match table.get("session_duration") {
        None => Some(SessionDuration::DEFAULT),
        Some(node) => node.seconds(SESSION).and_then(SessionDuration::new),
    };
    let accounts = match table.get("accounts") {
        None => Some(Selector::all()),
        Some(node) => selector(node, Selects::Accounts, Some(known)),
    };
    let tags = table.optional("tags", tags);
    let chaining = table.optional("chaining", Node::boolean);
    let recheck = recheck_terms(table);
    if let Some(tags) = &tags {
        known.note_set_tags(tags);
    }
    let permission_set = PermissionSet {
        name: name?,
        role: role?,
        session_duration: session_duration?,
        accounts: accounts?,
        tags: tags?,
        chaining: chaining?,
        recheck: recheck?,
    };
    Some((permission_set, table.place()))
}

fn recheck_terms(table: &Table<'_, '_>) -> Option<RecheckTerms> {
    let seconds = table.optional("recheck_seconds", |node| node.number(0..=300).map(Some));
    let recheck = table.optional("recheck", |node| node.parsed::<Recheck>().map(Some));
    Some(RecheckTerms {
        seconds: seconds?,
        recheck: recheck?,
    })
}

fn set_name<'s>(node: Node<'_, 's>, known: &mut Known<'s>) -> Option<PermissionSetName> {
    let name: PermissionSetName = node.parsed()?;
    refuse_twice(node, known.note_set(&name, node.place()), "permission set");
    Some(name)
}

fn refuse_twice(node: Node<'_, '_>, earlier: Option<Place<'_>>, what: &str) {
    if let Some(earlier) = earlier {
        let what = format!("{} is the {what} at {earlier} already", node.shown());
        node.fault(what, "leave one of them out, or correct it");
    }
}

fn refuse_second_management(accounts: &[(Account, Place<'_>)]) {
    let mut management = accounts.iter().filter(|(account, _)| account.management);
    if let Some((first, _)) = management.next() {
        for (account, place) in management {
            let what = format!(
                "`{}` and `{}` cannot both be the management account",
                first.name, account.name
            );
            place.fault(
                what,
                "an organisation has one: leave `management` out of the other",
            );
        }
    }
}

/// Reads `{ Key = "value" }`. Key 1 to 128 characters, value up to 256, neither with control
/// characters.
///
/// Source of the bounds: AWS Organizations API Reference, `Tag`.
fn tags(node: Node<'_, '_>) -> Option<BTreeMap<String, String>> {
    let entries = node.free_table()?;
    let wanted = entries.len();
    let mut tags = BTreeMap::new();
    for (key, node) in entries {
        let Some(value) = node.string() else {
            continue;
        };
        let fits = |text: &str, min, max| {
            (min..=max).contains(&text.chars().count()) && !text.chars().any(char::is_control)
        };
        if fits(key, 1, 128) && fits(value, 0, 256) {
            tags.insert(key.to_owned(), value.to_owned());
        } else {
            let what = format!(
                "{} cannot be the value of the tag {}",
                Quoted(value),
                Quoted(key)
            );
            node.fault(
                what,
                "a key has 1 to 128 characters, a value up to 256, no controls",
            );
        }
    }
    (tags.len() == wanted).then_some(tags)
}
