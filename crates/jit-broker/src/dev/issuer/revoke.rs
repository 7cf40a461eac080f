//! `/issuer/revoke`.

use axum::body::Bytes;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};

use super::Issuer;
use super::oauth_error::OauthError;
use super::params::Params;
use super::token::check_client;

/// `POST /issuer/revoke`: ends the family of a refresh token. A token that nobody knows is as good
/// as revoked. Access tokens cannot be revoked: they end by themselves.
///
/// Source: RFC 7009, sections 2.1 and 2.2.
pub(super) async fn handle(State(issuer): State<Issuer>, body: Bytes) -> Response {
    match revoke(&issuer, &body).await {
        Ok(()) => StatusCode::OK.into_response(),
        Err(error) => error.into_response(),
    }
}

async fn revoke(issuer: &Issuer, body: &[u8]) -> Result<(), OauthError> {
    let params = Params::parse(body)?;
    check_client(&params)?;
    let token = params.require("token", "there is no `token`")?;
    // Three parts: a signed token. A refresh token has two.
    if token.split('.').count() == 3 {
        let what = "access tokens end by themselves";
        return Err(OauthError::new("unsupported_token_type", what));
    }
    let _turn = issuer.0.exchange.lock().await;
    Ok(issuer.0.families.revoke(token).await?)
}
