use jit_domain::{PolicyName, WindowDuration};

use super::known::Known;
use super::mentions::Mentions;
use super::node::{DurationBounds, Node};
use super::permission_sets::permission_sets;
use super::persons::person_selector;
use super::selectors::{Selects, selector};
use super::source::{Place, Source};
use super::table::Table;
use crate::eligibility::Eligibility;
use crate::limits::Limits;
use crate::ticket_rule::TicketRule;

const KEYS: &[&str] = &[
    "name",
    "who",
    "accounts",
    "permission_sets",
    "max_duration",
    "reason",
    "ticket",
    "break_glass",
];

const WINDOW: DurationBounds = DurationBounds {
    seconds: (1, WindowDuration::MAX_SECONDS),
    text: "1s to 336h",
};

/// Reads a file of `eligibility/`: the entries without a fault, each with its place.
pub(super) fn eligibilities<'s>(
    source: &'s Source,
    known: Option<&Known<'s>>,
    mentions: &mut Mentions<'s>,
) -> Vec<(Eligibility, Place<'s>)> {
    let Some(document) = source.document() else {
        return Vec::new();
    };
    let tables = document
        .top(&["eligibility"])
        .tables("eligibility", "[[eligibility]]", KEYS);
    tables
        .iter()
        .filter_map(|table| eligibility(table, known, mentions))
        .collect()
}

fn eligibility<'s>(
    table: &Table<'_, 's>,
    known: Option<&Known<'s>>,
    mentions: &mut Mentions<'s>,
) -> Option<(Eligibility, Place<'s>)> {
    let name = table.require("name", r#"name = "sre-production""#);
    let name = name.and_then(|node| {
        let name: PolicyName = node.parsed()?;
        mentions.eligibility(&name, node.place());
        Some(name)
    });
    let who = table.require("who", r#"who = { groups = ["sre"] }"#);
    let who = who.and_then(|node| person_selector(node, mentions));
    let accounts = table.require("accounts", r#"accounts = { ou = ["prod"] }"#);
    let accounts = accounts.and_then(|node| selector(node, Selects::Accounts, known));
    let sets = table.require("permission_sets", r#"permission_sets = ["ReadOnly"]"#);
    let sets = sets.and_then(|node| permission_sets(node, known));
    let limits = limits(table);
    refuse_break_glass(table);
    let eligibility = Eligibility {
        name: name?,
        who: who?,
        accounts: accounts?,
        permission_sets: sets?,
        limits: limits?,
    };
    Some((eligibility, table.place()))
}

fn limits(table: &Table<'_, '_>) -> Option<Limits> {
    let max_duration = table.require("max_duration", r#"max_duration = "8h""#);
    let max_duration = max_duration.and_then(|node| node.duration(WINDOW));
    let reason = match table.get("reason") {
        None => Some(1),
        Some(node) => reason(node),
    };
    let ticket = table.optional("ticket", ticket);
    Some(Limits {
        max_duration: max_duration?,
        reason_min_length: reason?,
        ticket: ticket?,
    })
}

fn reason(node: Node<'_, '_>) -> Option<u32> {
    let table = node.table(&["min_length"])?;
    table
        .require("min_length", "min_length = 10")?
        .number(1..=1024)
}

fn ticket(node: Node<'_, '_>) -> Option<TicketRule> {
    let table = node.table(&["required", "pattern"])?;
    let required = table.optional("required", Node::boolean);
    let pattern = table.optional("pattern", |node| node.parsed().map(Some));
    Some(TicketRule {
        required: required?,
        pattern: pattern?,
    })
}

/// An eligibility that opens at once is not something to read as one that waits for approval, or
/// the reverse.
fn refuse_break_glass(table: &Table<'_, '_>) {
    if let Some(node) = table.get("break_glass")
        && node.boolean() == Some(true)
    {
        let what = "this version does not know break-glass eligibilities";
        node.fault(
            what,
            "leave the entry out; `break_glass = false` is accepted",
        );
    }
}
