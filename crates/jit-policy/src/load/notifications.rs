use std::collections::{BTreeMap, BTreeSet};

use jit_domain::{EmailAddress, GroupName, NoticeKind, PersonId, SinkName};

use super::known::Known;
use super::mentions::Mentions;
use super::node::Node;
use super::selectors::{Selects, selector};
use super::source::Source;
use super::table::Table;
use crate::notifications::{AddressBook, Notifications, Part, Route, Routes, Templates};
use crate::quoted::Quoted;

/// Reads `notifications.toml`.
pub(super) fn notifications<'s>(
    source: &'s Source,
    known: Option<&Known<'s>>,
    mentions: &mut Mentions<'s>,
) -> Option<Notifications> {
    let document = source.document()?;
    let top = document.top(&["route", "addresses", "templates"]);
    let routes = routes(&top, known);
    let addresses = top.optional("addresses", |node| addresses(node, mentions));
    let templates = top.optional("templates", templates);
    Some(Notifications {
        routes: Routes::new(routes?),
        addresses: addresses?,
        templates: templates?,
    })
}

fn routes(top: &Table<'_, '_>, known: Option<&Known<'_>>) -> Option<Vec<Route>> {
    const KEYS: &[&str] = &["sinks", "kinds", "audiences", "accounts"];
    let tables = top.tables("route", "[[route]]", KEYS);
    let wanted = tables.len();
    let routes: Vec<_> = tables
        .iter()
        .filter_map(|table| route(table, known))
        .collect();
    (routes.len() == wanted).then_some(routes)
}

fn route(table: &Table<'_, '_>, known: Option<&Known<'_>>) -> Option<Route> {
    let sinks = table.require("sinks", r#"sinks = ["ops-chat"]"#);
    let sinks = sinks.and_then(|node| node.list::<SinkName>()?.into_set());
    let kinds = table.optional("kinds", kinds);
    let audiences = table.optional("audiences", |node| node.list()?.into_set());
    let accounts = table.optional("accounts", |node| {
        selector(node, Selects::Accounts, known).map(Some)
    });
    Some(Route {
        sinks: sinks?,
        kinds: kinds?,
        audiences: audiences?,
        accounts: accounts?,
    })
}

fn kinds(node: Node<'_, '_>) -> Option<BTreeSet<NoticeKind>> {
    node.list()?.into_set()
}

fn addresses<'s>(node: Node<'_, 's>, mentions: &mut Mentions<'s>) -> Option<AddressBook> {
    let table = node.table(&["groups", "users", "requester_attribute"])?;
    let groups = table.optional("groups", |node| groups(node, mentions));
    let users = table.optional("users", users);
    let attribute = table.optional("requester_attribute", |node| {
        node.string().map(|name| Some(name.to_owned()))
    });
    Some(AddressBook {
        groups: groups?,
        users: users?,
        requester_attribute: attribute?,
    })
}

fn groups<'s>(
    node: Node<'_, 's>,
    mentions: &mut Mentions<'s>,
) -> Option<BTreeMap<GroupName, BTreeSet<EmailAddress>>> {
    let entries = node.free_table()?;
    let wanted = entries.len();
    let mut groups = BTreeMap::new();
    for (name, node) in entries {
        let Ok(group) = name.parse::<GroupName>() else {
            node.fault(
                "this is not the name of a group",
                "write a name that tokens can have",
            );
            continue;
        };
        mentions.group(&group, node.place());
        if let Some(addresses) = node.list().and_then(super::node::List::into_set) {
            groups.insert(group, addresses);
        }
    }
    (groups.len() == wanted).then_some(groups)
}

fn users(node: Node<'_, '_>) -> Option<BTreeMap<PersonId, EmailAddress>> {
    const USER: &str = r#"write `{ issuer = "https://…", subject = "…", email = "…" }`"#;
    let elements = node.elements(USER)?;
    let wanted = elements.len();
    let mut users = BTreeMap::new();
    for element in elements {
        let Some(table) = element.table_like(&["issuer", "subject", "email"], USER) else {
            continue;
        };
        let person = super::persons::person(&table);
        let email = table.require("email", r#"email = "name@example.com""#);
        let email: Option<EmailAddress> = email.and_then(Node::parsed);
        let (Some(person), Some(email)) = (person, email) else {
            continue;
        };
        if users.insert(person, email).is_some() {
            element.fault("this person is named twice", "leave one of them out");
        }
    }
    (users.len() == wanted).then_some(users)
}

fn templates(node: Node<'_, '_>) -> Option<Templates> {
    let mut templates = Templates::default();
    let mut sound = true;
    for (name, node) in node.free_table()? {
        let kind = match name {
            "all" => None,
            _ => match name.parse::<NoticeKind>() {
                Ok(kind) => Some(kind),
                Err(error) => {
                    let what = format!("{} is no kind of notice", Quoted(name));
                    node.fault(what, format!("write `all`, or a kind: {error}"));
                    sound = false;
                    continue;
                }
            },
        };
        sound &= texts(node, kind, &mut templates).is_some();
    }
    sound.then_some(templates)
}

fn texts(node: Node<'_, '_>, kind: Option<NoticeKind>, templates: &mut Templates) -> Option<()> {
    let table = node.table(&["title", "text", "html"])?;
    if table.is_empty() {
        node.fault("this replaces nothing", "add `title`, `text` or `html`");
        return None;
    }
    for part in Part::ALL {
        let Some(node) = table.get(part.as_str()) else {
            continue;
        };
        if let Err(error) = templates.add(kind, part, node.string()?) {
            let line = error.line;
            let what = format!("line {line} of this template: {error}");
            node.fault(what, "docs/notifications.md has what a template can say");
            return None;
        }
    }
    Some(())
}
