use jit_domain::{PolicyName, WindowDuration};

use super::checks::named_checks;
use super::known::Known;
use super::mentions::Mentions;
use super::node::{DurationBounds, Node};
use super::permission_sets::permission_sets;
use super::persons::person_selector;
use super::selectors::{Selects, selector};
use super::source::{Place, Source};
use super::table::Table;
use crate::eligibility::{BreakGlass, Eligibility};
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
    "review",
    "checks",
];

const WINDOW: DurationBounds = DurationBounds {
    seconds: (1, WindowDuration::MAX_SECONDS),
    text: "1s to 336h",
};

/// A break-glass window is short, and a working day at most.
const BREAK_GLASS: DurationBounds = DurationBounds {
    seconds: (1, 12 * 3600),
    text: "1s to 12h",
};

/// How soon somebody has to look back.
const REVIEW: DurationBounds = DurationBounds {
    seconds: (3600, WindowDuration::MAX_SECONDS),
    text: "1h to 14d",
};

/// Three days: a weekend.
const REVIEW_WITHIN_SECONDS: u32 = 72 * 3600;

/// The shortest reason for breaking glass, in characters, when nothing is said and at least.
const BREAK_GLASS_REASON: u32 = 10;

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
    let opens_at_once = table.optional("break_glass", Node::boolean);
    // What is neither true nor false is a fault already.
    let opens_at_once = opens_at_once.unwrap_or_default();
    let limits = if opens_at_once {
        break_glass_limits(table, mentions)
    } else {
        limits(table, mentions)
    };
    let break_glass = break_glass(table, opens_at_once);
    let checks = table.optional("checks", |node| named_checks(node, opens_at_once, mentions));
    let eligibility = Eligibility {
        name: name?,
        who: who?,
        accounts: accounts?,
        permission_sets: sets?,
        limits: limits?,
        break_glass: break_glass?,
        checks: checks?,
        origin: table.place().origin(),
    };
    Some((eligibility, table.place()))
}

fn limits<'s>(table: &Table<'_, 's>, mentions: &mut Mentions<'s>) -> Option<Limits> {
    let max_duration = table.require("max_duration", r#"max_duration = "8h""#);
    let max_duration = max_duration.and_then(|node| node.duration(WINDOW));
    let reason = match table.get("reason") {
        None => Some(1),
        Some(node) => reason(node),
    };
    let ticket = table.optional("ticket", |node| ticket(node, mentions));
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

fn ticket<'s>(node: Node<'_, 's>, mentions: &mut Mentions<'s>) -> Option<TicketRule> {
    let table = node.table(&["required", "pattern"])?;
    let required = table.optional("required", Node::boolean);
    let pattern = table.optional("pattern", |node| mentions.pattern(node).map(Some));
    Some(TicketRule {
        required: required?,
        pattern: pattern?,
    })
}

/// Limits of an eligibility that opens at once: short, and never without a reason.
fn break_glass_limits<'s>(table: &Table<'_, 's>, mentions: &mut Mentions<'s>) -> Option<Limits> {
    let max_duration = match table.get("max_duration") {
        None => Some(WindowDuration::HOUR),
        Some(node) => node.duration(BREAK_GLASS),
    };
    let reason = match table.get("reason") {
        None => Some(BREAK_GLASS_REASON),
        Some(node) => reason(node).and_then(|length| long_enough(node, length)),
    };
    let ticket = table.optional("ticket", |node| ticket(node, mentions));
    Some(Limits {
        max_duration: max_duration?,
        reason_min_length: reason?,
        ticket: ticket?,
    })
}

fn long_enough(node: Node<'_, '_>, length: u32) -> Option<u32> {
    if length < BREAK_GLASS_REASON {
        let what = format!("whoever breaks glass says why: {length} characters are too few");
        node.fault(what, format!("ask for {BREAK_GLASS_REASON} at least"));
        return None;
    }
    Some(length)
}

/// The `review` of an eligibility that opens at once; any other has none.
#[expect(
    clippy::option_option,
    reason = "none is a fault, some none an ordinary eligibility"
)]
fn break_glass(table: &Table<'_, '_>, opens_at_once: bool) -> Option<Option<BreakGlass>> {
    let review = table.get("review");
    if !opens_at_once {
        if let Some(node) = review {
            let what = "only break-glass windows are reviewed";
            node.fault(what, "leave the key out, or write `break_glass = true`");
            return None;
        }
        return Some(None);
    }
    let Some(table) = review.map(|node| node.table(&["within", "overdue_blocks"])) else {
        return Some(Some(BreakGlass {
            review_within: review_within(REVIEW_WITHIN_SECONDS)?,
            overdue_blocks: false,
        }));
    };
    let table = table?;
    let within = match table.get("within") {
        None => review_within(REVIEW_WITHIN_SECONDS),
        Some(node) => node.duration(REVIEW),
    };
    let overdue_blocks = table.optional("overdue_blocks", Node::boolean);
    Some(Some(BreakGlass {
        review_within: within?,
        overdue_blocks: overdue_blocks?,
    }))
}

fn review_within(seconds: u32) -> Option<WindowDuration> {
    WindowDuration::try_from(i64::from(seconds)).ok()
}
