use jit_api::ErrorCode;
use jit_domain::{
    AccountId, AdministrativeRead, BundleDigest, Comment, Event, EventKind, FailedPolicy,
    PermissionSetName, PolicyName, RefusedAttempt, RefusedSubmission, Request, RequestId,
};
use jit_policy::PolicyRefusal;
use jit_store::{StoreError, UnitOfWork};

use super::Failure;
use crate::app::App;
use crate::identity::Caller;

/// What somebody tried, as far as it is known when it is refused.
#[derive(Clone, Debug)]
pub(super) struct Attempt {
    action: &'static str,
    request: Option<RequestId>,
    account: Option<AccountId>,
    permission_set: Option<PermissionSetName>,
    bundle: Option<BundleDigest>,
    policy: Option<PolicyName>,
    failed_policies: Vec<FailedPolicy>,
    check: Option<PolicyName>,
    said: Option<Comment>,
    submission: Option<Box<RefusedSubmission>>,
}

impl Attempt {
    /// The word for what was tried, as in [`RefusedAttempt::action`].
    pub(super) fn to(action: &'static str) -> Self {
        Self {
            action,
            request: None,
            account: None,
            permission_set: None,
            bundle: None,
            policy: None,
            failed_policies: Vec::new(),
            check: None,
            said: None,
            submission: None,
        }
    }

    pub(super) fn target(&mut self, account: Option<AccountId>, set: &PermissionSetName) {
        self.account = account;
        self.permission_set = Some(set.clone());
    }

    pub(super) fn about(mut self, request: &Request) -> Self {
        self.set_request(request);
        self
    }

    pub(super) fn set_request(&mut self, request: &Request) {
        self.request = Some(request.id.clone());
        self.target(
            Some(request.target.account.clone()),
            &request.target.permission_set,
        );
    }

    /// What was asked, by which claims it was decided, and under which bundle: the one in force may
    /// be another by the time that the refusal is written.
    pub(super) fn submission(&mut self, submission: RefusedSubmission, bundle: &BundleDigest) {
        self.submission = Some(Box::new(submission));
        self.bundle = Some(bundle.clone());
    }

    /// The policy that forbids it, and those that could not be evaluated.
    pub(super) fn forbidden_by(&mut self, policy: PolicyName, failed_policies: Vec<FailedPolicy>) {
        self.policy = Some(policy);
        self.failed_policies = failed_policies;
    }

    /// The external check that stands against it, and what it said.
    pub(super) fn stopped_by(&mut self, check: Option<PolicyName>, said: Option<Comment>) {
        self.check = check;
        self.said = said;
    }

    /// What the client is told when the bundle refuses; the log keeps which policy it was.
    pub(super) fn refused_by(&mut self, refusal: PolicyRefusal) -> Failure {
        if let PolicyRefusal::Guardrail {
            policy,
            failed_policies,
        } = &refusal
        {
            self.forbidden_by(policy.clone(), failed_policies.clone());
        }
        refusal.into()
    }

    fn into_refused(self, code: ErrorCode) -> RefusedAttempt {
        RefusedAttempt {
            action: self.action.to_owned(),
            code: code.as_str().to_owned(),
            account: self.account,
            permission_set: self.permission_set,
            policy: self.policy,
            failed_policies: self.failed_policies,
            check: self.check,
            said: self.said,
            submission: self.submission,
        }
    }
}

/// Writes a refusal to the audit log where it matters to an auditor, and hands it on. It stands
/// whether or not it could be written; who is refused too often gets `rate_limited` instead.
pub(super) async fn refused(
    app: &App,
    caller: &Caller,
    attempt: Attempt,
    failure: Failure,
) -> Failure {
    if !matters(failure.code()) {
        return failure;
    }
    always_refused(app, caller, attempt, failure).await
}

/// [`refused`], for refusals whose code alone does not say that they matter.
pub(super) async fn always_refused(
    app: &App,
    caller: &Caller,
    attempt: Attempt,
    failure: Failure,
) -> Failure {
    if let Err(too_many) = app.limits.refusal(&caller.person.id) {
        return too_many;
    }
    write(app, Some(caller), attempt, failure.code()).await;
    failure
}

/// Writes that a token was no token of this issuer for this broker.
pub(super) async fn forged(app: &App, code: ErrorCode) {
    if app.limits.forged() {
        write(app, None, Attempt::to("authenticate"), code).await;
    }
}

/// Writes that somebody reads what only auditors and administrators may, before they get it.
///
/// # Errors
///
/// When it cannot be written: then nothing is shown either.
pub(super) async fn read(
    app: &App,
    caller: &Caller,
    what: AdministrativeRead,
) -> Result<(), StoreError> {
    let event = Event {
        at: app.clock.now(),
        request: None,
        actor: Some(caller.person.to_actor()),
        bundle: app.bundle.load().digest().clone(),
        kind: EventKind::Read(what),
    };
    app.store.commit(UnitOfWork::of_no_request(event)).await?;
    Ok(())
}

/// [`read`], once for the pages and looks of one minute.
pub(super) async fn read_once(
    app: &App,
    caller: &Caller,
    what: AdministrativeRead,
) -> Result<(), StoreError> {
    let (who, now) = (&caller.person.id, app.clock.now());
    if !app.recent_reads.knows(who, &what, now) {
        read(app, caller, what.clone()).await?;
        app.recent_reads.recorded(who, what, now);
    }
    Ok(())
}

async fn write(app: &App, caller: Option<&Caller>, mut attempt: Attempt, code: ErrorCode) {
    let bundle = attempt.bundle.take();
    let event = Event {
        at: app.clock.now(),
        request: attempt.request.take(),
        actor: caller.map(|caller| caller.person.to_actor()),
        bundle: bundle.unwrap_or_else(|| app.bundle.load().digest().clone()),
        kind: EventKind::Refused(attempt.into_refused(code)),
    };
    if let Err(error) = app.store.commit(UnitOfWork::refusal(event)).await {
        tracing::error!(%error, code = code.as_str(), "a refusal could not be recorded");
    }
}

fn matters(code: ErrorCode) -> bool {
    matches!(
        code,
        ErrorCode::NotEligible
            | ErrorCode::NoRequest
            | ErrorCode::NotAnApprover
            | ErrorCode::NotTheRequester
            | ErrorCode::NotAnAuditor
            | ErrorCode::OwnRequest
            | ErrorCode::Guardrail
            | ErrorCode::ReviewOverdue
            | ErrorCode::Conflict
            | ErrorCode::StaleDigest
            | ErrorCode::WindowNotOpen
            | ErrorCode::WindowClosed
            | ErrorCode::NoPolicy
            | ErrorCode::NoApprover
            | ErrorCode::CheckRefused
            | ErrorCode::CheckUnavailable
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_log_keeps_which_guardrail_it_was() {
        let policy: PolicyName = "mfa".parse().unwrap();
        let failed = FailedPolicy {
            policy: "hours".parse().unwrap(),
            error: "integer overflow".to_owned(),
        };
        let mut attempt = Attempt::to("vend");

        let failure = attempt.refused_by(PolicyRefusal::Guardrail {
            policy: policy.clone(),
            failed_policies: vec![failed.clone()],
        });
        let refused = attempt.into_refused(failure.code());

        assert_eq!(
            (refused.code.as_str(), refused.policy),
            ("guardrail", Some(policy))
        );
        assert_eq!(refused.failed_policies, [failed]);
    }
}
