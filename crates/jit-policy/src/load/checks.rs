use jit_domain::PolicyName;

use super::approval::level;
use super::mentions::Mentions;
use super::node::Node;
use super::source::Source;
use super::table::Table;
use crate::checks::ExternalCheck;

/// The most checks of one eligibility: all of them are waited for.
const MAX_CHECKS: usize = 4;

/// Reads `checks.toml`: the entries without a fault.
pub(super) fn checks<'s>(source: &'s Source, mentions: &mut Mentions<'s>) -> Vec<ExternalCheck> {
    let Some(document) = source.document() else {
        return Vec::new();
    };
    let tables = document
        .top(&["check"])
        .tables("check", "[[check]]", &["name", "level"]);
    tables
        .iter()
        .filter_map(|table| check(table, mentions))
        .collect()
}

fn check<'s>(table: &Table<'_, 's>, mentions: &mut Mentions<'s>) -> Option<ExternalCheck> {
    let name = table.require("name", r#"name = "change""#);
    let name = name.and_then(|node| {
        let name: PolicyName = node.parsed()?;
        mentions.check(&name, node.place());
        Some(name)
    });
    let level = table.optional("level", |node| {
        let table = node.table(&["approvers", "approvals"])?;
        level(&table, mentions).map(Some)
    });
    Some(ExternalCheck {
        name: name?,
        level: level?,
    })
}

/// Reads the `checks` of an eligibility, each of which `checks.toml` has. Glass is not broken on the
/// word of another service: what opens at once waits for none.
pub(super) fn named_checks<'s>(
    node: Node<'_, 's>,
    opens_at_once: bool,
    mentions: &Mentions<'s>,
) -> Option<Vec<PolicyName>> {
    if opens_at_once {
        let what = "breaking glass waits for no other service";
        node.fault(what, "leave `checks` out of a break-glass eligibility");
        return None;
    }
    let list = node.list::<PolicyName>()?;
    if list.items.len() > MAX_CHECKS {
        node.fault(
            format!("{} checks are more than {MAX_CHECKS}", list.items.len()),
            "have one check ask the others",
        );
        return None;
    }
    let unknown = list
        .items
        .iter()
        .filter(|(name, _)| !mentions.has_check(name));
    for (name, element) in unknown {
        element.fault(
            format!("`checks.toml` has no check `{name}`"),
            "correct the name, or add the check to `checks.toml`",
        );
    }
    let all: Vec<PolicyName> = list.items.iter().map(|(name, _)| name.clone()).collect();
    list.into_set().map(|_| all)
}
