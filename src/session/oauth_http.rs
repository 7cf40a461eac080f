use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use jit_api::Secret;
use oauth2::http::header::CONTENT_TYPE;
use oauth2::{AsyncHttpClient, HttpRequest, HttpResponse};
use url::form_urlencoded;

use crate::http_client::{
    HttpClientError, HttpClients, MAX_ISSUER_ANSWER, instead_of_json, read_limited,
};
use crate::secure_url::{SecureUrl, SecureUrlError};

use super::SessionError;

/// The fields of a call to a token endpoint that are secret.
///
/// Source: RFC 6749, sections 4.1.3 and 6; RFC 7636, section 4.5; RFC 8628, section 3.4; RFC 8693,
/// section 2.1.
const SECRET_FIELDS: [&str; 5] = [
    "code",
    "code_verifier",
    "refresh_token",
    "device_code",
    "subject_token",
];

/// The way from the `oauth2` crate to the issuer.
#[derive(Clone, Debug)]
pub(super) struct IssuerHttp {
    pub(super) clients: Arc<HttpClients>,
}

/// Why an exchange with the issuer brought no OAuth answer.
#[derive(Debug, thiserror::Error)]
pub(super) enum IssuerHttpError {
    #[error(transparent)]
    Unsafe(#[from] SecureUrlError),
    #[error(transparent)]
    Client(#[from] HttpClientError),
    #[error("{0}")]
    Transport(#[source] reqwest::Error),
    #[error("it answers with status {0}")]
    Unavailable(u16),
    #[error("it redirects, which no token follows")]
    Redirect,
    #[error("{0}")]
    NotJson(&'static str),
    #[error("the request cannot be built")]
    Request,
}

impl IssuerHttpError {
    /// As an error of a sign-in, about this URL.
    pub(super) fn about(self, url: &SecureUrl) -> SessionError {
        match self {
            Self::Unavailable(_) | Self::Transport(_) => {
                SessionError::unreachable("issuer", url, self)
            }
            Self::Client(HttpClientError::BrokeOff(cause)) => {
                SessionError::unreachable("issuer", url, cause.without_url())
            }
            Self::Client(error @ HttpClientError::TooLarge(_)) => {
                SessionError::nonsense("issuer", url, error)
            }
            Self::Client(error) => SessionError::Http(error),
            Self::Unsafe(cause) => SessionError::UnsafeEndpoint {
                of: "address of the issuer",
                cause,
            },
            Self::Redirect | Self::NotJson(_) | Self::Request => {
                SessionError::nonsense("issuer", url, self)
            }
        }
    }
}

impl<'c> AsyncHttpClient<'c> for IssuerHttp {
    type Error = IssuerHttpError;
    type Future = Pin<Box<dyn Future<Output = Result<HttpResponse, Self::Error>> + Send + 'c>>;

    fn call(&'c self, request: HttpRequest) -> Self::Future {
        Box::pin(send(&self.clients, request))
    }
}

async fn send(
    clients: &HttpClients,
    request: HttpRequest,
) -> Result<HttpResponse, IssuerHttpError> {
    let url: SecureUrl = request.uri().to_string().parse()?;
    let client = clients.for_url(&url)?;
    let sent = secrets(request.body());
    let request = reqwest::Request::try_from(request).map_err(|_| IssuerHttpError::Request)?;
    let answer = client.execute(request).await;
    let answer = answer.map_err(|error| IssuerHttpError::Transport(error.without_url()))?;
    let status = answer.status();
    judge_status(status.as_u16())?;
    if let Some(instead) = not_json(answer.headers().get(CONTENT_TYPE)) {
        return Err(IssuerHttpError::NotJson(instead));
    }
    let mut parsed = HttpResponse::new(Vec::new());
    *parsed.status_mut() = status;
    *parsed.headers_mut() = answer.headers().clone();
    let body = read_limited(answer, MAX_ISSUER_ANSWER).await?;
    // The words of a refusal are printed, and some issuers repeat in them what they refuse.
    *parsed.body_mut() = if status.is_success() {
        body
    } else {
        without(&sent, body)
    };
    Ok(parsed)
}

/// What is secret in a form that is sent.
fn secrets(form: &[u8]) -> Vec<Secret> {
    form_urlencoded::parse(form)
        .filter(|(name, _)| SECRET_FIELDS.contains(&&**name))
        .map(|(_, value)| Secret::new(value.into_owned()))
        .collect()
}

fn without(sent: &[Secret], body: Vec<u8>) -> Vec<u8> {
    match String::from_utf8(body) {
        Ok(text) => sent
            .iter()
            .fold(text, |text, secret| secret.left_out_of(&text))
            .into_bytes(),
        // No JSON, of which nothing is printed.
        Err(error) => error.into_bytes(),
    }
}

/// What says nothing about the tokens: the issuer is overloaded, broken, or behind a portal.
pub(super) fn judge_status(status: u16) -> Result<(), IssuerHttpError> {
    match status {
        300..=399 => Err(IssuerHttpError::Redirect),
        408 | 425 | 429 | 500.. => Err(IssuerHttpError::Unavailable(status)),
        _ => Ok(()),
    }
}

/// What an answer is instead of JSON; none for `application/json` and its relatives, whatever their
/// parameters.
pub(super) fn not_json(
    content_type: Option<&reqwest::header::HeaderValue>,
) -> Option<&'static str> {
    let essence = content_type
        .and_then(|value| value.to_str().ok())
        .and_then(|text| text.split(';').next())
        .map(|essence| essence.trim().to_ascii_lowercase());
    let essence = essence.unwrap_or_default();
    let is_json = essence == "application/json"
        || (essence.starts_with("application/") && essence.ends_with("+json"));
    (!is_json).then(|| instead_of_json(&essence))
}

#[cfg(test)]
#[path = "oauth_http_tests.rs"]
mod tests;
