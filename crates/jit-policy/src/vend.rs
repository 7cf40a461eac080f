use jit_domain::{
    AccountId, AccountRef, PermissionSetName, Person, Ticket, Timestamp, WindowDuration,
};

use crate::cedar::Circumstances;
use crate::eligibility::Eligibility;
use crate::trace::{Rule, Step, StepOutcome, Trace};
use crate::{Bundle, Explanation, PolicyRefusal, SessionTerms};

/// For which open window somebody wants credentials.
#[derive(Clone, Copy, Debug)]
pub struct VendQuestion<'a> {
    /// Who, by the token of this call.
    pub person: &'a Person,
    /// The account.
    pub account: &'a AccountId,
    /// The permission set.
    pub permission_set: &'a PermissionSetName,
    /// How long the window was asked for.
    pub duration: WindowDuration,
    /// The ticket of the request.
    pub ticket: Option<&'a Ticket>,
    /// Whether glass was broken for it.
    pub break_glass: bool,
    /// The time.
    pub now: Timestamp,
}

impl Bundle {
    /// Whether any eligibility of the current bundle, ordinary or for breaking glass, matches
    /// person and target: whoever has none does not learn what they once asked for.
    #[must_use]
    pub fn is_eligible(
        &self,
        person: &Person,
        account: &AccountId,
        permission_set: &PermissionSetName,
    ) -> bool {
        [false, true].into_iter().any(|break_glass| {
            let account = self.catalog().account_by_id(account);
            let target = account.and_then(|account| self.catalog().target(account, permission_set));
            target.is_some_and(|target| {
                let mut matching = self.eligibilities().matching(person, &target, break_glass);
                matching.next().is_some()
            })
        })
    }

    /// Says on what terms the person may open sessions for a target now: still eligible, by an
    /// eligibility of the same kind as the request's, and no guardrail against it. The limits of
    /// the ask were looked at when it was submitted.
    ///
    /// # Errors
    ///
    /// [`PolicyRefusal::NotEligible`] and [`PolicyRefusal::Guardrail`].
    pub fn rule_on_vend(&self, question: &VendQuestion<'_>) -> Result<SessionTerms, PolicyRefusal> {
        self.weigh_vend(question, &mut Trace::off())
    }

    /// [`rule_on_vend`](Self::rule_on_vend), with every step of it.
    #[must_use]
    pub fn explain_vend(&self, question: &VendQuestion<'_>) -> Explanation<SessionTerms> {
        let mut trace = Trace::on();
        let outcome = self.weigh_vend(question, &mut trace);
        Explanation {
            steps: trace.into_steps(),
            outcome,
        }
    }

    fn weigh_vend(
        &self,
        question: &VendQuestion<'_>,
        trace: &mut Trace,
    ) -> Result<SessionTerms, PolicyRefusal> {
        let account = AccountRef::Id(question.account.clone());
        let target = self.find_target(&account, question.permission_set, trace)?;
        let mut matching =
            self.eligibilities()
                .matching(question.person, &target, question.break_glass);
        let eligibility = matching.next();
        trace.note(|| still(eligibility));
        eligibility.ok_or(PolicyRefusal::NotEligible)?;
        let circumstances = Circumstances {
            person: question.person,
            target: &target,
            duration: question.duration,
            ticket: question.ticket,
            break_glass: question.break_glass,
            now: question.now,
        };
        self.guard_vend(&circumstances, trace)?;
        Ok(SessionTerms {
            role: target.role(),
            session_duration: target.permission_set.session_duration,
            chaining: target.permission_set.chaining,
            recheck: target.permission_set.recheck,
        })
    }
}

fn still(eligibility: Option<&Eligibility>) -> Step {
    match eligibility {
        Some(eligibility) => Step::new(
            Rule::Eligibility,
            StepOutcome::Passes,
            format!("`{}` still lets this person have it", eligibility.name),
        )
        .about(&eligibility.name, Some(&eligibility.origin)),
        None => Step::new(
            Rule::Eligibility,
            StepOutcome::Refuses,
            "nothing lets this person have it any more",
        ),
    }
}
