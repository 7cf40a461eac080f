use axum::extract::FromRequestParts;
use axum::http::header::{AUTHORIZATION, WWW_AUTHENTICATE};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue};
use axum::response::{IntoResponse, Response};
use jit_api::ErrorCode;

use crate::app::App;
use crate::identity::Caller;
use crate::service::{self, Failure};

/// Every handler that takes a `Caller` is for people who are signed in; there is no other way to
/// get one, and no other place that reads the header.
impl FromRequestParts<App> for Caller {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Response> {
        let token = bearer_token(&parts.headers).ok_or_else(no_bearer_token)?;
        service::authenticate(app, token)
            .await
            .map_err(Failure::into_response)
    }
}

fn bearer_token(headers: &HeaderMap) -> Option<&str> {
    let mut values = headers.get_all(AUTHORIZATION).iter();
    match (values.next(), values.next()) {
        (Some(value), None) => parse(value),
        _ => None,
    }
}

/// The scheme in any letter case, one space, and a token without white space.
///
/// Source: RFC 6750, section 2.1; RFC 9110, section 11.1.
fn parse(value: &HeaderValue) -> Option<&str> {
    let (scheme, token) = value.to_str().ok()?.split_once(' ')?;
    let ok = scheme.eq_ignore_ascii_case("bearer")
        && !token.is_empty()
        && token.bytes().all(|b| b.is_ascii_graphic());
    ok.then_some(token)
}

/// Without a token there is no error to name, only the scheme.
///
/// Source: RFC 6750, section 3.1.
fn no_bearer_token() -> Response {
    let failure = Failure::new(ErrorCode::NotSignedIn, "you are not signed in")
        .hint("sign in with `jit login`");
    let mut response = failure.into_response();
    response
        .headers_mut()
        .insert(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
    response
}
