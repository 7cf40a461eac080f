use jit_domain::PolicyName;
use serde::Serialize;

use crate::Origin;

/// One step of a decision: which rule was looked at, and what came of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Step {
    /// The rule.
    pub rule: Rule,
    /// What came of it.
    pub outcome: StepOutcome,
    /// For people, in one line.
    pub text: String,
    /// The policy that it was about, if it was about one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub policy: Option<PolicyName>,
    /// Where that policy stands.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub origin: Option<Origin>,
}

/// The rules of a decision, in the order in which they are looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Rule {
    /// The target has to be in the catalog.
    Catalog,
    /// Somebody has to let the person ask.
    Eligibility,
    /// Nothing may forbid it to everybody.
    Guardrails,
    /// Nobody has to agree, in an emergency.
    BreakGlass,
    /// What is never automatic.
    DenyAccess,
    /// What is.
    AutoApproval,
    /// Who has to agree.
    Approval,
    /// There have to be enough of them.
    Approvers,
    /// Other services and programs may stand against it.
    Checks,
}

impl Rule {
    /// The word for it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Catalog => "catalog",
            Self::Eligibility => "eligibility",
            Self::Guardrails => "guardrails",
            Self::BreakGlass => "break-glass",
            Self::DenyAccess => "deny-access",
            Self::AutoApproval => "auto-approval",
            Self::Approval => "approval",
            Self::Approvers => "approvers",
            Self::Checks => "checks",
        }
    }
}

/// What came of a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum StepOutcome {
    /// Nothing stands against it so far.
    Passes,
    /// The policy does not apply, or something better does.
    Skipped,
    /// This decides in favour.
    Decides,
    /// This decides against.
    Refuses,
}

impl StepOutcome {
    /// The word for it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Passes => "passes",
            Self::Skipped => "skipped",
            Self::Decides => "decides",
            Self::Refuses => "refuses",
        }
    }
}

/// Where the steps of a decision go: into a list, or nowhere at no cost.
#[derive(Debug)]
pub(crate) struct Trace(Option<Vec<Step>>);

impl Trace {
    /// Keeps nothing.
    pub(crate) fn off() -> Self {
        Self(None)
    }

    /// Keeps every step.
    pub(crate) fn on() -> Self {
        Self(Some(Vec::new()))
    }

    /// Notes a step, which is only made if somebody wants it.
    pub(crate) fn note(&mut self, step: impl FnOnce() -> Step) {
        if let Some(steps) = &mut self.0 {
            steps.push(step());
        }
    }

    /// What was noted.
    pub(crate) fn into_steps(self) -> Vec<Step> {
        self.0.unwrap_or_default()
    }
}

impl Step {
    /// A step that is about no single policy.
    pub(crate) fn new(rule: Rule, outcome: StepOutcome, text: impl Into<String>) -> Self {
        Self {
            rule,
            outcome,
            text: text.into(),
            policy: None,
            origin: None,
        }
    }

    /// The step, about a policy.
    pub(crate) fn about(mut self, policy: &PolicyName, origin: Option<&Origin>) -> Self {
        self.policy = Some(policy.clone());
        self.origin = origin.cloned();
        self
    }
}
