use std::collections::BTreeSet;

use jit_domain::{GroupName, PersonId, PersonSelector};

use super::mentions::Mentions;
use super::node::Node;
use super::table::Table;

const FIX: &str = "name people by `groups`, `users` or `attributes`";

/// Reads `{ groups = […], users = [{ issuer, subject }], attributes = { claim = […] } }`; somebody
/// has to be named.
pub(super) fn person_selector<'s>(
    node: Node<'_, 's>,
    mentions: &mut Mentions<'s>,
) -> Option<PersonSelector> {
    let table = node.table(&["groups", "users", "attributes"])?;
    if table.is_empty() {
        node.fault("this names nobody", FIX);
    }
    let groups = table.optional("groups", |groups| group_names(groups, mentions));
    let users = table.optional("users", people);
    let attributes = table.optional("attributes", Node::lists);
    let selector = PersonSelector {
        groups: groups?,
        users: users?,
        attributes: attributes?,
    };
    (!selector.is_empty()).then_some(selector)
}

fn group_names<'s>(node: Node<'_, 's>, mentions: &mut Mentions<'s>) -> Option<BTreeSet<GroupName>> {
    let list = node.list::<GroupName>()?;
    for (group, element) in &list.items {
        mentions.group(group, element.place());
    }
    list.into_set()
}

fn people(node: Node<'_, '_>) -> Option<BTreeSet<PersonId>> {
    const USER: &str = r#"write `{ issuer = "https://…", subject = "…" }`"#;
    let elements = node.elements(USER)?;
    let wanted = elements.len();
    let mut people = BTreeSet::new();
    for element in elements {
        let Some(table) = element.table_like(&["issuer", "subject"], USER) else {
            continue;
        };
        let Some(person) = person(&table) else {
            continue;
        };
        if people.contains(&person) {
            element.fault("this person is named twice", "leave one of them out");
        }
        people.insert(person);
    }
    (people.len() == wanted).then_some(people)
}

/// The identity that `issuer` and `subject` of a table name.
pub(super) fn person(table: &Table<'_, '_>) -> Option<PersonId> {
    let issuer = table.require("issuer", r#"issuer = "https://…""#);
    let subject = table.require("subject", r#"subject = "…""#);
    let issuer = issuer.and_then(Node::parsed);
    let subject = subject.and_then(Node::parsed);
    Some(PersonId {
        issuer: issuer?,
        subject: subject?,
    })
}
