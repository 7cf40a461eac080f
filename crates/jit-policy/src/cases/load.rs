use std::path::Path;

use jit_domain::{
    AccountRef, Ask, Authentication, DisplayName, GroupName, Issuer, Person, PersonId, Reason,
    Subject, Timestamp, WindowDuration,
};

use super::case::{Case, Question};
use super::expectation::{Expectation, OF_REQUESTS, OF_VENDS};
use crate::load::{DurationBounds, Node, Source, Table, in_order, tests_of};
use crate::quoted::Quoted;
use crate::{Bundle, BundleError};

const KEYS: &[&str] = &[
    "name",
    "action",
    "person",
    "account",
    "permission_set",
    "duration",
    "reason",
    "ticket",
    "break_glass",
    "now",
    "expect",
    "policy",
    "policies",
    "eligibility",
    "levels",
];

const PERSON_KEYS: &[&str] = &[
    "issuer",
    "subject",
    "groups",
    "attributes",
    "methods",
    "signed_in",
];

const WINDOW: DurationBounds = DurationBounds {
    seconds: (1, WindowDuration::MAX_SECONDS),
    text: "1s to 336h",
};

/// Who asks, how, and when, where a test says nothing.
const ISSUER: &str = "https://id.example.com";
const SUBJECT: &str = "someone";
const REASON: &str = "a reason that is long enough for any policy to take";
/// A Monday, at noon.
const NOW: &str = "2026-01-05T12:00:00Z";

/// Reads the tests of a bundle: `tests/*.toml`, in order of file and entry.
///
/// # Errors
///
/// Everything that is wrong with them, each with file, line and fix.
pub fn load_cases(folder: &Path, bundle: &Bundle) -> Result<Vec<Case>, BundleError> {
    let (sources, mut faults) = tests_of(folder);
    let cases: Vec<_> = sources
        .iter()
        .flat_map(|source| cases(source, bundle))
        .collect();
    faults.extend(sources.iter().flat_map(Source::take_faults));
    if faults.is_empty() {
        Ok(cases)
    } else {
        Err(in_order(faults))
    }
}

fn cases(source: &Source, bundle: &Bundle) -> Vec<Case> {
    let Some(document) = source.document() else {
        return Vec::new();
    };
    let tables = document.top(&["test"]).tables("test", "[[test]]", KEYS);
    let tables = tables.iter();
    tables.filter_map(|table| case(table, bundle)).collect()
}

fn case(table: &Table<'_, '_>, bundle: &Bundle) -> Option<Case> {
    let name = table.require("name", r#"name = "an engineer looks at production""#);
    let name = name.and_then(Node::string);
    let vend = match table.get("action") {
        None => Some(false),
        Some(node) => one_of(node, &["request", "vend"]).map(|word| word == "vend"),
    };
    let person = table.require("person", r#"person = { groups = ["sre"] }"#);
    let person = person.and_then(person_of);
    let account = table.require("account", r#"account = "payments-prod""#);
    let set = table.require("permission_set", r#"permission_set = "ReadOnly""#);
    let account = account.and_then(|node| {
        let account = node.parsed::<AccountRef>()?;
        if bundle.account(&account).is_none() {
            unknown(node, "account");
        }
        Some(account)
    });
    let permission_set = set.and_then(|node| {
        let name = node.parsed()?;
        if !bundle.catalog().has_set(&name) {
            unknown(node, "permission set");
        }
        Some(name)
    });
    let ask = ask(table);
    let break_glass = table.optional("break_glass", Node::boolean);
    let now = or(table, "now", NOW, Node::parsed::<Timestamp>);
    let expected = expectation(table, vend.unwrap_or_default());
    let (mut person, now) = (person?, now?);
    place_in_time(&mut person, now);
    Some(Case {
        name: name?.to_owned(),
        origin: table.place().origin(),
        question: Question {
            vend: vend?,
            person,
            account: account?,
            permission_set: permission_set?,
            ask: ask?,
            break_glass: break_glass?,
            now,
        },
        expected: expected?,
    })
}

/// A test about something that there is not would pass for the wrong reason.
fn unknown(node: Node<'_, '_>, what: &str) {
    let text = format!("the catalog has no {what} {}", node.shown());
    node.fault(text, "correct the name");
}

fn ask(table: &Table<'_, '_>) -> Option<Ask> {
    let duration = table.get("duration");
    let duration = duration.map_or(Some(WindowDuration::HOUR), |node| node.duration(WINDOW));
    let reason = or(table, "reason", REASON, Node::parsed::<Reason>);
    let ticket = table.optional("ticket", |node| node.parsed().map(Some));
    Some(Ask {
        duration: duration?,
        reason: reason?,
        ticket: ticket?,
        start: None,
        extends: None,
        batch: None,
    })
}

/// The value of a key, or what counts where it is left out.
fn or<'t, 's, T: std::str::FromStr>(
    table: &Table<'t, 's>,
    key: &'static str,
    otherwise: &str,
    read: impl FnOnce(Node<'t, 's>) -> Option<T>,
) -> Option<T> {
    table.get(key).map_or_else(|| otherwise.parse().ok(), read)
}

/// A person whose sign-in is still as long ago as `signed_in` says, counted from the beginning of
/// time; [`place_in_time`] makes an instant of it.
fn person_of(node: Node<'_, '_>) -> Option<Person> {
    let table = node.table(PERSON_KEYS)?;
    let issuer = or(&table, "issuer", ISSUER, Node::parsed::<Issuer>);
    let subject = or(&table, "subject", SUBJECT, Node::parsed::<Subject>);
    let groups = table.optional("groups", |node| node.list::<GroupName>()?.into_set());
    let attributes = table.optional("attributes", Node::lists);
    let methods = table.optional("methods", |node| {
        node.list::<String>()?.into_set().map(Some)
    });
    let signed_in = table.optional("signed_in", |node| node.seconds(AGO).map(Some));
    let (subject, signed_in) = (subject?, signed_in?);
    Some(Person {
        name: DisplayName::from(subject.as_str()),
        id: PersonId {
            issuer: issuer?,
            subject,
        },
        groups: groups?,
        attributes: attributes?,
        authentication: Authentication {
            methods: methods?,
            at: signed_in.map(|ago| Timestamp::from_millis(i64::from(ago) * 1000)),
        },
    })
}

/// How long ago somebody signed in.
const AGO: DurationBounds = DurationBounds {
    seconds: (0, 366 * 24 * 3600),
    text: "0s to 366d",
};

fn place_in_time(person: &mut Person, now: Timestamp) {
    let ago = person.authentication.at;
    person.authentication.at = ago.map(|ago| now.plus_seconds(-(ago.millis() / 1000)));
}

fn expectation(table: &Table<'_, '_>, vend: bool) -> Option<Expectation> {
    let words = if vend { OF_VENDS } else { OF_REQUESTS };
    let expect = table.require("expect", r#"expect = "manual""#);
    let word = expect.and_then(|node| one_of(node, words));
    let policies = policies(table);
    let eligibility = table.optional("eligibility", |node| node.parsed().map(Some));
    let levels = table.optional("levels", |node| {
        let levels = node.elements("write `levels = [1, 2]`")?;
        let wanted = levels.len();
        let levels = levels.into_iter().filter_map(|level| level.number(1..=100));
        let levels: Vec<_> = levels.collect();
        (levels.len() == wanted).then_some(Some(levels))
    });
    Some(Expectation {
        word: word?.to_owned(),
        policies: policies?,
        eligibility: eligibility?,
        levels: levels?,
    })
}

/// `policy = "…"` or `policies = ["…", "…"]`.
#[expect(
    clippy::option_option,
    reason = "none is a fault, some none an expectation of any"
)]
fn policies(table: &Table<'_, '_>) -> Option<Option<Vec<jit_domain::PolicyName>>> {
    match (table.get("policy"), table.get("policies")) {
        (None, None) => Some(None),
        (Some(node), None) => Some(Some(vec![node.parsed()?])),
        (None, Some(node)) => {
            let set = node.list()?.into_set()?;
            Some(Some(set.into_iter().collect()))
        }
        (Some(_), Some(node)) => {
            node.fault(
                "`policy` and `policies` cannot both be there",
                "leave one out",
            );
            None
        }
    }
}

fn one_of<'t>(node: Node<'t, '_>, words: &[&str]) -> Option<&'t str> {
    let text = node.string()?;
    if words.contains(&text) {
        return Some(text);
    }
    let known: Vec<_> = words.iter().map(|word| format!("`{word}`")).collect();
    let what = format!("no test can say {}", Quoted(text));
    node.fault(what, format!("write one of {}", known.join(", ")));
    None
}
