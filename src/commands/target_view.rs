//! How a target looks that may be requested, and the command that asks for it.

use jit_api::{ApprovalKind, LevelView, TargetOffer};
use jit_domain::WindowDuration;

use super::request_view::selector;
use super::type_this::{self, word};
use crate::ui::{Details, Screen, neutral_to};

/// What approval a target takes now, in one line.
pub(crate) fn approval(target: &TargetOffer) -> String {
    if let Some(guardrail) = &target.forbidden_by {
        let guardrail = neutral_to(guardrail.as_ref(), 200);
        return format!("forbidden now by {guardrail} (without a ticket)");
    }
    let alone = target.automatic_up_to_seconds;
    let up_to = alone.map(|longest| format!("by policy up to {longest}"));
    let ordinary = match (target.approval, up_to) {
        (ApprovalKind::Automatic, _) => "by policy, at once".to_owned(),
        (ApprovalKind::BreakGlass, _) => break_glass_only(target),
        (ApprovalKind::Manual, None) => levels(&target.levels),
        (ApprovalKind::Manual, Some(alone)) => format!("{alone}, else {}", levels(&target.levels)),
        (ApprovalKind::Conflict | ApprovalKind::None, Some(alone)) => alone,
        (ApprovalKind::Conflict, None) => "policies apply alike: it would fail".to_owned(),
        (ApprovalKind::None, None) => "no policy applies: it would be refused".to_owned(),
    };
    match target.break_glass_up_to_seconds {
        Some(longest) if target.approval != ApprovalKind::BreakGlass => {
            format!("{ordinary}; break-glass up to {longest}")
        }
        _ => ordinary,
    }
}

fn break_glass_only(target: &TargetOffer) -> String {
    let longest = target.break_glass_up_to_seconds;
    let longest = longest.unwrap_or(target.max_duration_seconds);
    format!("break-glass alone, up to {longest}: at once, reviewed afterwards")
}

/// `1 of group leads, then 2 of group security`.
pub(crate) fn levels(levels: &[LevelView]) -> String {
    let level = |level: &LevelView| {
        let who = selector(&level.approvers);
        format!("{} of {who}", level.approvals)
    };
    let levels: Vec<String> = levels.iter().map(level).collect();
    levels.join(", then ")
}

/// A target in full, with the command that asks for it, or that explains why it would be refused.
pub(crate) fn details(target: &TargetOffer, broker: Option<&str>, screen: &Screen) -> String {
    let mut details = Details::new(screen);
    let (name, id) = (&target.account_name, &target.account);
    details.add("account", format_args!("{name} ({id})"));
    details.add("permission set", &target.permission_set);
    details.add("role", &target.role_arn);
    details.add("up to", target.max_duration_seconds);
    details.add("approval", approval(target));
    let policy = target.policy.as_ref();
    details.add_some("policy", policy.map(|it| neutral_to(it.as_ref(), 200)));
    details.add("reason", reason(target.reason_min_length));
    if target.ticket_required {
        details.add("ticket", "needed");
    }
    let lines = details.lines();
    let command = request_for(target, broker);
    let command = command.unwrap_or_else(|| explanation_of(target, broker));
    format!("{lines}\n\n{command}")
}

fn reason(min_length: u32) -> String {
    match min_length {
        0 | 1 => "needed".to_owned(),
        length => format!("needed, {length} characters or more"),
    }
}

/// The command that asks for a target, for a window that opens as soon as one can; none where it
/// would be refused now.
pub(crate) fn request_for(target: &TargetOffer, broker: Option<&str>) -> Option<String> {
    let hopeless = matches!(target.approval, ApprovalKind::Conflict | ApprovalKind::None);
    let refused =
        target.forbidden_by.is_some() || (hopeless && target.automatic_up_to_seconds.is_none());
    (!refused).then(|| command(target, target.ticket_required, false, broker))
}

/// The command that says rule by rule why a target would be refused, and asks for nothing. It names a
/// ticket, which makes a difference to some guardrails.
fn explanation_of(target: &TargetOffer, broker: Option<&str>) -> String {
    command(target, true, true, broker)
}

fn command(target: &TargetOffer, ticket: bool, dry_run: bool, broker: Option<&str>) -> String {
    let glass = target.approval == ApprovalKind::BreakGlass;
    let longest = if glass {
        target.break_glass_up_to_seconds
    } else {
        target.automatic_up_to_seconds
    };
    let longest = longest.unwrap_or(target.max_duration_seconds);
    let duration = longest
        .min(target.max_duration_seconds)
        .min(WindowDuration::HOUR);
    let names = type_this::target(&target.account_name, &target.permission_set);
    let mut command = format!("jit request {names} --duration {duration} --reason \"…\"");
    let flags = [
        (ticket, " --ticket \"…\""),
        (glass, " --break-glass"),
        (dry_run, " --dry-run"),
    ];
    command.extend(flags.iter().filter(|(on, _)| *on).map(|(_, flag)| *flag));
    if let Some(broker) = broker {
        command.extend([" --broker ", &word(broker)]);
    }
    command
}
