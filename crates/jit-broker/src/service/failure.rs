use std::fmt;

use jit_api::{ErrorCode, Problem};
use jit_domain::{Phase, PolicyName, Refusal, Request, Status, Timestamp};
use jit_policy::PolicyRefusal;
use jit_store::StoreError;

use crate::checks::CheckFailure;
use crate::identity::AuthError;
use crate::vend::VendError;

/// Why a use case did not do what was asked: the problem as the client sees it, and when to come
/// back. Carries no internal text.
#[derive(Clone, Debug)]
pub struct Failure {
    problem: Box<Problem>,
    retry_after_seconds: Option<u64>,
}

impl Failure {
    pub(crate) fn new(code: ErrorCode, title: impl Into<String>) -> Self {
        Self {
            problem: Box::new(Problem::new(code, title)),
            retry_after_seconds: None,
        }
    }

    /// The problem, still without the name of the exchange.
    #[must_use]
    pub fn problem(&self) -> &Problem {
        &self.problem
    }

    /// When it makes sense to try again, in seconds.
    #[must_use]
    pub fn retry_after_seconds(&self) -> Option<u64> {
        self.retry_after_seconds
    }

    pub(crate) fn code(&self) -> ErrorCode {
        self.problem.code
    }

    pub(crate) fn into_problem(self) -> Problem {
        *self.problem
    }

    /// Names the field of the body or the parameter that is wrong.
    pub(crate) fn field(mut self, field: impl Into<String>) -> Self {
        self.problem.field = Some(field.into());
        self
    }

    pub(crate) fn hint(mut self, hint: impl Into<String>) -> Self {
        self.problem.hint = Some(hint.into());
        self
    }

    pub(crate) fn detail(mut self, detail: impl Into<String>) -> Self {
        self.problem.detail = Some(detail.into());
        self
    }

    /// Answers with another HTTP status than the usual one of the code.
    pub(crate) fn http_status(mut self, status: u16) -> Self {
        self.problem.status = status;
        self
    }

    pub(crate) fn retry_after(mut self, seconds: u64) -> Self {
        self.retry_after_seconds = Some(seconds);
        self
    }

    /// 400, naming what cannot be read.
    pub(crate) fn malformed(field: impl Into<String>, error: impl fmt::Display) -> Self {
        Self::new(ErrorCode::Malformed, error.to_string()).field(field)
    }

    /// 422, naming what lies outside of its limits.
    pub(crate) fn limit(field: impl Into<String>, error: impl fmt::Display) -> Self {
        Self::new(ErrorCode::Limit, error.to_string()).field(field)
    }

    /// 404: the same for what does not exist and for what the caller may not know of.
    pub(crate) fn not_found() -> Self {
        Self::new(ErrorCode::NotFound, "there is no such request")
            .hint("`jit list` shows your requests")
    }

    pub(crate) fn not_eligible() -> Self {
        PolicyRefusal::NotEligible.into()
    }

    pub(crate) fn rate_limited(seconds: u64) -> Self {
        Self::new(ErrorCode::RateLimited, "too many calls of this kind").retry_after(seconds)
    }

    pub(crate) fn overloaded() -> Self {
        Self::new(ErrorCode::StoreUnavailable, "the broker is busy").retry_after(2)
    }

    pub(crate) fn no_policies() -> Self {
        Self::new(ErrorCode::PoliciesUnavailable, "no policy bundle is loaded")
            .detail("the folder of the bundle is not there; until it is, everything is denied")
            .hint("put the bundle where `policy` in the settings points to")
            .retry_after(5)
    }

    pub(crate) fn internal() -> Self {
        Self::new(ErrorCode::Internal, "the broker made a mistake")
            .hint("tell your administrator the trace ID")
    }

    /// The refusal of the domain, with the state of the request it is about.
    pub(super) fn refused(refusal: &Refusal, about: Option<&Request>, now: Timestamp) -> Self {
        let mut failure = Self::new(code_of(refusal), refusal.to_string());
        failure.problem.field = field_of(refusal).map(str::to_owned);
        failure.problem.hint = hint_for(refusal).map(str::to_owned);
        if let Refusal::WindowNotOpen { opens_at, .. } = refusal {
            failure.problem.opens_at = *opens_at;
        }
        match about {
            Some(request) => failure.about(request, now),
            None => failure,
        }
    }

    /// Says which request it is about and what state that is in.
    pub(super) fn about(mut self, request: &Request, now: Timestamp) -> Self {
        let status = request.status(now);
        self.problem.request_id = Some(request.id.clone());
        self.problem.current_status = Some(status.name());
        self.problem.ran_out =
            status == Status::Ended && matches!(request.phase, Phase::Approved { .. });
        if let Status::Pending { level } = status {
            self.problem.open_level = Some(level.get());
        }
        self
    }

    /// Somebody else has to review a break-glass window of the caller before they break glass again.
    pub(super) fn review_overdue(request: &Request) -> Self {
        let mut failure = Self::new(
            ErrorCode::ReviewOverdue,
            "an earlier break-glass window of yours has not been reviewed in time",
        )
        .hint("ask someone else to review what `jit list --mine --overdue` shows");
        failure.problem.request_id = Some(request.id.clone());
        failure
    }

    /// The request failed because policies apply alike; the row exists.
    pub(super) fn policy_conflict(
        request: &Request,
        policies: &[PolicyName],
        selectors: &[String],
    ) -> Self {
        let alike: Vec<_> = policies
            .iter()
            .zip(selectors)
            .map(|(policy, selector)| format!("`{policy}` selects {selector}"))
            .collect();
        let mut failure = Self::new(
            ErrorCode::PolicyConflict,
            "two approval policies apply alike, so the request has failed",
        )
        .hint("ask an administrator to make one of the policies more specific");
        failure.problem.request_id = Some(request.id.clone());
        failure.problem.current_status = Some(jit_domain::StatusName::Failed);
        failure.problem.policies = policies.iter().map(PolicyName::to_string).collect();
        failure.problem.detail = (!alike.is_empty()).then(|| alike.join("; "));
        failure
    }
}

fn code_of(refusal: &Refusal) -> ErrorCode {
    match refusal {
        Refusal::NoSuchRequest => ErrorCode::NotFound,
        Refusal::NotEligible => ErrorCode::NotEligible,
        Refusal::OwnRequest => ErrorCode::OwnRequest,
        Refusal::NotAnApprover => ErrorCode::NotAnApprover,
        Refusal::NotTheRequester => ErrorCode::NotTheRequester,
        Refusal::AlreadySubmitted(_)
        | Refusal::WrongState(_)
        | Refusal::LevelNotOpen { .. }
        | Refusal::AlreadyApproved
        | Refusal::NotBreakGlass
        | Refusal::AlreadyReviewed => ErrorCode::Conflict,
        Refusal::StaleDigest => ErrorCode::StaleDigest,
        Refusal::Widened { .. }
        | Refusal::StartOutOfBounds
        | Refusal::AutomaticTooLong
        | Refusal::BreakGlassNeverWaits
        | Refusal::ViolationWithoutComment => ErrorCode::Limit,
        Refusal::NoLevel | Refusal::NoReviewer => ErrorCode::NoApprover,
        Refusal::WindowNotOpen { .. } => ErrorCode::WindowNotOpen,
        Refusal::WindowClosed(_) => ErrorCode::WindowClosed,
        // The broker asked for another session than was approved: its own fault, or a lost race.
        Refusal::ForeignSession => ErrorCode::Internal,
    }
}

fn field_of(refusal: &Refusal) -> Option<&'static str> {
    match refusal {
        Refusal::Widened { .. } | Refusal::AutomaticTooLong => Some("duration_seconds"),
        Refusal::StartOutOfBounds | Refusal::BreakGlassNeverWaits => Some("start"),
        Refusal::ViolationWithoutComment => Some("comment"),
        Refusal::StaleDigest => Some("digest"),
        _ => None,
    }
}

fn hint_for(refusal: &Refusal) -> Option<&'static str> {
    match refusal {
        Refusal::OwnRequest => Some("someone else has to decide it"),
        Refusal::StaleDigest => Some("look at it again with `jit show` before you decide"),
        Refusal::WindowClosed(_) => Some("ask again with `jit request`"),
        Refusal::NotEligible => Some(ELIGIBLE_HINT),
        _ => None,
    }
}

const ELIGIBLE_HINT: &str = "`GET /v1/targets` lists what you may request";

impl From<PolicyRefusal> for Failure {
    fn from(refusal: PolicyRefusal) -> Self {
        let title = refusal.to_string();
        match refusal {
            PolicyRefusal::NotEligible => {
                Self::new(ErrorCode::NotEligible, title).hint(ELIGIBLE_HINT)
            }
            PolicyRefusal::Limit {
                field, eligibility, ..
            } => {
                let named = title.contains(&format!("`{eligibility}`"));
                let limit = Self::new(ErrorCode::Limit, title).field(field);
                if named {
                    limit
                } else {
                    limit.detail(format!("you are eligible by `{eligibility}`"))
                }
            }
            PolicyRefusal::Guardrail { .. } => Self::new(ErrorCode::Guardrail, title),
            PolicyRefusal::NoPolicy => Self::new(ErrorCode::NoPolicy, title)
                .hint("ask an administrator for an approval policy"),
            PolicyRefusal::NoApprover { .. } => Self::new(ErrorCode::NoApprover, title)
                .hint("ask an administrator for more approvers"),
        }
    }
}

impl From<CheckFailure> for Failure {
    fn from(failure: CheckFailure) -> Self {
        match failure {
            CheckFailure::Refused { check, said } => {
                let title = format!("the check `{check}` refuses this request");
                let mut refused = Self::new(ErrorCode::CheckRefused, title);
                refused.problem.detail = said.map(String::from);
                refused
            }
            CheckFailure::Unavailable { check, .. } => Self::new(
                ErrorCode::CheckUnavailable,
                format!("the check `{check}` cannot be asked now"),
            )
            .detail("nothing was taken down: a request has to pass it")
            .retry_after(5),
        }
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::IdempotencyMismatch => Self::new(
                ErrorCode::IdempotencyMismatch,
                "the idempotency key was used with another body",
            )
            .field("Idempotency-Key"),
            StoreError::Unavailable(reason) => {
                tracing::error!(error = %reason, "the store is unavailable");
                Self::new(
                    ErrorCode::StoreUnavailable,
                    "the broker cannot reach its store",
                )
                .retry_after(5)
            }
            StoreError::Conflict { .. } => Self::new(
                ErrorCode::Conflict,
                "the request was changed by somebody else",
            ),
            StoreError::Apply(_) | StoreError::Damaged(_) => {
                tracing::error!(%error, "the store is damaged");
                Self::internal()
            }
        }
    }
}

impl From<VendError> for Failure {
    fn from(error: VendError) -> Self {
        match error {
            VendError::Refused { reason, .. } => {
                Self::new(ErrorCode::AwsRefused, "AWS refused to give credentials").detail(reason)
            }
            VendError::Unavailable {
                retry_after_seconds,
            } => Self::new(
                ErrorCode::AwsUnavailable,
                "AWS cannot be reached or is throttling",
            )
            .retry_after(retry_after_seconds.max(1).into()),
        }
    }
}

impl From<AuthError> for Failure {
    fn from(error: AuthError) -> Self {
        let sign_in = "sign in with `jit login`";
        match &error {
            AuthError::NotSignedIn(flaw) => Self::new(error.code(), "the token is not accepted")
                .detail(flaw.to_string())
                .hint(sign_in),
            AuthError::Expired => Self::new(error.code(), error.to_string()).hint(sign_in),
            AuthError::GroupsOverage => Self::new(error.code(), error.to_string())
                .hint("ask your administrator to limit the groups in the token"),
            AuthError::IssuerUnavailable => {
                Self::new(error.code(), error.to_string()).retry_after(5)
            }
        }
    }
}
