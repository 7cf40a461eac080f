use std::error::Error;

use jit_api::{ClientConfig, Secret, routes};
use reqwest::header::CONTENT_TYPE;
use serde::de::DeserializeOwned;

use crate::config::BrokerUrl;
use crate::http_client::{HttpClientError, HttpClients, MAX_ISSUER_ANSWER, read_limited};
use crate::secure_url::SecureUrl;

use super::SessionError;
use super::oauth_http::{judge_status, not_json};

/// Asks a broker how to sign in.
///
/// # Errors
///
/// [`SessionError::Unreachable`], or [`SessionError::Nonsense`] when it is no broker that this
/// program understands.
pub(super) async fn broker_config(
    clients: &HttpClients,
    broker: &BrokerUrl,
) -> Result<ClientConfig, SessionError> {
    let url = broker.route(routes::CONFIG);
    let url = url.map_err(|cause| SessionError::UnsafeEndpoint {
        of: "address of the broker",
        cause,
    })?;
    let config: ClientConfig = get_json(clients, &url, "broker").await?;
    if config.api_version != jit_api::API_VERSION {
        let problem = "it speaks another version of the API; use a newer or older `jit`";
        return Err(SessionError::nonsense("broker", broker, problem));
    }
    Ok(config)
}

/// Fetches a JSON document: at most 1 MiB, no redirects.
///
/// # Errors
///
/// [`SessionError::Unreachable`] and [`SessionError::Nonsense`].
pub(super) async fn get_json<T: DeserializeOwned>(
    clients: &HttpClients,
    url: &SecureUrl,
    peer: &'static str,
) -> Result<T, SessionError> {
    get_json_as(clients, url, peer, None).await
}

/// The same, as whoever has this token.
///
/// # Errors
///
/// As [`get_json`].
pub(super) async fn get_json_as<T: DeserializeOwned>(
    clients: &HttpClients,
    url: &SecureUrl,
    peer: &'static str,
    bearer: Option<&Secret>,
) -> Result<T, SessionError> {
    let client = clients.for_url(url).map_err(SessionError::Http)?;
    let mut request = client.get(url.as_url().clone());
    if let Some(bearer) = bearer {
        request = request.bearer_auth(bearer.expose());
    }
    let answer = request.send().await;
    let answer =
        answer.map_err(|error| SessionError::unreachable(peer, url, error.without_url()))?;
    let status = answer.status();
    if let Err(error) = judge_status(status.as_u16()) {
        return Err(if status.is_redirection() {
            SessionError::nonsense(peer, url, error)
        } else {
            SessionError::unreachable(peer, url, error)
        });
    }
    if !status.is_success() {
        let problem = format!("status {}", status.as_u16());
        return Err(SessionError::nonsense(peer, url, problem));
    }
    if let Some(instead) = not_json(answer.headers().get(CONTENT_TYPE)) {
        return Err(SessionError::nonsense(peer, url, instead));
    }
    let body = read_limited(answer, MAX_ISSUER_ANSWER).await;
    let body = body.map_err(|error| match error {
        HttpClientError::TooLarge(_) => SessionError::nonsense(peer, url, error),
        other => SessionError::unreachable(peer, url, innermost(&other)),
    })?;
    // The message of the parser may quote the answer, which may be a token.
    serde_json::from_slice(&body).map_err(|error| {
        let (line, column) = (error.line(), error.column());
        let problem = format!("its answer does not parse at {line}:{column}");
        SessionError::nonsense(peer, url, problem)
    })
}

/// The text of the error at the bottom, which is the one that tells.
fn innermost(error: &(dyn Error + 'static)) -> String {
    let mut deepest = error;
    while let Some(cause) = deepest.source() {
        deepest = cause;
    }
    deepest.to_string()
}
