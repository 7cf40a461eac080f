use jit_api::{ApprovalKind, Plan, PlanStep, SubmitBody};
use jit_domain::{
    Acting, Approval, Command, Event, EventKind, PassedCheck, PolicyName, SubmittedRequest, decide,
};

use jit_policy::{Explanation, Step};

use super::external_checks::{Passed, Stopped, ask_checks};
use super::submission::{Asked, check_extends, check_reviews};
use super::submit::submission;
use super::{Failure, view};
use crate::app::App;
use crate::identity::Caller;

/// Says what a submission would do, by the same rules, and writes nothing: no request, no event.
///
/// # Errors
///
/// Those of [`submit`](super::submit()); policies that apply alike are part of the plan.
pub async fn dry_run(
    app: &App,
    caller: &Caller,
    body: impl FnOnce() -> Result<SubmitBody, Failure>,
) -> Result<Plan, Failure> {
    app.limits.submit(&caller.person.id)?;
    let asked = Asked::parse(&body()?)?;
    let bundle = app.bundle.load_full();
    let Explanation { steps, outcome } = asked.explain(app, caller, &bundle);
    let ruling = outcome?;
    check_reviews(app, caller, &ruling).await?;
    check_extends(app, caller, asked.ask.extends.as_ref(), &ruling.target).await?;
    let passed = ask_checks(app, caller, &bundle, &asked, ruling, true).await;
    let passed = passed.map_err(Stopped::into_failure)?;
    let acting = Acting {
        person: &caller.person,
        bundle: bundle.digest(),
    };
    let now = app.clock.now();
    let command = Command::Submit(Box::new(submission(app, &asked, &passed)));
    let event = decide(None, command, acting, now).map_err(|r| Failure::refused(&r, None, now))?;
    plan(event, &steps, &passed)
}

fn plan(event: Event, steps: &[Step], passed: &Passed) -> Result<Plan, Failure> {
    let (submitted, conflicting) = match event.kind {
        EventKind::Submitted(submitted) => (submitted, Vec::new()),
        EventKind::Failed {
            submitted,
            policies,
            ..
        } => (submitted, policies),
        _ => return Err(Failure::internal()),
    };
    let (approval, policies) = outlook(&submitted, conflicting);
    let approved_by = submitted.approval.as_ref();
    let levels = approved_by.map_or(&[][..], Approval::levels);
    let skipped = approved_by.map_or(&[][..], Approval::skipped);
    Ok(Plan {
        dry_run: true,
        approval,
        policies,
        levels: view::levels(levels, &[]),
        skipped: view::levels(skipped, &[]),
        security: approved_by.and_then(Approval::security).cloned(),
        steps: steps.iter().map(step).chain(said(&passed.checks)).collect(),
        duration_seconds: submitted.ask.duration,
        pending_until: submitted.pending_until,
        eligibility: submitted.eligibility,
        account: submitted.target.account,
        account_name: submitted.target.account_name,
        permission_set: submitted.target.permission_set,
        role_arn: submitted.target.role,
    })
}

fn step(step: &Step) -> PlanStep {
    PlanStep {
        rule: step.rule.as_str().to_owned(),
        outcome: step.outcome.as_str().to_owned(),
        text: step.text.clone(),
        origin: step.origin.as_ref().map(ToString::to_string),
    }
}

/// What the external checks said, as the last steps.
fn said(checks: &[PassedCheck]) -> impl Iterator<Item = PlanStep> {
    checks.iter().map(|passed| {
        let level = if passed.adds_level {
            ", and its level has to agree"
        } else {
            ""
        };
        let note = passed.note.as_ref().map(|note| format!(": {note}"));
        let note = note.unwrap_or_default();
        PlanStep {
            rule: "checks".to_owned(),
            outcome: "passes".to_owned(),
            text: format!("`{}` lets it pass{level}{note}", passed.check),
            origin: None,
        }
    })
}

fn outlook(
    submitted: &SubmittedRequest,
    conflicting: Vec<PolicyName>,
) -> (ApprovalKind, Vec<PolicyName>) {
    match &submitted.approval {
        Some(Approval::Automatic { policy }) => (ApprovalKind::Automatic, vec![policy.clone()]),
        Some(Approval::Manual { policy, .. }) => (ApprovalKind::Manual, vec![policy.clone()]),
        Some(Approval::BreakGlass { policy, .. }) => {
            (ApprovalKind::BreakGlass, vec![policy.clone()])
        }
        None => (ApprovalKind::Conflict, conflicting),
    }
}
