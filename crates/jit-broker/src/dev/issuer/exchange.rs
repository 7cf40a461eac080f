use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jit_domain::{Subject, Timestamp};
use serde::Serialize;
use sha2::{Digest as _, Sha256};
use subtle::ConstantTimeEq as _;

use super::authorize::{Code, CodeGrant};
use super::claims::ACCESS_TOKEN_LIFETIME;
use super::families::FamilyError;
use super::oauth_error::OauthError;
use super::params::Params;
use super::{Issuer, device};

/// A successful answer of the token endpoint.
///
/// Sources: RFC 6749, section 5.1; OpenID Connect Core 1.0, section 3.1.3.3.
#[derive(Serialize)]
pub(super) struct Tokens {
    access_token: String,
    token_type: &'static str,
    expires_in: u64,
    scope: String,
    /// Source: RFC 8693, section 2.2.1.
    #[serde(skip_serializing_if = "Option::is_none")]
    issued_token_type: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    id_token: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    refresh_token: Option<String>,
}

/// Somebody who has signed in, and for what.
struct SignIn {
    subject: Subject,
    scope: String,
    at: Timestamp,
    nonce: Option<String>,
}

const BAD_CODE: OauthError = OauthError::invalid_grant("the code is unknown, used or too old");

/// Redeems a code, once: the second time ends what came of the first.
pub(super) async fn code(issuer: &Issuer, params: &Params) -> Result<Tokens, OauthError> {
    let code = params.require("code", "there is no `code`")?;
    let family = issuer.opaque();
    let found = redeem(issuer, code, &family)?;
    let grant = match found {
        Code::Fresh(grant) => grant,
        Code::Redeemed { family } => {
            tracing::warn!("a code was used twice; the tokens that came of it are revoked");
            issuer.0.families.revoke(&family).await?;
            return Err(BAD_CODE);
        }
    };
    check_code(issuer, &grant, params)?;
    let sign_in = SignIn {
        subject: grant.subject,
        scope: grant.scope,
        at: grant.signed_in,
        nonce: grant.nonce,
    };
    begin(issuer, sign_in, family).await
}

/// Marks a code as redeemed and gives what it was before.
fn redeem(issuer: &Issuer, code: &str, family: &str) -> Result<Code, OauthError> {
    let mut waiting = issuer.waiting();
    let known = waiting.codes.get_mut(code, issuer.now()).ok_or(BAD_CODE)?;
    if let Code::Redeemed { .. } = known {
        return Ok(known.clone());
    }
    let redeemed = Code::Redeemed {
        family: family.to_owned(),
    };
    Ok(std::mem::replace(known, redeemed))
}

fn check_code(issuer: &Issuer, grant: &CodeGrant, params: &Params) -> Result<(), OauthError> {
    if grant.until <= issuer.now() {
        return Err(BAD_CODE);
    }
    if params.get("redirect_uri") != Some(grant.redirect_uri.as_str()) {
        return Err(OauthError::invalid_grant("the redirect URI is another one"));
    }
    let verifier = params.require("code_verifier", "there is no `code_verifier`")?;
    let challenge = URL_SAFE_NO_PAD.encode(Sha256::digest(verifier));
    let same = challenge.as_bytes().ct_eq(grant.challenge.as_bytes());
    if (43..=128).contains(&verifier.len()) && bool::from(same) {
        Ok(())
    } else {
        Err(OauthError::invalid_grant(
            "the code verifier is another one",
        ))
    }
}

/// Redeems a device code whose person has signed in.
pub(super) async fn device_code(issuer: &Issuer, params: &Params) -> Result<Tokens, OauthError> {
    let code = params.require("device_code", "there is no `device_code`")?;
    let signed_in = device::poll(issuer, code)?;
    let sign_in = SignIn {
        subject: signed_in.subject,
        scope: signed_in.scope,
        at: signed_in.at,
        nonce: None,
    };
    let family = issuer.opaque();
    begin(issuer, sign_in, family).await
}

async fn begin(issuer: &Issuer, sign_in: SignIn, family: String) -> Result<Tokens, OauthError> {
    let mut refresh_token = None;
    if sign_in
        .scope
        .split(' ')
        .any(|scope| scope == "offline_access")
    {
        let begun = (sign_in.subject.clone(), sign_in.scope.clone(), sign_in.at);
        let secret = issuer.opaque();
        let families = &issuer.0.families;
        refresh_token = Some(
            families
                .begin(&family, &secret, begun, issuer.now())
                .await?,
        );
    }
    tokens(issuer, &sign_in, refresh_token)
}

/// Turns a refresh token into the next one and a new access token.
pub(super) async fn refresh_token(issuer: &Issuer, params: &Params) -> Result<Tokens, OauthError> {
    let token = params.require("refresh_token", "there is no `refresh_token`")?;
    let secret = issuer.opaque();
    let families = &issuer.0.families;
    let (family, next) = families.rotate(token, &secret, issuer.now()).await?;
    let sign_in = SignIn {
        subject: family.subject,
        scope: family.scope,
        at: family.signed_in,
        nonce: None,
    };
    tokens(issuer, &sign_in, Some(next))
}

/// An access token for a program that nobody signed in, and nothing else.
pub(super) fn for_workload(
    issuer: &Issuer,
    subject: Subject,
    scope: &str,
) -> Result<Tokens, OauthError> {
    let of_people = ["openid", "offline_access"];
    let scope = scope.split(' ').filter(|it| !of_people.contains(it));
    let sign_in = SignIn {
        subject,
        scope: scope.collect::<Vec<_>>().join(" "),
        at: issuer.now(),
        nonce: None,
    };
    Ok(Tokens {
        issued_token_type: Some(super::workload::ACCESS_TOKEN),
        ..tokens(issuer, &sign_in, None)?
    })
}

fn tokens(
    issuer: &Issuer,
    sign_in: &SignIn,
    refresh_token: Option<String>,
) -> Result<Tokens, OauthError> {
    let person = issuer.0.people.get(sign_in.subject.as_str());
    let person = person.ok_or(OauthError::invalid_grant("the person is no longer there"))?;
    let maker = &issuer.0.maker;
    let failed = |_| OauthError::server_error();
    let access_token = maker
        .access_token(person, &sign_in.scope, sign_in.at, ACCESS_TOKEN_LIFETIME)
        .map_err(failed)?;
    let mut id_token = None;
    if sign_in.scope.split(' ').any(|scope| scope == "openid") {
        let nonce = sign_in.nonce.as_deref();
        id_token = Some(maker.id_token(person, sign_in.at, nonce).map_err(failed)?);
    }
    Ok(Tokens {
        access_token,
        token_type: "Bearer",
        expires_in: ACCESS_TOKEN_LIFETIME.as_secs(),
        scope: sign_in.scope.clone(),
        issued_token_type: None,
        id_token,
        refresh_token,
    })
}

impl From<FamilyError> for OauthError {
    fn from(error: FamilyError) -> Self {
        match error {
            FamilyError::Refused => Self::invalid_grant("the refresh token is not good any more"),
            FamilyError::NotWritten => Self::server_error(),
        }
    }
}
