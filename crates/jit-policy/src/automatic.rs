//! What Cedar policies add to a decision: guardrails, and whether anybody has to agree.

use jit_domain::{FailedPolicy, PolicyName, WindowDuration};

use crate::cedar::{Circumstances, Outcome, Rules, Scene};
use crate::selector::Selectable;
use crate::trace::{Rule, Step, StepOutcome, Trace};
use crate::{Account, Bundle, PolicyRefusal};

impl Bundle {
    /// Asks the guardrails for `request`.
    pub(crate) fn guard_request(
        &self,
        circumstances: &Circumstances<'_>,
        trace: &mut Trace,
    ) -> Result<(), PolicyRefusal> {
        guard(&self.parts().request_guardrails, circumstances, trace)
    }

    /// Asks the guardrails for `vend`.
    pub(crate) fn guard_vend(
        &self,
        circumstances: &Circumstances<'_>,
        trace: &mut Trace,
    ) -> Result<(), PolicyRefusal> {
        guard(&self.parts().vend_guardrails, circumstances, trace)
    }

    /// The guardrail for `request` that [`guard_request`](Self::guard_request) would name. The scene
    /// is only set if there is one.
    pub(crate) fn would_be_forbidden(
        &self,
        scene: impl FnOnce() -> Result<Scene, String>,
    ) -> Option<PolicyName> {
        let guardrails = &self.parts().request_guardrails;
        if guardrails.is_empty() {
            return None;
        }
        ask(guardrails, &scene()).first().cloned()
    }

    /// The policy that [`automatic`](Self::automatic) would name, for an hour at most. What permits
    /// is asked first, because most targets are permitted by nothing; the scene is only set if
    /// something could.
    pub(crate) fn would_be_automatic(
        &self,
        account: &Account,
        scene: impl FnOnce() -> Result<Scene, String>,
    ) -> Option<PolicyName> {
        let file = self
            .parts()
            .auto_approvals
            .choose(Selectable::account_only(account))?;
        if file.permits.is_empty() {
            return None;
        }
        let scene = scene();
        let permitted = ask(&file.permits, &scene);
        let policy = permitted.matched.first();
        let policy = policy.filter(|_| permitted.failed.is_empty())?;
        let denied = ask(&self.parts().deny_access, &scene);
        denied.is_silent().then(|| policy.clone())
    }

    /// [`automatic`](Self::automatic) under all of these circumstances: the policy of the first.
    pub(crate) fn automatic_at_all(
        &self,
        moments: &[Circumstances<'_>],
        trace: &mut Trace,
    ) -> (Option<PolicyName>, Vec<FailedPolicy>) {
        let mut decided = None;
        for circumstances in moments {
            let (policy, failed) = self.automatic(circumstances, trace);
            if policy.is_none() {
                return (None, failed);
            }
            decided = decided.or(policy);
        }
        (decided, Vec::new())
    }

    /// The policy that approves without anybody, if one does, and those that could not be
    /// evaluated, each of which counts as a denial.
    ///
    /// The most specific file decides alone. What is denied, longer than an hour, or in the
    /// management account is never automatic.
    pub(crate) fn automatic(
        &self,
        circumstances: &Circumstances<'_>,
        trace: &mut Trace,
    ) -> (Option<PolicyName>, Vec<FailedPolicy>) {
        let account = Selectable::account_only(circumstances.target.account);
        let Some(file) = self.parts().auto_approvals.choose(account) else {
            trace.note(|| not_automatic("no file applies to this account"));
            return (None, Vec::new());
        };
        if circumstances.duration > WindowDuration::HOUR {
            trace.note(|| not_automatic("an automatic window is one hour at most"));
            return (None, Vec::new());
        }
        let deny = &self.parts().deny_access;
        let scene = Scene::new(circumstances);
        let denied = ask(deny, &scene);
        note_all(Rule::DenyAccess, StepOutcome::Skipped, deny, &denied, trace);
        if !denied.is_silent() {
            return (None, denied.failed);
        }
        let permitted = ask(&file.permits, &scene);
        note_failed(Rule::AutoApproval, &file.permits, &permitted, trace);
        match permitted.matched.first() {
            Some(policy) if permitted.failed.is_empty() => {
                trace.note(|| {
                    let text = format!("`{policy}` approves at once, for {}", file.scope);
                    Step::new(Rule::AutoApproval, StepOutcome::Decides, text)
                        .about(policy, file.permits.origin(policy))
                });
                (Some(policy.clone()), Vec::new())
            }
            _ => {
                trace.note(|| {
                    not_automatic(&format!(
                        "nothing in the file for {} permits it",
                        file.scope
                    ))
                });
                (None, permitted.failed)
            }
        }
    }
}

fn not_automatic(text: &str) -> Step {
    Step::new(Rule::AutoApproval, StepOutcome::Skipped, text)
}

fn guard(
    guardrails: &Rules,
    circumstances: &Circumstances<'_>,
    trace: &mut Trace,
) -> Result<(), PolicyRefusal> {
    if guardrails.is_empty() {
        return Ok(());
    }
    let outcome = ask(guardrails, &Scene::new(circumstances));
    note_all(
        Rule::Guardrails,
        StepOutcome::Refuses,
        guardrails,
        &outcome,
        trace,
    );
    match outcome.first().cloned() {
        None => {
            trace.note(|| Step::new(Rule::Guardrails, StepOutcome::Passes, "nothing forbids it"));
            Ok(())
        }
        Some(policy) => Err(PolicyRefusal::Guardrail {
            policy,
            failed_policies: outcome.failed,
        }),
    }
}

/// Asks policies; where the scene cannot be set, every one of them counts as a denial.
fn ask(rules: &Rules, scene: &Result<Scene, String>) -> Outcome {
    match scene {
        Ok(scene) => rules.evaluate(scene),
        Err(error) => rules.all_failed(error),
    }
}

fn note_all(rule: Rule, against: StepOutcome, rules: &Rules, outcome: &Outcome, trace: &mut Trace) {
    for policy in &outcome.matched {
        trace.note(|| {
            let text = match rule {
                Rule::DenyAccess => format!("`{policy}` keeps it from being automatic"),
                _ => format!("`{policy}` forbids it, whoever approves"),
            };
            Step::new(rule, against, text).about(policy, rules.origin(policy))
        });
    }
    note_failed(rule, rules, outcome, trace);
}

fn note_failed(rule: Rule, rules: &Rules, outcome: &Outcome, trace: &mut Trace) {
    for FailedPolicy { policy, error } in &outcome.failed {
        trace.note(|| {
            let text = format!("`{policy}` cannot be evaluated and counts as a denial: {error}");
            let outcome = match rule {
                Rule::Guardrails => StepOutcome::Refuses,
                _ => StepOutcome::Skipped,
            };
            Step::new(rule, outcome, text).about(policy, rules.origin(policy))
        });
    }
}
