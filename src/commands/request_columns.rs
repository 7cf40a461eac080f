//! Requests and targets as rows of CSV. Columns are only ever added, behind the last.

use jit_api::{ApprovalKind, Request, TargetOffer};
use jit_domain::{Timestamp, WindowDuration};

use super::review_view::ReviewMark;
use super::target_view::levels;
use crate::ui::Listed;

impl Listed for Request {
    const FIELD: &'static str = "requests";

    const COLUMNS: &'static [&'static str] = &[
        "id",
        "status",
        "account",
        "account_name",
        "permission_set",
        "duration_seconds",
        "created_at",
        "pending_until",
        "window_start",
        "window_end",
        "break_glass",
        "review",
        "review_due",
        "requester_issuer",
        "requester_subject",
        "requester_name",
        "ticket",
        "reason",
    ];

    fn cells(&self, now: Timestamp) -> Vec<String> {
        let requester = &self.requester;
        vec![
            self.id.to_string(),
            self.status.to_string(),
            self.account.to_string(),
            self.account_name.to_string(),
            self.permission_set.to_string(),
            self.duration_seconds.seconds().to_string(),
            self.created_at.to_string(),
            self.pending_until.to_string(),
            text(self.window_start),
            text(self.window_end),
            self.break_glass.to_string(),
            text(ReviewMark::of(self, now)),
            text(self.review_due),
            requester.issuer.as_str().to_owned(),
            requester.subject.as_str().to_owned(),
            requester.name.as_str().to_owned(),
            text(self.ticket.as_ref()),
            self.reason.as_str().to_owned(),
        ]
    }
}

impl Listed for TargetOffer {
    const FIELD: &'static str = "targets";

    const COLUMNS: &'static [&'static str] = &[
        "account",
        "account_name",
        "permission_set",
        "role_arn",
        "max_duration_seconds",
        "approval",
        "policy",
        "levels",
        "automatic_up_to_seconds",
        "break_glass_up_to_seconds",
        "reason_min_length",
        "ticket_required",
        "forbidden_by",
    ];

    fn cells(&self, _now: Timestamp) -> Vec<String> {
        vec![
            self.account.to_string(),
            self.account_name.to_string(),
            self.permission_set.to_string(),
            self.role_arn.to_string(),
            self.max_duration_seconds.seconds().to_string(),
            kind(self.approval).to_owned(),
            text(self.policy.as_ref()),
            levels(&self.levels),
            text(self.automatic_up_to_seconds.map(WindowDuration::seconds)),
            text(self.break_glass_up_to_seconds.map(WindowDuration::seconds)),
            self.reason_min_length.to_string(),
            self.ticket_required.to_string(),
            text(self.forbidden_by.as_ref()),
        ]
    }
}

/// Empty where there is nothing.
fn text(value: Option<impl ToString>) -> String {
    value.map_or_else(String::new, |value| value.to_string())
}

/// As on the wire.
fn kind(approval: ApprovalKind) -> &'static str {
    match approval {
        ApprovalKind::Automatic => "automatic",
        ApprovalKind::Manual => "manual",
        ApprovalKind::BreakGlass => "break_glass",
        ApprovalKind::Conflict => "conflict",
        ApprovalKind::None => "none",
    }
}
