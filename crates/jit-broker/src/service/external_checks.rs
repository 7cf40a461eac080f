use futures::future::join_all;
use jit_domain::{Comment, PassedCheck, PolicyName};
use jit_policy::{Bundle, PolicyRefusal, SubmitRuling};

use super::Failure;
use super::record::Attempt;
use super::submission::Asked;
use crate::app::App;
use crate::checks::{CheckError, CheckFailure, CheckQuestion, Requester};
use crate::identity::Caller;

/// An ask that every check of its eligibility has let pass.
#[derive(Debug)]
pub(super) struct Passed {
    /// The ruling, with the levels that checks add.
    pub(super) ruling: SubmitRuling,
    /// What they said.
    pub(super) checks: Vec<PassedCheck>,
}

/// An ask that a check stands against.
#[derive(Debug)]
pub(super) struct Stopped {
    failure: Failure,
    check: Option<PolicyName>,
    said: Option<Comment>,
}

impl Stopped {
    /// What the client is told; the log keeps which check it was and what it said.
    pub(super) fn noted_in(self, attempt: &mut Attempt) -> Failure {
        attempt.stopped_by(self.check, self.said);
        self.failure
    }

    pub(super) fn into_failure(self) -> Failure {
        self.failure
    }
}

/// Asks all checks of the eligibility at once. Of several that stand against it, the first in the
/// order of the eligibility tells why.
pub(super) async fn ask_checks(
    app: &App,
    caller: &Caller,
    bundle: &Bundle,
    asked: &Asked,
    ruling: SubmitRuling,
    dry_run: bool,
) -> Result<Passed, Stopped> {
    let questions: Vec<_> = ruling
        .checks
        .iter()
        .map(|check| question(app, caller, asked, &ruling, check, dry_run))
        .collect();
    let answers = join_all(questions.iter().map(|question| app.checks.ask(question))).await;
    let mut checks = Vec::new();
    for (question, answer) in questions.iter().zip(answers) {
        let answer = answer.and_then(|passed| has_its_level(bundle, passed));
        count(&question.check, &answer);
        checks.push(answer?);
    }
    let requester = &caller.person.id;
    let directory = app.directory.as_ref();
    let ruling = bundle.with_checks(ruling, &checks, requester, directory)?;
    Ok(Passed { ruling, checks })
}

/// A level that is asked for has to be one that the bundle has: else nobody knows who has to agree.
fn has_its_level(bundle: &Bundle, passed: PassedCheck) -> Result<PassedCheck, CheckFailure> {
    if passed.adds_level && bundle.check_level(&passed.check).is_none() {
        return Err(CheckFailure::Unavailable {
            check: passed.check,
            why: CheckError::Answer("it asks for a level that the bundle does not have"),
        });
    }
    Ok(passed)
}

fn question(
    app: &App,
    caller: &Caller,
    asked: &Asked,
    ruling: &SubmitRuling,
    check: &PolicyName,
    dry_run: bool,
) -> CheckQuestion {
    let (person, target, ask) = (&caller.person, &ruling.target, &asked.ask);
    CheckQuestion {
        id: format!("chk-{:016x}{:016x}", app.random.bits(), app.random.bits()),
        check: check.clone(),
        dry_run,
        at: app.clock.now(),
        account: target.account.clone(),
        account_name: target.account_name.clone(),
        permission_set: target.permission_set.clone(),
        role_arn: target.role.clone(),
        requester: Requester {
            issuer: person.id.issuer.clone(),
            subject: person.id.subject.clone(),
            name: person.name.clone(),
            groups: person.groups.clone(),
        },
        duration_seconds: ask.duration,
        reason: ask.reason.clone(),
        ticket: ask.ticket.clone(),
        start: ask.start,
    }
}

fn count(check: &PolicyName, answer: &Result<PassedCheck, CheckFailure>) {
    let outcome = match answer {
        Ok(_) => "passed",
        Err(CheckFailure::Refused { .. }) => "refused",
        Err(CheckFailure::Unavailable { why, .. }) => {
            tracing::warn!(%check, error = %why, "the check `{check}` could not be asked: {why}");
            "unavailable"
        }
    };
    let check = check.to_string();
    metrics::counter!("jit_checks_total", "check" => check, "outcome" => outcome).increment(1);
}

impl From<CheckFailure> for Stopped {
    fn from(failure: CheckFailure) -> Self {
        let (check, said) = match &failure {
            CheckFailure::Refused { check, said } => (check.clone(), said.clone()),
            CheckFailure::Unavailable { check, .. } => (check.clone(), None),
        };
        Self {
            failure: failure.into(),
            check: Some(check),
            said,
        }
    }
}

impl From<PolicyRefusal> for Stopped {
    fn from(refusal: PolicyRefusal) -> Self {
        Self {
            failure: refusal.into(),
            check: None,
            said: None,
        }
    }
}
