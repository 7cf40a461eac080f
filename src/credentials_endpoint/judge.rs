use hyper::header::{AUTHORIZATION, HOST, HeaderMap, HeaderName, ORIGIN};
use hyper::http::request::Parts;
use hyper::{Method, StatusCode};

use super::EndpointToken;

/// The path of the credentials.
pub(super) const PATH: &str = "/credentials";

/// What a request has to be.
#[derive(Clone, Debug)]
pub(super) struct Expected {
    /// `127.0.0.1:PORT` or `[::1]:PORT`: what a program that was told the address sends.
    pub(super) authority: String,
    pub(super) token: EndpointToken,
}

/// Why a request gets no credentials, whatever there is.
///
/// None of them is 403 or a server error, after which SDKs try again at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Refusal {
    /// Another name leads here: a page in a browser whose name came to mean loopback.
    Host,
    /// A browser asks for a page that somebody else wrote.
    Browser,
    Token,
    Method,
    Path,
}

impl Refusal {
    pub(super) fn status(self) -> StatusCode {
        match self {
            Self::Host => StatusCode::MISDIRECTED_REQUEST,
            Self::Browser => StatusCode::BAD_REQUEST,
            Self::Token => StatusCode::UNAUTHORIZED,
            Self::Method => StatusCode::METHOD_NOT_ALLOWED,
            Self::Path => StatusCode::NOT_FOUND,
        }
    }

    pub(super) fn code(self) -> &'static str {
        match self {
            Self::Host => "wrong_host",
            Self::Browser => "no_browsers",
            Self::Token => "wrong_token",
            Self::Method => "wrong_method",
            Self::Path => "not_found",
        }
    }

    pub(super) fn message(self) -> &'static str {
        match self {
            Self::Host => "this is jit, which goes by its loopback address alone",
            Self::Browser => "jit gives no credentials to browsers",
            Self::Token => {
                "AWS_CONTAINER_AUTHORIZATION_TOKEN is not the one that jit serve-credentials \
                 printed"
            }
            Self::Method => "only GET is answered here",
            Self::Path => "there is nothing here",
        }
    }
}

/// Judges a request by its head. Before the token nothing is said of what there is.
///
/// # Errors
///
/// The first rule that it breaks.
pub(super) fn judge(head: &Parts, expected: &Expected) -> Result<(), Refusal> {
    let headers = &head.headers;
    let is_here = head.uri.authority().is_none()
        && only(headers, &HOST) == Some(expected.authority.as_bytes());
    if !is_here {
        return Err(Refusal::Host);
    }
    let is_of_browsers =
        |name: &HeaderName| name == ORIGIN || name.as_str().starts_with("sec-fetch-");
    if headers.keys().any(is_of_browsers) {
        return Err(Refusal::Browser);
    }
    let sent = only(headers, &AUTHORIZATION).unwrap_or_default();
    if !expected.token.is(sent) {
        return Err(Refusal::Token);
    }
    if head.method != Method::GET {
        return Err(Refusal::Method);
    }
    if head.uri != PATH {
        return Err(Refusal::Path);
    }
    Ok(())
}

/// The value of a field that must not come twice.
fn only<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Option<&'a [u8]> {
    let mut values = headers.get_all(name).iter();
    let value = values.next()?;
    values.next().is_none().then(|| value.as_bytes())
}

#[cfg(test)]
#[path = "judge_tests.rs"]
mod tests;
