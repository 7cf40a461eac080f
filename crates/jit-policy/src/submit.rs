use jit_domain::{
    AccountRef, Approval, Ask, FailedPolicy, PermissionSetName, Person, PolicyName, Ruling, Target,
    Timestamp, WindowDuration,
};

use crate::approval::{ApprovalPolicy, Choice};
use crate::catalog::CatalogTarget;
use crate::cedar::Circumstances;
use crate::eligibility::{BreakGlass, Eligibility, first_met, limit};
use crate::limits::duration_miss;
use crate::possible_approvers::{PossibleApprovers, possible_approvers};
use crate::trace::{Rule, Step, StepOutcome, Trace};
use crate::{Bundle, Directory, PolicyRefusal};

/// What somebody asks for, before the catalog has been looked at.
#[derive(Clone, Copy, Debug)]
pub struct SubmitQuestion<'a> {
    /// Who asks.
    pub person: &'a Person,
    /// The account as it was typed.
    pub account: &'a AccountRef,
    /// The permission set.
    pub permission_set: &'a PermissionSetName,
    /// How long, why, when.
    pub ask: &'a Ask,
    /// Whether it is a break-glass ask.
    pub break_glass: bool,
    /// When it is asked.
    pub now: Timestamp,
}

/// What the bundle says about an ask that it lets through.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SubmitRuling {
    /// The target, from the catalog.
    pub target: Target,
    /// The eligibility whose limits the ask meets.
    pub eligibility: PolicyName,
    /// How it is to be approved.
    pub ruling: Ruling,
    /// Policies that could not be evaluated, each of which counted as a denial.
    pub failed_policies: Vec<FailedPolicy>,
    /// Whether the person's overdue reviews stand against this break-glass ask (a setting of the
    /// eligibility).
    pub overdue_review_blocks: bool,
    /// The external checks that have to let it pass, in the order of the eligibility.
    pub checks: Vec<PolicyName>,
}

/// A decision with the steps that led to it.
#[derive(Clone, Debug)]
pub struct Explanation<T> {
    /// In the order in which they were taken.
    pub steps: Vec<Step>,
    /// The decision.
    pub outcome: Result<T, PolicyRefusal>,
}

impl Bundle {
    /// Rules on an ask: eligibility, guardrails, automatic approval, approval policy, possible
    /// approvers.
    ///
    /// # Errors
    ///
    /// [`PolicyRefusal`]; a conflict of policies is not an error but a [`Ruling`].
    pub fn rule_on_submit(
        &self,
        question: &SubmitQuestion<'_>,
        directory: &dyn Directory,
    ) -> Result<SubmitRuling, PolicyRefusal> {
        self.weigh(question, directory, &mut Trace::off())
    }

    /// [`rule_on_submit`](Self::rule_on_submit), with every step of it.
    #[must_use]
    pub fn explain_submit(
        &self,
        question: &SubmitQuestion<'_>,
        directory: &dyn Directory,
    ) -> Explanation<SubmitRuling> {
        let mut trace = Trace::on();
        let outcome = self.weigh(question, directory, &mut trace);
        Explanation {
            steps: trace.into_steps(),
            outcome,
        }
    }

    fn weigh(
        &self,
        question: &SubmitQuestion<'_>,
        directory: &dyn Directory,
        trace: &mut Trace,
    ) -> Result<SubmitRuling, PolicyRefusal> {
        let target = self.find_target(question.account, question.permission_set, trace)?;
        let eligibility = self.eligibility(question, &target, trace)?;
        // What begins later is asked for twice, as of now and as of then: hours of the day and the
        // age of a sign-in count at both ends, and either can refuse.
        let moments: Vec<_> = [Some(question.now), question.ask.start]
            .into_iter()
            .flatten()
            .map(|now| Circumstances {
                person: question.person,
                target: &target,
                duration: question.ask.duration,
                ticket: question.ask.ticket.as_ref(),
                break_glass: question.break_glass,
                now,
            })
            .collect();
        for circumstances in &moments {
            self.guard_request(circumstances, trace)?;
        }
        let (ruling, failed_policies) = match eligibility.break_glass {
            Some(terms) => (
                self.break_glass(&target, eligibility, terms, trace),
                Vec::new(),
            ),
            None => match self.automatic_at_all(&moments, trace) {
                (Some(policy), failed) => (automatic(policy, question.ask), failed),
                (None, failed) => (
                    self.manual(&target, eligibility, question, directory, trace)?,
                    failed,
                ),
            },
        };
        for check in &eligibility.checks {
            trace.note(|| {
                let text = format!("the external check `{check}` is asked, and may refuse");
                Step::new(Rule::Checks, StepOutcome::Passes, text)
                    .about(&eligibility.name, Some(&eligibility.origin))
            });
        }
        Ok(SubmitRuling {
            target: target.to_target(),
            eligibility: eligibility.name.clone(),
            ruling,
            failed_policies,
            overdue_review_blocks: eligibility
                .break_glass
                .is_some_and(|terms| terms.overdue_blocks),
            checks: eligibility.checks.clone(),
        })
    }

    /// The target of the catalog.
    pub(crate) fn find_target(
        &self,
        account: &AccountRef,
        permission_set: &PermissionSetName,
        trace: &mut Trace,
    ) -> Result<CatalogTarget<'_>, PolicyRefusal> {
        let found = self.catalog().account(account);
        let target = found.and_then(|found| self.catalog().target(found, permission_set));
        trace.note(|| match (&target, found) {
            (Some(target), _) => Step::new(
                Rule::Catalog,
                StepOutcome::Passes,
                format!(
                    "{permission_set} in {} is {}",
                    target.account.name,
                    target.role()
                ),
            ),
            (None, Some(found)) => Step::new(
                Rule::Catalog,
                StepOutcome::Refuses,
                format!("there is no {permission_set} in {}", found.name),
            ),
            (None, None) => Step::new(
                Rule::Catalog,
                StepOutcome::Refuses,
                "the catalog has no such account",
            ),
        });
        target.ok_or(PolicyRefusal::NotEligible)
    }

    fn eligibility<'a>(
        &'a self,
        question: &'a SubmitQuestion<'_>,
        target: &CatalogTarget<'a>,
        trace: &mut Trace,
    ) -> Result<&'a Eligibility, PolicyRefusal> {
        let matching = self
            .eligibilities()
            .matching(question.person, target, question.break_glass);
        let looked_at = matching.inspect(|eligibility| {
            let miss = eligibility.limits.misses(question.ask).into_iter().next();
            trace.note(|| tried(eligibility, miss.map(|miss| miss.limit)));
        });
        let met = first_met(looked_at, question.ask);
        if let Err(PolicyRefusal::NotEligible) = met {
            trace.note(|| {
                let text = if question.break_glass {
                    "nothing lets this person break glass here"
                } else {
                    "nothing lets this person ask for it"
                };
                Step::new(Rule::Eligibility, StepOutcome::Refuses, text)
            });
        }
        met
    }

    /// The ruling that glass may be broken: whoever would have had to agree is skipped.
    fn break_glass(
        &self,
        target: &CatalogTarget<'_>,
        eligibility: &Eligibility,
        terms: BreakGlass,
        trace: &mut Trace,
    ) -> Ruling {
        let policies = match self.approvals().choose(target) {
            Choice::None => Vec::new(),
            Choice::One(policy) => vec![policy],
            Choice::Conflict(policies) => policies,
        };
        trace.note(|| {
            let names: Vec<_> = policies.iter().map(|p| format!("`{}`", p.name)).collect();
            let skipped = match names.as_slice() {
                [] => "no approval policy is skipped".to_owned(),
                names => format!(
                    "the approvers of {} are skipped and told",
                    names.join(" and ")
                ),
            };
            let text = format!("opens at once; {skipped}, and so is security");
            Step::new(Rule::BreakGlass, StepOutcome::Decides, text)
                .about(&eligibility.name, Some(&eligibility.origin))
        });
        let skipped = policies.iter().flat_map(|policy| policy.levels.clone());
        Ruling::Approval {
            approval: Approval::BreakGlass {
                policy: eligibility.name.clone(),
                skipped: skipped.collect(),
                security: self.parts().people.security.clone(),
                review_within: terms.review_within,
            },
            // Nothing is ever pending.
            pending_for: WindowDuration::HOUR,
        }
    }

    /// The ruling that people have to agree, if a policy applies, allows the duration, and they
    /// can.
    fn manual(
        &self,
        target: &CatalogTarget<'_>,
        eligibility: &Eligibility,
        question: &SubmitQuestion<'_>,
        directory: &dyn Directory,
        trace: &mut Trace,
    ) -> Result<Ruling, PolicyRefusal> {
        let choice = self.approvals().choose_and_note(target, trace);
        let policy = match choice {
            Choice::None => return Err(PolicyRefusal::NoPolicy),
            Choice::One(policy) => policy,
            Choice::Conflict(policies) => {
                let selectors = policies.iter().map(|policy| policy.targets.in_words());
                return Ok(Ruling::Conflict {
                    selectors: selectors.collect(),
                    policies: policies.iter().map(|policy| policy.name.clone()).collect(),
                });
            }
        };
        if let Some(miss) = duration_miss(policy.max_duration, question.ask) {
            trace.note(|| {
                let text = format!("`{}` {}", policy.name, miss.limit);
                Step::new(Rule::Approval, StepOutcome::Refuses, text)
                    .about(&policy.name, Some(&policy.origin))
            });
            return Err(limit(eligibility, &policy.name, &miss));
        }
        let possible = possible_approvers(&policy.levels, &question.person.id, directory);
        trace.note(|| approvers(policy, possible));
        if let PossibleApprovers::Missing(level) = possible {
            return Err(PolicyRefusal::NoApprover {
                policy: policy.name.clone(),
                level,
            });
        }
        Ok(Ruling::Approval {
            approval: Approval::Manual {
                policy: policy.name.clone(),
                levels: policy.levels.clone(),
                approvers_unverified: possible == PossibleApprovers::Unverified,
            },
            pending_for: policy.pending_for,
        })
    }
}

/// The ruling that a policy alone approves.
fn automatic(policy: PolicyName, ask: &Ask) -> Ruling {
    Ruling::Approval {
        approval: Approval::Automatic { policy },
        // Nothing is ever pending.
        pending_for: ask.duration,
    }
}

fn tried(eligibility: &Eligibility, miss: Option<String>) -> Step {
    let name = &eligibility.name;
    let (outcome, text) = match miss {
        None => (
            StepOutcome::Passes,
            format!("`{name}` lets this person ask for it"),
        ),
        Some(limit) => (StepOutcome::Skipped, format!("`{name}` {limit}")),
    };
    Step::new(Rule::Eligibility, outcome, text).about(name, Some(&eligibility.origin))
}

fn approvers(policy: &ApprovalPolicy, possible: PossibleApprovers) -> Step {
    let (outcome, text) = match possible {
        PossibleApprovers::Enough => (
            StepOutcome::Passes,
            "there are enough of them without the requester".to_owned(),
        ),
        PossibleApprovers::Unverified => (
            StepOutcome::Passes,
            "only their sign-in tells whether there are enough of them".to_owned(),
        ),
        PossibleApprovers::Missing(level) => (
            StepOutcome::Refuses,
            format!("level {level} has too few possible approvers without the requester"),
        ),
    };
    Step::new(Rule::Approvers, outcome, text).about(&policy.name, Some(&policy.origin))
}
