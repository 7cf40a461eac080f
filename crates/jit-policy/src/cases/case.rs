use jit_domain::{AccountRef, Ask, PermissionSetName, Person, Timestamp};
use serde::Serialize;

use super::expectation::Expectation;
use super::verdict::Verdict;
use crate::{Bundle, NoDirectory, Origin, Step, SubmitQuestion, VendQuestion};

/// A question, and what must come of it.
#[derive(Clone, Debug)]
pub struct Case {
    pub(super) name: String,
    pub(super) origin: Origin,
    pub(super) question: Question,
    pub(super) expected: Expectation,
}

#[derive(Clone, Debug)]
pub(super) struct Question {
    pub(super) vend: bool,
    pub(super) person: Person,
    pub(super) account: AccountRef,
    pub(super) permission_set: PermissionSetName,
    pub(super) ask: Ask,
    pub(super) break_glass: bool,
    pub(super) now: Timestamp,
}

/// What came of a [`Case`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CaseReport {
    /// Its name.
    pub name: String,
    /// Where it stands.
    pub origin: Origin,
    /// Whether it came as it must.
    pub passed: bool,
    /// What must come.
    pub expected: String,
    /// What came.
    pub got: String,
    /// How, step by step.
    pub steps: Vec<Step>,
}

impl Case {
    /// Puts the question to a bundle.
    #[must_use]
    pub fn run(&self, bundle: &Bundle) -> CaseReport {
        let (verdict, steps) = self.question.put(bundle);
        CaseReport {
            name: self.name.clone(),
            origin: self.origin.clone(),
            passed: self.expected.holds(&verdict),
            expected: self.expected.to_string(),
            got: self.expected.told(&verdict),
            steps,
        }
    }
}

impl Question {
    fn put(&self, bundle: &Bundle) -> (Verdict, Vec<Step>) {
        if self.vend {
            return self.put_vend(bundle);
        }
        let question = SubmitQuestion {
            person: &self.person,
            account: &self.account,
            permission_set: &self.permission_set,
            ask: &self.ask,
            break_glass: self.break_glass,
            now: self.now,
        };
        let explanation = bundle.explain_submit(&question, &NoDirectory);
        ((&explanation.outcome).into(), explanation.steps)
    }

    fn put_vend(&self, bundle: &Bundle) -> (Verdict, Vec<Step>) {
        let account = match (&self.account, bundle.account(&self.account)) {
            (_, Some(account)) => account.id.clone(),
            (AccountRef::Id(id), None) => id.clone(),
            (AccountRef::Name(_), None) => {
                return ((&crate::PolicyRefusal::NotEligible).into(), Vec::new());
            }
        };
        let explanation = bundle.explain_vend(&VendQuestion {
            person: &self.person,
            account: &account,
            permission_set: &self.permission_set,
            duration: self.ask.duration,
            ticket: self.ask.ticket.as_ref(),
            break_glass: self.break_glass,
            now: self.now,
        });
        ((&explanation.outcome).into(), explanation.steps)
    }
}
