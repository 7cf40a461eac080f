//! What will be asked, before it is asked.

use jit_api::{ApprovalKind, Plan};
use jit_domain::Timestamp;

use super::draft::Asked;
use super::plan_view::approval;
use super::review_view::{reviewers, skipped};
use crate::ui::{Details, Foreign, Human, Screen, neutral_to};

/// One submission, and what the broker says would come of it.
#[derive(Debug)]
pub(crate) struct ToSubmit<'a> {
    pub(crate) asked: &'a Asked,
    pub(crate) plan: &'a Plan,
    /// When the person sees it.
    pub(crate) now: Timestamp,
}

impl Human for ToSubmit<'_> {
    fn human(&self, screen: &Screen) -> String {
        let Self { asked, plan, .. } = self;
        let mut details = Details::new(screen);
        details.add(
            "account",
            format_args!("{} ({})", plan.account_name, plan.account),
        );
        details.add("permission set", &plan.permission_set);
        details.add("role", &plan.role_arn);
        details.add("duration", plan.duration_seconds);
        details.add("window", self.window(screen));
        details.add("approval", approval(plan.approval, &plan.levels));
        if plan.approval == ApprovalKind::BreakGlass {
            details.add_some("skipped", skipped(&plan.skipped));
            details.add("told", reviewers(&plan.skipped, plan.security.as_ref()));
        }
        if plan.approval == ApprovalKind::Manual {
            let until = screen.time_and_distance(plan.pending_until);
            details.add("decided before", until);
        }
        details.add("reason", Foreign(asked.reason.as_str()));
        let ticket = asked.ticket.as_ref().map(|t| neutral_to(t.as_str(), 128));
        details.add_some("ticket", ticket);
        details.add_some("extends", asked.extends.as_ref());
        details.lines()
    }
}

impl ToSubmit<'_> {
    fn window(&self, screen: &Screen) -> String {
        let later = self.asked.start.filter(|start| *start > self.now);
        let start = later.unwrap_or(self.now);
        let end = start.plus(self.plan.duration_seconds);
        let window = format!("{} to {}", screen.time(start), screen.time(end));
        match (self.plan.approval, later) {
            (ApprovalKind::None | ApprovalKind::Conflict, _) => "none opens".to_owned(),
            (ApprovalKind::Manual, None) => format!("{window}, if it were approved now"),
            (ApprovalKind::Manual, Some(_)) => format!("{window}, if it is approved by then"),
            _ => window,
        }
    }
}
