use jit_api::{
    CheckView, DecisionView, LevelView, PersonView, ReviewView, TimelineEntry, VerdictName,
};
use jit_domain::{
    Approval, Decision, EventKind, Level, PassedCheck, Phase, Request, Review, Status, Timestamp,
    Verdict,
};
use jit_store::RecordedEvent;

/// The request as it is at an instant, for the wire.
pub(super) fn request(request: &Request, now: Timestamp) -> jit_api::Request {
    let status = request.status(now);
    let window = request.window();
    let policies = match &request.phase {
        Phase::Failed { policies, .. } => policies.clone(),
        _ => Vec::new(),
    };
    jit_api::Request {
        id: request.id.clone(),
        status: status.name(),
        account: request.target.account.clone(),
        account_name: request.target.account_name.clone(),
        permission_set: request.target.permission_set.clone(),
        role_arn: request.target.role.clone(),
        requester: PersonView::from(&request.requester),
        reason: request.ask.reason.clone(),
        ticket: request.ask.ticket.clone(),
        duration_seconds: request.ask.duration,
        start: request.ask.start,
        extends: request.ask.extends.clone(),
        batch: request.ask.batch.clone(),
        created_at: request.created_at,
        pending_until: request.pending_until,
        window_start: window.map(|w| w.start),
        window_end: window.map(|w| w.end),
        level: open_level(status),
        levels: levels(request.levels(), &request.decisions),
        break_glass: request.is_break_glass(),
        skipped: levels(request.skipped(), &[]),
        security: request
            .approval
            .as_ref()
            .and_then(Approval::security)
            .cloned(),
        review_due: request.review_due(),
        review: request.review.as_ref().map(review),
        decisions: request.decisions.iter().map(decision).collect(),
        digest: request.digest.clone(),
        bundle: request.bundle.clone(),
        policy: request.approval.as_ref().map(|a| a.policy().clone()),
        policies,
        checks: request.checks.iter().map(check).collect(),
        approvers_unverified: approvers_unverified(request),
        timeline: Vec::new(),
    }
}

fn open_level(status: Status) -> Option<u32> {
    match status {
        Status::Pending { level } => Some(level.get()),
        _ => None,
    }
}

fn approvers_unverified(request: &Request) -> bool {
    matches!(
        request.approval,
        Some(Approval::Manual {
            approvers_unverified: true,
            ..
        })
    )
}

/// Levels for the wire, with how many of these decisions approve at each.
pub(super) fn levels(levels: &[Level], decisions: &[Decision]) -> Vec<LevelView> {
    (1_u32..)
        .zip(levels)
        .map(|(number, level)| LevelView {
            number,
            approvers: level.approvers.clone(),
            approvals: level.approvals.get(),
            approved: approvals_at(number, decisions),
        })
        .collect()
}

fn approvals_at(number: u32, decisions: &[Decision]) -> u32 {
    let here = |d: &&Decision| matches!(d.verdict, Verdict::Approve { level, .. } if level.get() == number);
    u32::try_from(decisions.iter().filter(here).count()).unwrap_or(u32::MAX)
}

fn decision(decision: &Decision) -> DecisionView {
    let (verdict, level, duration_seconds) = match decision.verdict {
        Verdict::Approve { level, duration } => (VerdictName::Approve, Some(level.get()), duration),
        Verdict::Reject { level } => (VerdictName::Reject, Some(level.get()), None),
        Verdict::Revoke => (VerdictName::Revoke, None, None),
    };
    DecisionView {
        by: PersonView::from(&decision.by),
        at: decision.at,
        verdict,
        level,
        duration_seconds,
        comment: decision.comment.clone(),
    }
}

fn check(passed: &PassedCheck) -> CheckView {
    CheckView {
        check: passed.check.clone(),
        note: passed.note.clone(),
        adds_level: passed.adds_level,
    }
}

fn review(review: &Review) -> ReviewView {
    ReviewView {
        verdict: review.verdict,
        by: PersonView::from(&review.by),
        at: review.at,
        comment: review.comment.clone(),
    }
}

/// What happened to a request. Attempts that were refused are for auditors, in the audit log.
pub(super) fn timeline(events: &[RecordedEvent]) -> Vec<TimelineEntry> {
    events
        .iter()
        .filter(|recorded| !matches!(recorded.event.kind, EventKind::Refused(_)))
        .map(|recorded| TimelineEntry {
            at: recorded.event.at,
            event: recorded.event.kind.name().to_owned(),
            by: recorded.event.actor.as_ref().map(PersonView::from),
            access_key_id: access_key(&recorded.event.kind),
        })
        .collect()
}

fn access_key(kind: &EventKind) -> Option<String> {
    match kind {
        EventKind::SessionOpened(session) => Some(session.access_key_id.as_str().to_owned()),
        _ => None,
    }
}
