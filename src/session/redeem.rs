use std::sync::Arc;

use jit_domain::Clock;
use oauth2::{ClientId, RefreshToken, TokenUrl};

use crate::http_client::HttpClients;

use super::SessionError;
use super::SessionRecord;
use super::oauth_http::IssuerHttp;
use super::record::Renewal;
use super::token_answer::{NoTokens, OAuthClient, Tokens, audience_parameter};

/// Redeems the refresh token of a record and tells what to keep instead. An answer without a new
/// refresh token leaves the old one in force.
///
/// # Errors
///
/// [`NoTokens::InvalidGrant`] when the issuer does not take it any more. After any other error it
/// may still be good.
pub(super) async fn redeem(
    clients: &Arc<HttpClients>,
    clock: &dyn Clock,
    record: &SessionRecord,
    renewal: &Renewal,
) -> Result<SessionRecord, NoTokens> {
    let client = OAuthClient::new(ClientId::new(renewal.client_id.clone()))
        .set_token_uri(TokenUrl::from_url(renewal.token_endpoint.as_url().clone()));
    let refresh_token = RefreshToken::new(renewal.refresh_token.expose().to_owned());
    let mut request = client.exchange_refresh_token(&refresh_token);
    if let Some(name) = audience_parameter(renewal.audience_parameter) {
        request = request.add_extra_param(name, renewal.audience.as_str());
    }
    let http = IssuerHttp {
        clients: Arc::clone(clients),
    };
    let answer = request.request_async(&http).await;
    let answer = answer.map_err(|error| NoTokens::of(error, &renewal.token_endpoint))?;
    let now = clock.now();
    let tokens = Tokens::of(&answer, renewal.token_kind, &renewal.token_endpoint, now)
        .map_err(NoTokens::Other)?;
    let subject = tokens.subject();
    if subject.is_some() && record.subject.is_some() && subject != record.subject {
        let error = SessionError::Mismatch("it is about another person");
        return Err(NoTokens::Other(error));
    }
    let mut renewed = record.clone();
    renewed.token = tokens.token;
    renewed.received_at = now;
    renewed.expires_at = tokens.expires_at;
    if let Some(kept) = renewed.renewal.as_mut() {
        let rotated = tokens.refresh_token;
        kept.refresh_token = rotated.unwrap_or_else(|| renewal.refresh_token.clone());
    }
    Ok(renewed)
}
