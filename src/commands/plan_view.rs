//! How a plan looks: what a request would come to.

use std::fmt::Write as _;

use jit_api::{ApprovalKind, LevelView, Plan, PlanStep};

use super::request_view::selector;
use super::review_view::{reviewers, skipped};
use crate::ui::{Details, Human, Screen, neutral_to};

/// Several plans: `{"plans":[…]}` in JSON.
#[derive(Debug, serde::Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub(crate) struct Plans {
    pub(crate) plans: Vec<Plan>,
}

impl Human for Plans {
    fn human(&self, screen: &Screen) -> String {
        let plans: Vec<String> = self.plans.iter().map(|plan| plan.human(screen)).collect();
        plans.join("\n\n")
    }
}

impl Human for Plan {
    fn human(&self, screen: &Screen) -> String {
        let mut details = Details::new(screen);
        details.add(
            "account",
            format_args!("{} ({})", self.account_name, self.account),
        );
        details.add("permission set", &self.permission_set);
        details.add("role", &self.role_arn);
        details.add("duration", self.duration_seconds);
        details.add("approval", approval(self.approval, &self.levels));
        if self.approval == ApprovalKind::BreakGlass {
            details.add_some("skipped", skipped(&self.skipped));
            details.add("told", reviewers(&self.skipped, self.security.as_ref()));
        }
        details.add("eligibility", neutral_to(self.eligibility.as_ref(), 200));
        let policies: Vec<&str> = self.policies.iter().map(AsRef::as_ref).collect();
        if !policies.is_empty() {
            details.add("policy", neutral_to(&policies.join(", "), 400));
        }
        let mut text = details.lines();
        // Writing to a string does not fail.
        if !self.steps.is_empty() {
            text.push('\n');
        }
        for step in &self.steps {
            let _ = write!(text, "\n{}", step_line(step));
        }
        let _ = write!(text, "\n\nNothing was asked for: this was a dry run");
        text
    }
}

/// What came of a rule, and where the policy stands that decided.
fn step_line(step: &PlanStep) -> String {
    let [outcome, rule, text] = [
        neutral_to(&step.outcome, 16),
        neutral_to(&step.rule, 24),
        neutral_to(&step.text, 400),
    ];
    let place = step.origin.as_deref().map(|origin| neutral_to(origin, 200));
    let place = place.map(|place| format!(" ({place})")).unwrap_or_default();
    format!("{outcome:<8} {rule:<14} {text}{place}")
}

/// What approval it takes, in words.
pub(crate) fn approval(kind: ApprovalKind, levels: &[LevelView]) -> String {
    match kind {
        ApprovalKind::Automatic => "by policy, at once".to_owned(),
        ApprovalKind::BreakGlass => "by nobody, at once; reviewed afterwards".to_owned(),
        ApprovalKind::None => "no policy applies: it would be refused".to_owned(),
        ApprovalKind::Conflict => "policies apply alike: it would fail".to_owned(),
        ApprovalKind::Manual => {
            let level = |level: &LevelView| {
                let who = selector(&level.approvers);
                format!("level {}: {} of {who}", level.number, level.approvals)
            };
            let levels: Vec<String> = levels.iter().map(level).collect();
            levels.join("; ")
        }
    }
}
