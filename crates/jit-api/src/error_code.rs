use std::fmt;

use serde::{Deserialize, Serialize};

/// The stable name of what went wrong, in every `application/problem+json` answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum ErrorCode {
    /// 400: the body, a parameter or a field cannot be read.
    Malformed,
    /// 401: no token, or one that is not of this issuer for this broker.
    NotSignedIn,
    /// 401: the token has expired.
    TokenExpired,
    /// 403: the token lists too many groups to carry them; membership is unknown.
    GroupsOverage,
    /// 403: no eligibility allows it.
    NotEligible,
    /// 403: the caller never requested this target.
    NoRequest,
    /// 403: the caller approves no level of this request.
    NotAnApprover,
    /// 403: only the requester can do this.
    NotTheRequester,
    /// 403: only an auditor may read this.
    NotAnAuditor,
    /// 403: nobody decides their own request.
    OwnRequest,
    /// 403: a guardrail of the bundle forbids it.
    Guardrail,
    /// 403: an external check stands against it; `detail` is what it said.
    CheckRefused,
    /// 403: a break-glass window of the caller has waited too long for its review.
    ReviewOverdue,
    /// 404: there is none, or the caller may not know of it.
    NotFound,
    /// 405: the path does not have this method.
    MethodNotAllowed,
    /// 409: the request is in another state; `status` says in which.
    Conflict,
    /// 409: the decision names another digest.
    StaleDigest,
    /// 409: approved for later, or not yet approved.
    WindowNotOpen,
    /// 410: the request is in a terminal state.
    WindowClosed,
    /// 413: the body is larger than 64 KiB.
    TooLarge,
    /// 422: a value lies outside its limits; `field` names it.
    Limit,
    /// 422: no approval policy applies.
    NoPolicy,
    /// 422: nobody could approve it.
    NoApprover,
    /// 422: two policies apply alike; the request has failed.
    PolicyConflict,
    /// 422: the idempotency key was used with another body.
    IdempotencyMismatch,
    /// 429: too many; `Retry-After` says when to come back.
    RateLimited,
    /// 500: a fault of the broker.
    Internal,
    /// 502: AWS refused to give credentials.
    AwsRefused,
    /// 503: AWS cannot be reached or is throttling.
    AwsUnavailable,
    /// 503: the store cannot be reached or is full.
    StoreUnavailable,
    /// 503: the issuer's keys cannot be had.
    IssuerUnavailable,
    /// 503: no policy bundle is loaded.
    PoliciesUnavailable,
    /// 503: an external check cannot be asked, does not answer in time, or answers nonsense.
    CheckUnavailable,
    /// A code of a newer broker.
    #[serde(other)]
    Unknown,
}

impl ErrorCode {
    /// All of them, in the order of their statuses.
    pub const ALL: [Self; 34] = [
        Self::Malformed,
        Self::NotSignedIn,
        Self::TokenExpired,
        Self::GroupsOverage,
        Self::NotEligible,
        Self::NoRequest,
        Self::NotAnApprover,
        Self::NotTheRequester,
        Self::NotAnAuditor,
        Self::OwnRequest,
        Self::Guardrail,
        Self::CheckRefused,
        Self::ReviewOverdue,
        Self::NotFound,
        Self::MethodNotAllowed,
        Self::Conflict,
        Self::StaleDigest,
        Self::WindowNotOpen,
        Self::WindowClosed,
        Self::TooLarge,
        Self::Limit,
        Self::NoPolicy,
        Self::NoApprover,
        Self::PolicyConflict,
        Self::IdempotencyMismatch,
        Self::RateLimited,
        Self::Internal,
        Self::AwsRefused,
        Self::AwsUnavailable,
        Self::StoreUnavailable,
        Self::IssuerUnavailable,
        Self::PoliciesUnavailable,
        Self::CheckUnavailable,
        Self::Unknown,
    ];

    /// The HTTP status that goes with it.
    #[must_use]
    pub fn http_status(self) -> u16 {
        match self {
            Self::Malformed => 400,
            Self::NotSignedIn | Self::TokenExpired => 401,
            Self::GroupsOverage
            | Self::NotEligible
            | Self::NoRequest
            | Self::NotAnApprover
            | Self::NotTheRequester
            | Self::NotAnAuditor
            | Self::OwnRequest
            | Self::Guardrail
            | Self::CheckRefused
            | Self::ReviewOverdue => 403,
            Self::NotFound => 404,
            Self::MethodNotAllowed => 405,
            Self::Conflict | Self::StaleDigest | Self::WindowNotOpen => 409,
            Self::WindowClosed => 410,
            Self::TooLarge => 413,
            Self::Limit
            | Self::NoPolicy
            | Self::NoApprover
            | Self::PolicyConflict
            | Self::IdempotencyMismatch => 422,
            Self::RateLimited => 429,
            Self::Internal | Self::Unknown => 500,
            Self::AwsRefused => 502,
            Self::AwsUnavailable
            | Self::StoreUnavailable
            | Self::IssuerUnavailable
            | Self::PoliciesUnavailable
            | Self::CheckUnavailable => 503,
        }
    }

    /// The name on the wire.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Malformed => "malformed",
            Self::NotSignedIn => "not_signed_in",
            Self::TokenExpired => "token_expired",
            Self::GroupsOverage => "groups_overage",
            Self::NotEligible => "not_eligible",
            Self::NoRequest => "no_request",
            Self::NotAnApprover => "not_an_approver",
            Self::NotTheRequester => "not_the_requester",
            Self::NotAnAuditor => "not_an_auditor",
            Self::OwnRequest => "own_request",
            Self::Guardrail => "guardrail",
            Self::CheckRefused => "check_refused",
            Self::ReviewOverdue => "review_overdue",
            Self::NotFound => "not_found",
            Self::MethodNotAllowed => "method_not_allowed",
            Self::Conflict => "conflict",
            Self::StaleDigest => "stale_digest",
            Self::WindowNotOpen => "window_not_open",
            Self::WindowClosed => "window_closed",
            Self::TooLarge => "too_large",
            Self::Limit => "limit",
            Self::NoPolicy => "no_policy",
            Self::NoApprover => "no_approver",
            Self::PolicyConflict => "policy_conflict",
            Self::IdempotencyMismatch => "idempotency_mismatch",
            Self::RateLimited => "rate_limited",
            Self::Internal => "internal",
            Self::AwsRefused => "aws_refused",
            Self::AwsUnavailable => "aws_unavailable",
            Self::StoreUnavailable => "store_unavailable",
            Self::IssuerUnavailable => "issuer_unavailable",
            Self::PoliciesUnavailable => "policies_unavailable",
            Self::CheckUnavailable => "check_unavailable",
            Self::Unknown => "unknown",
        }
    }
}

impl fmt::Display for ErrorCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::ErrorCode;

    #[test]
    fn all_of_them_are_all_in_order() {
        assert_eq!(ErrorCode::ALL.len(), ErrorCode::Unknown as usize + 1);
        for (place, code) in ErrorCode::ALL.into_iter().enumerate() {
            assert_eq!(code as usize, place, "{code}");
        }
    }
}
