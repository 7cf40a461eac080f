//! What an answer of the broker says: read strictly, and printed without the token.

use jit_api::{Problem, Secret};
use jit_domain::Timestamp;
use reqwest::header::{CONTENT_TYPE, DATE, ETAG, RETRY_AFTER};
use reqwest::{Response, StatusCode};
use serde::de::DeserializeOwned;
use url::Url;

use super::exchange::host;
use super::{BrokerError, StateTag};
use crate::http_client::instead_of_json;

/// How an answer is read that is no refusal.
pub(super) type Read<T> = fn(StatusCode, &str, &[u8]) -> Result<T, String>;

/// What is looked at of the status line and the headers.
pub(super) struct Head {
    pub(super) status: StatusCode,
    pub(super) media_type: String,
    retry_after: Option<u64>,
    pub(super) tag: Option<StateTag>,
    pub(super) date: Option<Timestamp>,
}

impl Head {
    pub(super) fn of(response: &Response) -> Self {
        let header = |name| response.headers().get(name).and_then(|v| v.to_str().ok());
        let media_type = header(CONTENT_TYPE).unwrap_or_default();
        Self {
            status: response.status(),
            media_type: media_type
                .split(';')
                .next()
                .unwrap_or_default()
                .trim()
                .to_ascii_lowercase(),
            retry_after: header(RETRY_AFTER).and_then(|v| v.parse().ok()),
            tag: header(ETAG).map(|tag| StateTag(tag.to_owned())),
            date: header(DATE).and_then(http_date),
        }
    }
}

/// A time as HTTP writes it, such as `Sun, 06 Nov 1994 08:49:37 GMT` (RFC 9110, section 5.6.7).
fn http_date(text: &str) -> Option<Timestamp> {
    let date = chrono::DateTime::parse_from_rfc2822(text).ok()?;
    Some(Timestamp::from(date.to_utc()))
}

/// Reads JSON. The message of the parser may quote the answer, which may be secret.
pub(super) fn json<T: DeserializeOwned>(
    status: StatusCode,
    media_type: &str,
    body: &[u8],
) -> Result<T, String> {
    if media_type != "application/json" {
        let why = instead_of_json(media_type);
        return Err(format!("{why} (status {status})"));
    }
    serde_json::from_slice(body).map_err(|err| {
        let (line, column) = (err.line(), err.column());
        format!("its answer does not parse at {line}:{column}")
    })
}

/// Reads a page of HTML that says first that nothing in it runs or loads.
pub(super) fn report_page(_: StatusCode, media_type: &str, body: &[u8]) -> Result<String, String> {
    let page = std::str::from_utf8(body).ok();
    let harmless = |page: &&str| page.starts_with(jit_api::REPORT_PAGE_HEAD);
    match page.filter(harmless) {
        Some(page) if media_type == "text/html" => Ok(page.to_owned()),
        _ => Err("its answer is no page of a report".to_owned()),
    }
}

/// Reads a whole answer. What is in it is printed, and a broker that repeats the token, or something
/// in front of one, does not get it printed.
pub(super) fn parse<T>(
    base: &Url,
    head: &Head,
    body: &[u8],
    token: Option<&Secret>,
    read_as: Read<T>,
) -> Result<T, BrokerError> {
    let absurd = |why: String| BrokerError::Absurd {
        host: host(base),
        why,
    };
    let status = head.status;
    if status.is_success() {
        if token.is_some_and(|token| token.is_in(body)) {
            return Err(absurd("its answer repeats the token".to_owned()));
        }
        return read_as(status, &head.media_type, body).map_err(absurd);
    }
    if head.media_type == "application/problem+json"
        && let Some(problem) = problem(body, token)
    {
        return Err(BrokerError::Refused {
            problem: Box::new(problem),
            retry_after: head.retry_after,
        });
    }
    if status.is_server_error() {
        return Err(BrokerError::Unreachable {
            host: host(base),
            why: format!("it answered {status}"),
        });
    }
    if status.is_redirection() {
        return Err(absurd("it redirects, which is not followed".to_owned()));
    }
    Err(absurd(format!("it answered {status}, not as a broker")))
}

/// What the broker says against it, without the token.
fn problem(body: &[u8], token: Option<&Secret>) -> Option<Problem> {
    match token {
        None => serde_json::from_slice(body).ok(),
        Some(token) => {
            let body = token.left_out_of(str::from_utf8(body).ok()?);
            serde_json::from_str(&body).ok()
        }
    }
}
