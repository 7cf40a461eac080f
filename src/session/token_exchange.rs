//! The token of a platform becomes one for the broker (RFC 8693).

use jit_api::{ClientConfig, Secret, TokenKind};
use jit_domain::Timestamp;
use oauth2::http::Request;
use oauth2::{AsyncHttpClient as _, HttpResponse};
use serde::Deserialize;
use url::form_urlencoded;

use crate::secure_url::SecureUrl;

use super::SessionError;
use super::issuer::IssuerMetadata;
use super::oauth_http::{IssuerHttp, IssuerHttpError};
use super::token_answer::{Refusal, audience_parameter, life_from};
use super::workload::SubjectToken;

/// Source: RFC 8693, section 2.1.
pub(super) const GRANT_TYPE: &str = "urn:ietf:params:oauth:grant-type:token-exchange";

/// Sources: RFC 8693, section 3.
const ACCESS_TOKEN: &str = "urn:ietf:params:oauth:token-type:access_token";
const ID_TOKEN: &str = "urn:ietf:params:oauth:token-type:id_token";
const JWT: &str = "urn:ietf:params:oauth:token-type:jwt";

/// Scopes that only make sense for people: nobody signs in here, and nothing is to be renewed.
const OF_PEOPLE: [&str; 2] = ["openid", "offline_access"];

/// A token for the broker. It cannot be renewed: the platform vouches anew.
#[derive(Clone, Debug)]
pub(super) struct Exchanged {
    pub(super) token: Secret,
    /// When it ends, by the clock of this machine; none when nobody told.
    pub(super) expires_at: Option<Timestamp>,
}

/// Source: RFC 8693, section 2.2.1. A refresh token that is in it is not read.
#[derive(Debug, Deserialize)]
struct Answer {
    /// Whatever kind of token it is.
    access_token: Secret,
    issued_token_type: String,
    token_type: String,
    expires_in: Option<u64>,
}

/// Exchanges a token at the issuer.
///
/// # Errors
///
/// [`SessionError::NotOffered`], [`SessionError::WorkloadRefused`], or what is wrong with the issuer.
pub(super) async fn exchange(
    http: &IssuerHttp,
    config: &ClientConfig,
    issuer: &IssuerMetadata,
    subject: &SubjectToken,
    now: Timestamp,
) -> Result<Exchanged, SessionError> {
    let endpoint = &issuer.token_endpoint;
    let request = Request::post(endpoint.as_url().as_str())
        .header("accept", "application/json")
        .header("content-type", "application/x-www-form-urlencoded")
        .body(body(config, subject));
    let answer = match request {
        Ok(request) => http.call(request).await,
        Err(_) => Err(IssuerHttpError::Request),
    };
    let answer = answer.map_err(|error| error.about(endpoint))?;
    read(&answer, endpoint, config.token, now)
}

/// The type of token that the broker takes.
fn wanted(kind: TokenKind) -> &'static str {
    match kind {
        TokenKind::AccessToken => ACCESS_TOKEN,
        TokenKind::IdToken => ID_TOKEN,
    }
}

fn body(config: &ClientConfig, subject: &SubjectToken) -> Vec<u8> {
    let scopes = config.scopes.iter().map(String::as_str);
    let scopes: Vec<_> = scopes.filter(|it| !OF_PEOPLE.contains(it)).collect();
    let mut form = form_urlencoded::Serializer::new(String::new());
    form.append_pair("grant_type", GRANT_TYPE)
        .append_pair("client_id", &config.client_id)
        .append_pair("subject_token", subject.token.expose())
        .append_pair("subject_token_type", subject.kind.as_str())
        .append_pair("requested_token_type", wanted(config.token));
    if !scopes.is_empty() {
        form.append_pair("scope", &scopes.join(" "));
    }
    if let Some(name) = audience_parameter(config.audience_parameter) {
        form.append_pair(name, &config.audience);
    }
    form.finish().into_bytes()
}

fn read(
    answer: &HttpResponse,
    endpoint: &SecureUrl,
    kind: TokenKind,
    now: Timestamp,
) -> Result<Exchanged, SessionError> {
    let nonsense = |problem| SessionError::nonsense("issuer", endpoint, problem);
    if !answer.status().is_success() {
        let refusal = serde_json::from_slice::<Refusal>(answer.body());
        let refusal = refusal.map_err(|_| nonsense("it is no answer of a token endpoint"))?;
        return Err(SessionError::WorkloadRefused(refusal.in_words()));
    }
    let answer = serde_json::from_slice::<Answer>(answer.body());
    let answer = answer.map_err(|_| nonsense("it is no answer to a token exchange"))?;
    let issued = answer.issued_token_type.as_str();
    if issued != wanted(kind) && issued != JWT {
        return Err(nonsense(
            "it gives another kind of token than was asked for",
        ));
    }
    // `N_A` is for tokens that are no access tokens; the broker takes an ID token all the same.
    let bearer = answer.token_type.eq_ignore_ascii_case("bearer");
    if !bearer && (kind == TokenKind::AccessToken || answer.token_type != "N_A") {
        return Err(nonsense("it gives no bearer token"));
    }
    Ok(Exchanged {
        token: answer.access_token,
        expires_at: answer.expires_in.map(|life| life_from(now, life)),
    })
}

#[cfg(test)]
#[path = "token_exchange_tests.rs"]
mod tests;
