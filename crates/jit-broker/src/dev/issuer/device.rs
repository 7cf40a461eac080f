//! `/issuer/device_authorization`: sign-in on another screen.

use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::header::CACHE_CONTROL;
use axum::response::{IntoResponse, Response};
use jit_domain::{Subject, Timestamp};
use serde_json::json;

use super::Issuer;
use super::authorize::{check_resource, scope};
use super::oauth_error::OauthError;
use super::params::Params;
use super::token::check_client;

/// How long a person may take, in seconds.
pub(super) const LIFETIME: i64 = 600;

/// How long the end of a sign-in is remembered, in seconds, to say what happened.
const MEMORY: i64 = 600;

/// The least time between two polls, in seconds.
const INTERVAL: i64 = 2;

/// How much a network may shorten the time between two polls, in milliseconds.
const TOLERANCE: i64 = 200;

/// What a client that polls too fast is slowed down by, in seconds.
///
/// Source: RFC 8628, section 3.5.
const SLOW_DOWN: i64 = 5;

/// The letters of user codes: no vowels, so that there are no words, and none that look alike.
///
/// Source: RFC 8628, section 6.1.
const LETTERS: &[u8; 20] = b"BCDFGHJKLMNPQRSTVWXZ";

/// A sign-in that is under way on two screens.
#[derive(Clone, Debug)]
pub(super) struct DeviceGrant {
    user_code: String,
    scope: String,
    outcome: Outcome,
    until: Timestamp,
    interval: i64,
    polled: Option<Timestamp>,
}

#[derive(Clone, Debug)]
enum Outcome {
    Open,
    Denied,
    SignedIn { subject: Subject, at: Timestamp },
}

/// A device code whose person has signed in.
#[derive(Clone, Debug)]
pub(super) struct SignedIn {
    pub(super) subject: Subject,
    pub(super) scope: String,
    pub(super) at: Timestamp,
}

/// `POST /issuer/device_authorization`.
pub(super) async fn start(State(issuer): State<Issuer>, body: Bytes) -> Response {
    started(&issuer, &body).unwrap_or_else(IntoResponse::into_response)
}

fn started(issuer: &Issuer, body: &[u8]) -> Result<Response, OauthError> {
    let params = Params::parse(body)?;
    check_client(&params)?;
    check_resource(issuer, &params)?;
    let device_code = issuer.opaque();
    let user_code = user_code(issuer);
    let now = issuer.now();
    let grant = DeviceGrant {
        user_code: user_code.replace('-', ""),
        scope: scope(&params),
        outcome: Outcome::Open,
        until: now.plus_seconds(LIFETIME),
        interval: INTERVAL,
        polled: None,
    };
    let until = now.plus_seconds(LIFETIME + MEMORY);
    issuer
        .waiting()
        .devices
        .insert(&device_code, grant, until, now);
    let page = format!("{}/device", issuer.0.addresses.issuer);
    let answer = json!({
        "device_code": device_code,
        "user_code": user_code,
        "verification_uri": page,
        "verification_uri_complete": format!("{page}?user_code={user_code}"),
        "expires_in": LIFETIME,
        "interval": INTERVAL,
    });
    Ok(([(CACHE_CONTROL, "no-store")], Json(answer)).into_response())
}

fn user_code(issuer: &Issuer) -> String {
    let mut bits = u128::from(issuer.0.random.bits()) << 64 | u128::from(issuer.0.random.bits());
    let mut code = String::with_capacity(9);
    for place in 0..8 {
        if place == 4 {
            code.push('-');
        }
        let letter = LETTERS.get(usize::try_from(bits % 20).unwrap_or(0));
        code.push(letter.map_or('B', |letter| char::from(*letter)));
        bits /= 20;
    }
    code
}

/// What a person typed, as codes are kept: letters only, in upper case.
pub(super) fn normal(typed: &str) -> String {
    let letters = typed.chars().filter(char::is_ascii_alphabetic);
    letters.map(|c| c.to_ascii_uppercase()).collect()
}

/// Records a person's answer; false when no open sign-in has this code.
pub(super) fn decide(issuer: &Issuer, typed: &str, subject: Option<Subject>) -> bool {
    let code = normal(typed);
    let now = issuer.now();
    let mut waiting = issuer.waiting();
    let open = waiting.devices.values_mut(now).find(|grant| {
        grant.user_code == code && grant.until > now && matches!(grant.outcome, Outcome::Open)
    });
    let Some(grant) = open else {
        return false;
    };
    grant.outcome = match subject {
        Some(subject) => Outcome::SignedIn { subject, at: now },
        None => Outcome::Denied,
    };
    true
}

/// One poll of a client.
///
/// Source: RFC 8628, section 3.5.
pub(super) fn poll(issuer: &Issuer, device_code: &str) -> Result<SignedIn, OauthError> {
    let now = issuer.now();
    let mut waiting = issuer.waiting();
    let grant = waiting.devices.get_mut(device_code, now);
    let grant = grant.ok_or(OauthError::invalid_grant(
        "the device code is unknown or used",
    ))?;
    if grant.until <= now {
        return Err(OauthError::new(
            "expired_token",
            "nobody signed in, in time",
        ));
    }
    let earliest = grant
        .polled
        .map(|polled| polled.millis() + grant.interval * 1000 - TOLERANCE);
    grant.polled = Some(now);
    if earliest.is_some_and(|earliest| now.millis() < earliest) {
        grant.interval += SLOW_DOWN;
        return Err(OauthError::new(
            "slow_down",
            "wait five seconds more between polls",
        ));
    }
    let signed_in = match &grant.outcome {
        Outcome::Open => {
            let what = "nobody has signed in yet";
            return Err(OauthError::new("authorization_pending", what));
        }
        Outcome::Denied => {
            return Err(OauthError::new(
                "access_denied",
                "the person did not sign in",
            ));
        }
        Outcome::SignedIn { subject, at } => SignedIn {
            subject: subject.clone(),
            scope: grant.scope.clone(),
            at: *at,
        },
    };
    waiting.devices.take(device_code, now);
    Ok(signed_in)
}
