//! How a request looks: in two lines after a change, and in full.

use jit_api::{LevelView, PersonView, Request, VerdictName};
use jit_domain::{PersonSelector, StatusName, Timestamp, WindowDuration};
use serde::{Serialize, Serializer};

use super::review_view::{break_glass, review, status_and_mark};
use super::window_view::{granted, window_rows};
use crate::ui::{Details, Foreign, Human, Screen, Table, neutral_to};

/// A request in two or three lines: what it is, and what comes next.
#[derive(Clone, Debug)]
pub(crate) struct RequestLines(pub(crate) Request);

impl Serialize for RequestLines {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

impl Human for RequestLines {
    fn human(&self, screen: &Screen) -> String {
        let request = &self.0;
        let mut lines = format!(
            "{}  {}  {} in {} ({}) for {}",
            request.id,
            status_and_mark(request, screen.now()),
            request.permission_set,
            request.account_name,
            request.account,
            length(request)
        );
        if let Some(next) = next(request, screen) {
            lines.extend(["\n  ", &next]);
        }
        lines
    }
}

/// How long the window was granted for, also where it was ended early; of a request that was never
/// granted, how long it was asked for.
pub(crate) fn length(request: &Request) -> WindowDuration {
    match request.window_start {
        Some(_) => granted(request),
        None => request.duration_seconds,
    }
}

/// What comes next for a request, or what it ended with.
pub(crate) fn next(request: &Request, screen: &Screen) -> Option<String> {
    let time = |at: Option<Timestamp>| at.map(|at| screen.time_and_distance(at));
    match request.status {
        StatusName::Pending => {
            let level = open_level(request).map(waits_for)?;
            let until = screen.time_and_distance(request.pending_until);
            let start = request.start.filter(|start| *start > screen.now());
            let opens = start.map(|at| {
                let at = screen.time_and_distance(at);
                format!("\n  opens at the earliest {at}")
            });
            let opens = opens.unwrap_or_default();
            Some(format!("waits for {level} until {until}{opens}"))
        }
        StatusName::Scheduled => time(request.window_start).map(|at| format!("opens {at}")),
        StatusName::Active => time(request.window_end).map(|at| format!("open until {at}")),
        StatusName::Ended | StatusName::Revoked => {
            let review = review(request, screen).map(|review| format!("\n  review {review}"));
            let review = review.unwrap_or_default();
            time(request.window_end).map(|at| format!("closed {at}{review}"))
        }
        StatusName::Failed => Some(format!("policies apply alike: {}", policies(request))),
        StatusName::Rejected | StatusName::Cancelled | StatusName::Expired => None,
    }
}

fn policies(request: &Request) -> String {
    let names: Vec<&str> = request.policies.iter().map(AsRef::as_ref).collect();
    neutral_to(&names.join(", "), 200)
}

pub(crate) fn open_level(request: &Request) -> Option<&LevelView> {
    let open = request.level?;
    request.levels.iter().find(|level| level.number == open)
}

/// `1 more approval at level 1 (group leads)`.
pub(crate) fn waits_for(level: &LevelView) -> String {
    let missing = level.approvals.saturating_sub(level.approved);
    let plural = if missing == 1 { "" } else { "s" };
    let who = selector(&level.approvers);
    format!(
        "{missing} more approval{plural} at level {} ({who})",
        level.number
    )
}

/// What external checks said, each beside its own name.
pub(crate) fn checks(details: &mut Details, request: &Request) {
    for passed in &request.checks {
        let name = neutral_to(passed.check.as_ref(), 200);
        let level = if passed.adds_level {
            ", and added a level"
        } else {
            ""
        };
        let note = passed.note.as_ref().map(|n| neutral_to(n.as_str(), 400));
        let note = note.map(|note| format!(": {note}")).unwrap_or_default();
        details.add("check", format_args!("{name} let it pass{level}{note}"));
    }
}

/// Who a selector names, in words.
pub(crate) fn selector(who: &PersonSelector) -> String {
    let groups = who.groups.iter().map(|group| format!("group {group}"));
    let users = who
        .users
        .iter()
        .map(|user| format!("user {}", user.subject));
    let claims = who.attributes.iter().map(|(claim, values)| {
        let values: Vec<&str> = values.iter().map(String::as_str).collect();
        format!("{claim} {}", values.join("/"))
    });
    let all: Vec<String> = groups.chain(users).chain(claims).collect();
    neutral_to(&all.join(" or "), 400)
}

/// The requester: who that is, each part beside its own name, so that what they call themselves
/// cannot pass for it.
pub(crate) fn requester(details: &mut Details, person: &PersonView) {
    details.add("requester", neutral_to(person.subject.as_str(), 255));
    details.add("of issuer", neutral_to(person.issuer.as_str(), 512));
    details.add("called", neutral_to(person.name.as_str(), 128));
}

/// A request in full.
#[derive(Clone, Debug)]
pub(crate) struct FullRequest(pub(crate) Request);

impl Serialize for FullRequest {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

impl Human for FullRequest {
    fn human(&self, screen: &Screen) -> String {
        let request = &self.0;
        let mut parts = vec![fields(request, screen)];
        parts.extend(levels(request, screen));
        parts.extend(decisions(request, screen));
        parts.extend(timeline(request, screen));
        parts.join("\n\n")
    }
}

fn fields(request: &Request, screen: &Screen) -> String {
    let mut details = Details::new(screen);
    details.add("request", &request.id);
    details.add("status", status(request, screen));
    details.add("account", account(request));
    details.add("permission set", &request.permission_set);
    details.add("role", &request.role_arn);
    details.add("duration", duration(request));
    window_rows(&mut details, request, screen);
    break_glass(&mut details, request, screen);
    requester(&mut details, &request.requester);
    details.add("reason", Foreign(request.reason.as_str()));
    details.add_some(
        "ticket",
        request.ticket.as_ref().map(|t| neutral_to(t.as_str(), 128)),
    );
    details.add_some(
        "start",
        request.start.map(|at| screen.time_and_distance(at)),
    );
    details.add_some("extends", request.extends.as_ref());
    checks(&mut details, request);
    details.add("asked", screen.time_and_distance(request.created_at));
    if request.status == StatusName::Pending {
        let until = screen.time_and_distance(request.pending_until);
        details.add("decide before", until);
    }
    details.add_some(
        "policy",
        request.policy.as_ref().map(|p| neutral_to(p.as_ref(), 200)),
    );
    if !request.policies.is_empty() {
        details.add("policies", policies(request));
    }
    details.add("digest", &request.digest);
    details.add("bundle", &request.bundle);
    details.lines()
}

fn status(request: &Request, screen: &Screen) -> String {
    let status = status_and_mark(request, screen.now());
    match request.level {
        Some(level) => format!("{status} (level {level} of {})", request.levels.len()),
        None => status,
    }
}

/// `payments-prod (111111111111)`.
pub(crate) fn account(request: &Request) -> String {
    format!("{} ({})", request.account_name, request.account)
}

/// How long the window was granted for, and how long it was asked for where that is something else.
pub(crate) fn duration(request: &Request) -> String {
    let (length, asked) = (length(request), request.duration_seconds);
    if length == asked {
        asked.to_string()
    } else {
        format!("{length} ({asked} was asked for)")
    }
}

/// How many sessions were opened, as far as the timeline is there.
pub(crate) fn sessions_opened(request: &Request) -> usize {
    let opened = |event: &str| event == "session_opened";
    request.timeline.iter().filter(|e| opened(&e.event)).count()
}

pub(crate) fn levels(request: &Request, screen: &Screen) -> Option<String> {
    if request.levels.is_empty() {
        return None;
    }
    let mut table = Table::new(screen, &["LEVEL", "APPROVALS", "APPROVERS"]);
    for level in &request.levels {
        table.row([
            level.number.to_string(),
            format!("{} of {}", level.approved, level.approvals),
            selector(&level.approvers),
        ]);
    }
    Some(table.lines(2))
}

pub(crate) fn decisions(request: &Request, screen: &Screen) -> Option<String> {
    if request.decisions.is_empty() {
        return None;
    }
    let mut table = Table::new(screen, &["DECIDED", "DECISION", "BY", "COMMENT"]);
    for decision in &request.decisions {
        let comment = decision
            .comment
            .as_ref()
            .map(|c| Foreign(c.as_str()).to_string());
        table.row([
            screen.time(decision.at),
            verdict(decision.verdict, decision.level, decision.duration_seconds),
            short_person(&decision.by),
            comment.unwrap_or_default(),
        ]);
    }
    Some(table.lines(2))
}

fn verdict(verdict: VerdictName, level: Option<u32>, shorter: Option<WindowDuration>) -> String {
    let word = match verdict {
        VerdictName::Approve => "approve",
        VerdictName::Reject => "reject",
        VerdictName::Revoke => "revoke",
    };
    let level = level
        .map(|level| format!(" at level {level}"))
        .unwrap_or_default();
    let shorter = shorter.map(|d| format!(" for {d}")).unwrap_or_default();
    format!("{word}{level}{shorter}")
}

/// `subject (name)`, where the issuer is shown elsewhere or does not matter. What identifies comes
/// first.
pub(crate) fn short_person(person: &PersonView) -> String {
    let name = neutral_to(person.name.as_str(), 48);
    let subject = neutral_to(person.subject.as_str(), 64);
    if name == subject {
        subject
    } else {
        format!("{subject} ({name})")
    }
}

fn timeline(request: &Request, screen: &Screen) -> Option<String> {
    if request.timeline.is_empty() {
        return None;
    }
    let mut table = Table::new(screen, &["WHEN", "EVENT", "KEY", "BY"]);
    for entry in &request.timeline {
        table.row([
            screen.time(entry.at),
            neutral_to(&entry.event.replace('_', " "), 40),
            entry
                .access_key_id
                .as_deref()
                .map(|id| neutral_to(id, 40))
                .unwrap_or_default(),
            entry.by.as_ref().map(short_person).unwrap_or_default(),
        ]);
    }
    Some(table.lines(3))
}
