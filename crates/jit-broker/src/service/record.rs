use jit_api::ErrorCode;
use jit_domain::{
    AccountId, Event, EventKind, PermissionSetName, RefusedAttempt, Request, RequestId,
};
use jit_store::UnitOfWork;

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
}

impl Attempt {
    /// The word for what was tried, as in [`RefusedAttempt::action`].
    pub(super) fn to(action: &'static str) -> Self {
        Self {
            action,
            request: None,
            account: None,
            permission_set: None,
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

async fn write(app: &App, caller: Option<&Caller>, attempt: Attempt, code: ErrorCode) {
    let event = Event {
        at: app.clock.now(),
        request: attempt.request,
        actor: caller.map(|caller| caller.person.to_actor()),
        bundle: app.bundle.load().digest().clone(),
        kind: EventKind::Refused(RefusedAttempt {
            action: attempt.action.to_owned(),
            code: code.as_str().to_owned(),
            account: attempt.account,
            permission_set: attempt.permission_set,
            ..RefusedAttempt::default()
        }),
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
            | ErrorCode::Conflict
            | ErrorCode::StaleDigest
            | ErrorCode::WindowNotOpen
            | ErrorCode::WindowClosed
            | ErrorCode::NoPolicy
            | ErrorCode::NoApprover
    )
}
