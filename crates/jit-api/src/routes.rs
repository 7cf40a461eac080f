//! The paths of the API, written once for both ends.

/// What a client needs to sign in; needs no token.
pub const CONFIG: &str = "/v1/config";
/// Who the broker sees.
pub const ME: &str = "/v1/me";
/// What the caller may request.
pub const TARGETS: &str = "/v1/targets";
/// Submit and list requests.
pub const REQUESTS: &str = "/v1/requests";
/// One request.
pub const REQUEST: &str = "/v1/requests/{id}";
/// Approve at the open level.
pub const APPROVE: &str = "/v1/requests/{id}/approve";
/// Reject at the open level.
pub const REJECT: &str = "/v1/requests/{id}/reject";
/// End an approved window.
pub const REVOKE: &str = "/v1/requests/{id}/revoke";
/// Look back at a break-glass window.
pub const REVIEW: &str = "/v1/requests/{id}/review";
/// Withdraw before it opens.
pub const CANCEL: &str = "/v1/requests/{id}/cancel";
/// Give back early.
pub const FINISH: &str = "/v1/requests/{id}/finish";
/// Credentials of an open window.
pub const CREDENTIALS: &str = "/v1/credentials";
/// The audit log as JSON lines.
pub const AUDIT: &str = "/v1/audit";
/// What the audit log says of a period.
pub const REPORT: &str = "/v1/report";
/// The sessions of an access key or a session name.
pub const AUDIT_SESSIONS: &str = "/v1/audit/sessions";
/// The process lives.
pub const HEALTHZ: &str = "/healthz";
/// The process can serve.
pub const READYZ: &str = "/readyz";
/// Figures for Prometheus.
pub const METRICS: &str = "/metrics";
/// The OpenAPI document.
pub const OPENAPI: &str = "/openapi.json";
