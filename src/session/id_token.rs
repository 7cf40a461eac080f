use std::collections::HashSet;

use jit_domain::{Subject, Timestamp};
use jsonwebtoken::jwk::{Jwk, KeyOperations, PublicKeyUse};
use jsonwebtoken::{Algorithm, DecodingKey, Header, Validation, decode, decode_header};
use serde::Deserialize;
use subtle::ConstantTimeEq as _;

use super::SessionError;

/// The algorithms that ID tokens may be signed with: asymmetric ones, so that the client ID, which
/// everybody knows, is never a key.
const ALGORITHMS: [Algorithm; 9] = [
    Algorithm::RS256,
    Algorithm::RS384,
    Algorithm::RS512,
    Algorithm::PS256,
    Algorithm::PS384,
    Algorithm::PS512,
    Algorithm::ES256,
    Algorithm::ES384,
    Algorithm::EdDSA,
];

/// How far the clocks of issuer and machine may be apart, in seconds.
const LEEWAY_SECONDS: i64 = 60;

/// What an ID token has to say.
#[derive(Debug)]
pub(super) struct Expected<'a> {
    pub(super) issuer: &'a str,
    pub(super) client_id: &'a str,
    /// None where the sign-in had none (device code).
    pub(super) nonce: Option<&'a str>,
    pub(super) now: Timestamp,
}

#[derive(Debug, Deserialize)]
struct Claims {
    sub: Subject,
    aud: serde_json::Value,
    azp: Option<String>,
    exp: f64,
    iat: f64,
    nonce: Option<String>,
}

/// Checks an ID token and tells whom it vouches for.
///
/// Source: OpenID Connect Core 1.0, section 3.1.3.7.
///
/// # Errors
///
/// [`SessionError::IdToken`] names the rule that it breaks.
pub(super) fn verify(
    token: &str,
    keys: &[Jwk],
    expected: &Expected<'_>,
) -> Result<Subject, SessionError> {
    let header = decode_header(token).map_err(|_| broken("it is no JWT"))?;
    if !ALGORITHMS.contains(&header.alg) {
        return Err(broken("its algorithm is not allowed"));
    }
    if header.crit.is_some() {
        return Err(broken("it demands extensions"));
    }
    let key = find_key(&header, keys)?;
    let mut validation = Validation::new(header.alg);
    validation.validate_exp = false; // By our own clock, below.
    validation.required_spec_claims = HashSet::from(["iss", "aud", "sub", "exp"].map(String::from));
    validation.set_issuer(&[expected.issuer]);
    validation.set_audience(&[expected.client_id]);
    let claims = decode::<Claims>(token, &key, &validation)
        .map_err(|error| broken(&format!("{error}").to_lowercase()))?
        .claims;
    check_claims(claims, expected)
}

fn check_claims(claims: Claims, expected: &Expected<'_>) -> Result<Subject, SessionError> {
    #[expect(clippy::cast_precision_loss, reason = "milliseconds do not matter")]
    let now = (expected.now.millis() / 1000 - LEEWAY_SECONDS) as f64;
    // Required by OpenID Connect; how old it may be is for its end to say.
    if !claims.iat.is_finite() || claims.iat < 0.0 {
        return Err(broken("it does not say when it was issued"));
    }
    if !claims.exp.is_finite() || claims.exp <= now {
        return Err(broken(
            "it has expired; is the clock of this machine right?",
        ));
    }
    let several = claims.aud.as_array().is_some_and(|all| all.len() > 1);
    match &claims.azp {
        Some(party) if party != expected.client_id => {
            return Err(broken("it was made for another client"));
        }
        None if several => return Err(broken("it has several audiences and names no client")),
        _ => {}
    }
    if let Some(nonce) = expected.nonce {
        let found = claims.nonce.unwrap_or_default();
        if !bool::from(found.as_bytes().ct_eq(nonce.as_bytes())) {
            return Err(broken("its nonce is not ours"));
        }
    }
    Ok(claims.sub)
}

/// The key that the header names; without a name, the only one that fits.
fn find_key(header: &Header, keys: &[Jwk]) -> Result<DecodingKey, SessionError> {
    let mut fitting = keys.iter().filter(|key| fits(key, header));
    let key = fitting
        .next()
        .ok_or_else(|| broken("no key of the issuer fits"))?;
    if header.kid.is_none() && fitting.next().is_some() {
        return Err(broken("it does not name its key"));
    }
    let key = DecodingKey::from_jwk(key).map_err(|_| broken("its key cannot be used"))?;
    if key.family() != header.alg.family() {
        return Err(broken("its algorithm does not fit its key"));
    }
    Ok(key)
}

fn fits(key: &Jwk, header: &Header) -> bool {
    let common = &key.common;
    let named = header.kid.is_none() || common.key_id == header.kid;
    let algorithm = common
        .key_algorithm
        .is_none_or(|alg| alg.to_string().parse() == Ok(header.alg));
    let signs = !matches!(common.public_key_use, Some(PublicKeyUse::Encryption));
    let verifies = common
        .key_operations
        .as_ref()
        .is_none_or(|all| all.contains(&KeyOperations::Verify));
    named && algorithm && signs && verifies
}

fn broken(rule: &str) -> SessionError {
    SessionError::IdToken(rule.to_owned())
}

#[cfg(test)]
#[path = "id_token_tests.rs"]
mod tests;
