use std::fmt::Display;

use jit_domain::{
    AdministrativeRead, Approval, Event, EventKind, RecordedEvent, SubmittedRequest, Window,
    WindowDuration,
};

use super::cell::push_inert;

/// The columns, in order: what an auditor sorts and filters by. The whole event is in JSON lines.
pub(super) const COLUMNS: [&str; 30] = [
    "sequence",
    "at",
    "type",
    "request",
    "issuer",
    "subject",
    "name",
    "account",
    "account_name",
    "permission_set",
    "role",
    "reason",
    "ticket",
    "duration_seconds",
    "start",
    "approval",
    "window_start",
    "window_end",
    "level",
    "comment",
    "verdict",
    "action",
    "code",
    "policy",
    "access_key_id",
    "session_name",
    "source_identity",
    "expiration",
    "bundle",
    "hash",
];

/// The cells of one event, by the names of their columns.
#[derive(Debug, Default)]
pub(super) struct Row {
    cells: [String; COLUMNS.len()],
}

impl Row {
    /// The cells in order.
    pub(super) fn cells(&self) -> &[String] {
        &self.cells
    }

    /// What happened, as far as it has columns.
    pub(super) fn of(recorded: &RecordedEvent) -> Self {
        let mut row = Self::default();
        row.set("sequence", recorded.sequence);
        row.set("hash", &recorded.hash);
        row.event(&recorded.event);
        row
    }

    /// Sets a cell. Whoever the text is from, it is made inert.
    pub(super) fn set(&mut self, column: &str, value: impl Display) {
        let place = COLUMNS.iter().position(|name| *name == column);
        if let Some(cell) = place.and_then(|place| self.cells.get_mut(place)) {
            cell.clear();
            push_inert(cell, &value.to_string());
        }
    }

    fn some(&mut self, column: &str, value: Option<impl Display>) {
        if let Some(value) = value {
            self.set(column, value);
        }
    }

    fn event(&mut self, event: &Event) {
        self.set("at", event.at);
        self.set("type", event.kind.name());
        self.some("request", event.request.as_ref());
        self.set("bundle", &event.bundle);
        if let Some(actor) = &event.actor {
            self.set("issuer", &actor.id.issuer);
            self.set("subject", &actor.id.subject);
            self.set("name", &actor.name);
        }
        self.kind(&event.kind);
    }

    fn kind(&mut self, kind: &EventKind) {
        match kind {
            EventKind::Submitted(submitted) => self.submitted(submitted),
            EventKind::Failed {
                submitted,
                policies,
                ..
            } => {
                self.submitted(submitted);
                self.set("code", "policy_conflict");
                let names: Vec<_> = policies.iter().map(ToString::to_string).collect();
                self.set("policy", names.join(" "));
            }
            EventKind::Approved {
                level,
                duration,
                window,
                comment,
            } => {
                self.set("level", level);
                self.some("duration_seconds", duration.map(WindowDuration::seconds));
                self.window(window.as_ref());
                self.some("comment", comment.as_ref());
            }
            EventKind::Rejected { level, comment } => {
                self.set("level", level);
                self.some("comment", comment.as_ref());
            }
            EventKind::Revoked { comment } => self.some("comment", comment.as_ref()),
            EventKind::Reviewed { verdict, comment } => {
                self.set("verdict", verdict.as_str());
                self.some("comment", comment.as_ref());
            }
            EventKind::Cancelled | EventKind::Finished | EventKind::BundleChanged(_) => {}
            EventKind::Read(what) => self.read(what),
            EventKind::BundleRefused(_) => self.set("code", "faults"),
            EventKind::SessionOpened(session) => {
                self.some("account", session.role.account());
                self.set("role", &session.role);
                self.set("access_key_id", &session.access_key_id);
                self.set("session_name", &session.session_name);
                self.set("source_identity", &session.source_identity);
                self.set("expiration", session.expiration);
                self.set("window_end", session.fence);
            }
            EventKind::Refused(refused) => {
                self.set("action", &refused.action);
                self.set("code", &refused.code);
                self.some("account", refused.account.as_ref());
                self.some("permission_set", refused.permission_set.as_ref());
                self.some("policy", refused.policy.as_ref());
                if let Some(submission) = &refused.submission {
                    self.ask(&submission.ask);
                    if submission.break_glass {
                        self.set("approval", "break_glass");
                    }
                }
            }
        }
    }

    fn read(&mut self, what: &AdministrativeRead) {
        match what {
            AdministrativeRead::AuditLog { .. } => self.set("action", "audit_log"),
            AdministrativeRead::FollowedAuditLog => self.set("action", "followed_audit_log"),
            AdministrativeRead::Sessions { .. } => self.set("action", "sessions"),
            AdministrativeRead::Requests { .. } => self.set("action", "requests"),
            AdministrativeRead::Report { .. } => self.set("action", "report"),
            AdministrativeRead::Request { id } => {
                self.set("action", "request");
                self.set("request", id);
            }
        }
    }

    fn submitted(&mut self, submitted: &SubmittedRequest) {
        self.set("account", &submitted.target.account);
        self.set("account_name", &submitted.target.account_name);
        self.set("permission_set", &submitted.target.permission_set);
        self.set("role", &submitted.target.role);
        self.ask(&submitted.ask);
        self.window(submitted.window.as_ref());
        if let Some(approval) = &submitted.approval {
            self.set("policy", approval.policy());
            self.set(
                "approval",
                match approval {
                    Approval::Automatic { .. } => "automatic",
                    Approval::Manual { .. } => "manual",
                    Approval::BreakGlass { .. } => "break_glass",
                },
            );
        }
    }

    fn ask(&mut self, ask: &jit_domain::Ask) {
        self.set("duration_seconds", ask.duration.seconds());
        self.set("reason", &ask.reason);
        self.some("ticket", ask.ticket.as_ref());
        self.some("start", ask.start);
    }

    fn window(&mut self, window: Option<&Window>) {
        self.some("window_start", window.map(|it| it.start));
        self.some("window_end", window.map(|it| it.end));
    }
}
