use std::collections::BTreeSet;
use std::num::NonZeroU32;

use jit_domain::{Level, PermissionSetName, PolicyName, WindowDuration};

use super::known::Known;
use super::mentions::Mentions;
use super::node::{DurationBounds, Node};
use super::permission_sets::permission_sets;
use super::persons::person_selector;
use super::selectors::{Selects, selector};
use super::source::Source;
use super::table::Table;
use crate::approval::ApprovalPolicy;

const KEYS: &[&str] = &["name", "targets", "max_duration", "pending_for", "level"];

/// Source: AWS Systems Manager User Guide, "Create approval policies for just-in-time node access".
const WINDOW: DurationBounds = DurationBounds {
    seconds: (3600, WindowDuration::MAX_SECONDS),
    text: "1h to 336h",
};

const PENDING: DurationBounds = DurationBounds {
    seconds: (1, 7 * 24 * 3600),
    text: "1s to 7d",
};

/// The most levels of one policy: every set of them is looked at for possible approvers.
const MAX_LEVELS: usize = 8;

/// Reads a file of `approvals/`: the entries without a fault.
pub(super) fn approvals<'s>(
    source: &'s Source,
    known: Option<&Known<'s>>,
    mentions: &mut Mentions<'s>,
) -> Vec<ApprovalPolicy> {
    let Some(document) = source.document() else {
        return Vec::new();
    };
    let tables = document
        .top(&["approval"])
        .tables("approval", "[[approval]]", KEYS);
    tables
        .iter()
        .filter_map(|table| approval(table, known, mentions))
        .collect()
}

fn approval<'s>(
    table: &Table<'_, 's>,
    known: Option<&Known<'s>>,
    mentions: &mut Mentions<'s>,
) -> Option<ApprovalPolicy> {
    let name = table.require("name", r#"name = "production""#);
    let name = name.and_then(|node| {
        let name: PolicyName = node.parsed()?;
        mentions.approval(&name, node.place());
        Some(name)
    });
    let targets = table.require("targets", r#"targets = { ou = ["prod"] }"#);
    let sets = targets.and_then(|node| only_sets(node, known));
    let targets = targets.and_then(|node| selector(node, Selects::Targets, known));
    let max_duration = table.require("max_duration", r#"max_duration = "12h""#);
    let max_duration = max_duration.and_then(|node| node.duration(WINDOW));
    let pending_for = table.require("pending_for", r#"pending_for = "8h""#);
    let pending_for = pending_for.and_then(|node| node.duration(PENDING));
    let levels = levels(table, mentions);
    Some(ApprovalPolicy {
        name: name?,
        targets: targets?,
        permission_sets: sets?,
        max_duration: max_duration?,
        pending_for: pending_for?,
        levels: levels?,
        origin: table.place().origin(),
    })
}

/// The `permission_sets` of `targets`: empty for all of them.
fn only_sets(
    targets: Node<'_, '_>,
    known: Option<&Known<'_>>,
) -> Option<BTreeSet<PermissionSetName>> {
    match targets.peek("permission_sets") {
        None => Some(BTreeSet::new()),
        Some(node) => permission_sets(node, known),
    }
}

fn levels<'s>(table: &Table<'_, 's>, mentions: &mut Mentions<'s>) -> Option<Vec<Level>> {
    const EXAMPLE: &str = "[[approval.level]]";
    let node = table.require("level", EXAMPLE)?;
    let tables = table.tables("level", EXAMPLE, &["approvers", "approvals"]);
    if tables.is_empty() {
        return None;
    }
    if tables.len() > MAX_LEVELS {
        let what = format!("{} levels are more than {MAX_LEVELS}", tables.len());
        node.fault(what, "merge levels");
        return None;
    }
    let wanted = tables.len();
    let levels: Vec<_> = tables
        .iter()
        .filter_map(|table| level(table, mentions))
        .collect();
    (levels.len() == wanted).then_some(levels)
}

pub(super) fn level<'s>(table: &Table<'_, 's>, mentions: &mut Mentions<'s>) -> Option<Level> {
    let approvers = table.require("approvers", r#"approvers = { groups = ["leads"] }"#);
    let approvers = approvers.and_then(|node| person_selector(node, mentions));
    let approvals = table.require("approvals", "approvals = 1");
    let number = approvals.and_then(|node| node.number(1..=100));
    let (approvers, number) = (approvers?, NonZeroU32::new(number?)?);
    let named_only = approvers.groups.is_empty() && approvers.attributes.is_empty();
    let people = u32::try_from(approvers.users.len()).unwrap_or(u32::MAX);
    if named_only && people < number.get() {
        let what = format!("{number} approvals, but only {people} possible approvers");
        approvals?.fault(what, "name more approvers, or ask for fewer approvals");
        return None;
    }
    Some(Level {
        approvers,
        approvals: number,
    })
}
