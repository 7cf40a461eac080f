//! Token exchange: the token by which a platform vouches for a program becomes one for the broker.

use std::sync::Arc;

use jit_domain::Subject;

use super::super::CLIENT_ID;
use super::Issuer;
use super::exchange::{self, Tokens};
use super::oauth_error::OauthError;
use super::params::Params;
use crate::identity::{SignatureAlgorithm, StaticKeys, TokenSettings, TokenType, TokenVerifier};

/// Source: RFC 8693, section 2.1.
pub(super) const TOKEN_EXCHANGE_GRANT: &str = "urn:ietf:params:oauth:grant-type:token-exchange";

/// Source: RFC 8693, section 3.
pub(super) const ACCESS_TOKEN: &str = "urn:ietf:params:oauth:token-type:access_token";
const PLATFORM_TOKENS: [&str; 2] = [
    "urn:ietf:params:oauth:token-type:id_token",
    "urn:ietf:params:oauth:token-type:jwt",
];

/// Source: RFC 8693, section 2.2.2.
const BAD_TOKEN: OauthError =
    OauthError::invalid_request("the token of the platform is not good for this issuer");

/// Exchanges a token of the platform, which is this issuer itself: `jit-broker dev-token --workload`
/// makes them. Nobody has signed in, so there is nothing to renew.
pub(super) async fn exchange(issuer: &Issuer, params: &Params) -> Result<Tokens, OauthError> {
    let token = params.require("subject_token", "there is no `subject_token`")?;
    let kind = params.require("subject_token_type", "there is no `subject_token_type`")?;
    if !PLATFORM_TOKENS.contains(&kind) {
        let what = "tokens of this type are not exchanged";
        return Err(OauthError::invalid_request(what));
    }
    let wanted = params.get("requested_token_type").unwrap_or(ACCESS_TOKEN);
    if wanted != ACCESS_TOKEN || params.get("actor_token").is_some() {
        let what = "there are access tokens only, and nobody acts for somebody else";
        return Err(OauthError::invalid_request(what));
    }
    let subject = subject_of(issuer, token).await?;
    exchange::for_workload(issuer, subject, &super::authorize::scope(params))
}

/// Whom a token is about that is good and for this issuer; not one that is for the broker.
async fn subject_of(issuer: &Issuer, token: &str) -> Result<Subject, OauthError> {
    let broken = |_| OauthError::server_error();
    let inner = &issuer.0;
    let name = inner.addresses.issuer.parse().map_err(broken)?;
    let mut settings = TokenSettings::new(name, CLIENT_ID, &inner.addresses.issuer);
    settings.algorithms = [SignatureAlgorithm::Es256].into();
    settings.token_types = [TokenType::Jwt].into();
    let keys = inner.maker.key().key_set().to_string();
    let keys = StaticKeys::from_json(keys.as_bytes()).map_err(|_| OauthError::server_error())?;
    let verifier = TokenVerifier::new(settings, Arc::new(keys), Arc::clone(&inner.clock));
    let caller = verifier.verify(token).await.map_err(|_| BAD_TOKEN)?;
    Ok(caller.person.id.subject)
}
