//! `/issuer/token`: where grants become tokens.

use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::header::{CACHE_CONTROL, PRAGMA};
use axum::response::{IntoResponse, Response};

use super::super::CLIENT_ID;
use super::Issuer;
use super::exchange;
use super::oauth_error::OauthError;
use super::params::Params;
use super::workload::{self, TOKEN_EXCHANGE_GRANT};

/// Source: RFC 8628, section 3.4.
pub(super) const DEVICE_CODE_GRANT: &str = "urn:ietf:params:oauth:grant-type:device_code";

/// `POST /issuer/token`.
pub(super) async fn handle(State(issuer): State<Issuer>, body: Bytes) -> Response {
    // In a task of its own: a client that goes away does not stop a rotation half-way.
    let task = tokio::spawn(async move { answer(&issuer, &body).await });
    match task.await {
        Ok(Ok(tokens)) => {
            let headers = [(CACHE_CONTROL, "no-store"), (PRAGMA, "no-cache")];
            (headers, Json(tokens)).into_response()
        }
        Ok(Err(error)) => error.into_response(),
        Err(_) => OauthError::server_error().into_response(),
    }
}

async fn answer(issuer: &Issuer, body: &[u8]) -> Result<exchange::Tokens, OauthError> {
    let params = Params::parse(body)?;
    check_client(&params)?;
    super::authorize::check_resource(issuer, &params)?;
    let _turn = issuer.0.exchange.lock().await;
    match params.require("grant_type", "there is no `grant_type`")? {
        "authorization_code" => exchange::code(issuer, &params).await,
        "refresh_token" => exchange::refresh_token(issuer, &params).await,
        DEVICE_CODE_GRANT => exchange::device_code(issuer, &params).await,
        TOKEN_EXCHANGE_GRANT => workload::exchange(issuer, &params).await,
        _ => Err(OauthError::new(
            "unsupported_grant_type",
            "there is no such grant type",
        )),
    }
}

/// There is one client, a public one: it has no secret.
pub(super) fn check_client(params: &Params) -> Result<(), OauthError> {
    if params.get("client_id") == Some(CLIENT_ID) && params.get("client_secret").is_none() {
        Ok(())
    } else {
        let what = "this issuer knows one client, `jit`, and it has no secret";
        Err(OauthError::new("invalid_client", what))
    }
}
