use axum::extract::{Request, State};
use axum::http::uri::Authority;
use axum::http::{HeaderMap, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::Issuer;

/// Answers nobody who came by another name (DNS rebinding) or from another site's page (forged
/// forms).
pub(super) async fn check(State(issuer): State<Issuer>, request: Request, next: Next) -> Response {
    let authority = &issuer.0.addresses.authority;
    let host = header_text(request.headers(), header::HOST)
        .or_else(|| request.uri().authority().map(Authority::as_str));
    if host != Some(authority) {
        return refuse(StatusCode::MISDIRECTED_REQUEST);
    }
    if request.method() == Method::POST && !is_same_origin(request.headers(), authority) {
        return refuse(StatusCode::FORBIDDEN);
    }
    next.run(request).await
}

/// Programs send neither header; browsers send at least one of them with a form.
fn is_same_origin(headers: &HeaderMap, authority: &str) -> bool {
    let origin = header_text(headers, header::ORIGIN);
    let site = header_text(headers, header::HeaderName::from_static("sec-fetch-site"));
    let origin_fits = !headers.contains_key(header::ORIGIN)
        || origin.and_then(|origin| origin.strip_prefix("http://")) == Some(authority);
    origin_fits && site.is_none_or(|site| site == "same-origin")
}

fn header_text(headers: &HeaderMap, name: header::HeaderName) -> Option<&str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}

fn refuse(status: StatusCode) -> Response {
    (
        status,
        "this is the development issuer of a broker on this machine\n",
    )
        .into_response()
}
