use hyper::header::X_CONTENT_TYPE_OPTIONS;
use hyper::header::{ALLOW, CACHE_CONTROL, CONTENT_TYPE, HeaderValue, WWW_AUTHENTICATE};
use hyper::{Response, StatusCode};
use serde::Serialize;

use super::judge::Refusal;
use crate::error::CommandError;
use crate::ui;

/// An error as SDKs read it.
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct ErrorJson<'a> {
    code: &'a str,
    message: &'a str,
}

/// The credentials, as SDKs read them.
pub(super) fn credentials(json: String) -> Response<String> {
    response(StatusCode::OK, json)
}

/// The request may have no answer.
pub(super) fn refused(refusal: Refusal) -> Response<String> {
    let mut response = error(refusal.status(), refusal.code(), refusal.message());
    let headers = response.headers_mut();
    match refusal {
        Refusal::Method => headers.insert(ALLOW, HeaderValue::from_static("GET")),
        Refusal::Token => headers.insert(WWW_AUTHENTICATE, HeaderValue::from_static("jit")),
        Refusal::Host | Refusal::Browser | Refusal::Path => None,
    };
    response
}

/// There are no credentials, with what the person can do about that. SDKs do not ask again at once,
/// which they would after a server error.
pub(super) fn none(err: &CommandError) -> Response<String> {
    let (code, message) = ui::for_sdk(err);
    error(StatusCode::FAILED_DEPENDENCY, &code, &message)
}

fn error(status: StatusCode, code: &str, message: &str) -> Response<String> {
    let json = serde_json::to_string(&ErrorJson { code, message });
    response(status, json.unwrap_or_default())
}

/// An answer that nobody keeps, and no page can read.
fn response(status: StatusCode, json: String) -> Response<String> {
    let mut response = Response::new(json);
    *response.status_mut() = status;
    let headers = response.headers_mut();
    for (name, value) in [
        (CONTENT_TYPE, "application/json"),
        (CACHE_CONTROL, "no-store"),
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    response
}
