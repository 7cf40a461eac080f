use axum::Json;
use axum::http::StatusCode;
use axum::http::header::{CACHE_CONTROL, PRAGMA};
use axum::response::{IntoResponse, Response};
use serde_json::json;

/// An error as OAuth spells it.
///
/// Sources: RFC 6749, sections 4.1.2.1 and 5.2; RFC 8628, section 3.5; RFC 7009, section 2.2.1;
/// RFC 8707, section 2.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct OauthError {
    pub(super) code: &'static str,
    pub(super) description: &'static str,
}

impl OauthError {
    pub(super) const fn new(code: &'static str, description: &'static str) -> Self {
        Self { code, description }
    }

    pub(super) const fn invalid_request(description: &'static str) -> Self {
        Self::new("invalid_request", description)
    }

    pub(super) const fn invalid_grant(description: &'static str) -> Self {
        Self::new("invalid_grant", description)
    }

    pub(super) const fn server_error() -> Self {
        Self::new("server_error", "the issuer cannot write its state")
    }

    fn status(self) -> StatusCode {
        match self.code {
            "invalid_client" => StatusCode::UNAUTHORIZED,
            "server_error" => StatusCode::INTERNAL_SERVER_ERROR,
            _ => StatusCode::BAD_REQUEST,
        }
    }
}

impl IntoResponse for OauthError {
    fn into_response(self) -> Response {
        let body = json!({ "error": self.code, "error_description": self.description });
        let headers = [(CACHE_CONTROL, "no-store"), (PRAGMA, "no-cache")];
        (self.status(), headers, Json(body)).into_response()
    }
}
