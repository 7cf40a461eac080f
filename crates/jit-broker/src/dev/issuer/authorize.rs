//! `/issuer/authorize`: the page where a person says who they are.

use axum::body::Bytes;
use axum::extract::{RawQuery, State};
use axum::http::StatusCode;
use axum::response::Response;
use jit_domain::{Subject, Timestamp};

use super::super::CLIENT_ID;
use super::oauth_error::OauthError;
use super::params::Params;
use super::redirect::RedirectUri;
use super::{Issuer, SCOPES, page};

/// How long a page waits for its answer, in seconds.
const PAGE_LIFETIME: i64 = 600;

/// How long a code may take to be redeemed, in seconds.
///
/// Source: RFC 6749, section 4.1.2 (at most ten minutes).
const CODE_LIFETIME: i64 = 60;

/// How long a code is remembered, so that its second use is seen, in seconds.
const CODE_MEMORY: i64 = 3_600;

/// A sign-in that waits for a person.
#[derive(Clone, Debug)]
pub(super) struct Transaction {
    redirect_uri: RedirectUri,
    challenge: String,
    scope: String,
    state: Option<String>,
    nonce: Option<String>,
}

/// A code that was given out.
#[derive(Clone, Debug)]
pub(super) enum Code {
    /// Not redeemed yet.
    Fresh(Box<CodeGrant>),
    /// Redeemed; the family of refresh tokens that came of it, if any did.
    Redeemed { family: String },
}

/// What a code stands for.
#[derive(Clone, Debug)]
pub(super) struct CodeGrant {
    pub(super) subject: Subject,
    pub(super) redirect_uri: RedirectUri,
    pub(super) challenge: String,
    pub(super) scope: String,
    pub(super) nonce: Option<String>,
    pub(super) signed_in: Timestamp,
    pub(super) until: Timestamp,
}

/// `GET`: checks what the client asks for and shows the page.
pub(super) async fn ask(State(issuer): State<Issuer>, RawQuery(query): RawQuery) -> Response {
    let query = query.unwrap_or_default();
    let Ok(params) = Params::parse(query.as_bytes()) else {
        return page::fault("A parameter is too long or stands twice.");
    };
    if params.get("client_id") != Some(CLIENT_ID) {
        return page::fault("This issuer knows one client, `jit`.");
    }
    let Some(redirect_uri) = params.get("redirect_uri").and_then(RedirectUri::parse) else {
        return page::fault("The answer would go elsewhere than to `jit` on this machine.");
    };
    match transaction(&issuer, &params, redirect_uri.clone()) {
        Ok(transaction) => show(&issuer, transaction, params.get("login_hint")),
        Err(error) => refuse(&issuer, &redirect_uri, params.get("state"), error),
    }
}

fn transaction(
    issuer: &Issuer,
    params: &Params,
    redirect_uri: RedirectUri,
) -> Result<Transaction, OauthError> {
    if params.get("response_type") != Some("code") {
        let what = "the response type must be `code`";
        return Err(OauthError::new("unsupported_response_type", what));
    }
    if params.get("prompt") == Some("none") {
        return Err(OauthError::new(
            "login_required",
            "nobody is ever signed in here",
        ));
    }
    let challenge = params.require("code_challenge", "PKCE is mandatory")?;
    if params.get("code_challenge_method") != Some("S256") || !is_s256(challenge) {
        return Err(OauthError::invalid_request(
            "the code challenge must be of S256",
        ));
    }
    check_resource(issuer, params)?;
    Ok(Transaction {
        redirect_uri,
        challenge: challenge.to_owned(),
        scope: scope(params),
        state: params.get("state").map(str::to_owned),
        nonce: params.get("nonce").map(str::to_owned),
    })
}

/// 256 bits in base64url.
fn is_s256(challenge: &str) -> bool {
    let plain = |b: u8| b.is_ascii_alphanumeric() || b == b'-' || b == b'_';
    challenge.len() == 43 && challenge.bytes().all(plain)
}

/// There is one resource: the broker.
pub(super) fn check_resource(issuer: &Issuer, params: &Params) -> Result<(), OauthError> {
    let known = issuer.0.addresses.broker.as_str();
    match params.get("resource") {
        Some(resource) if resource != known => {
            let what = "the resource is not the broker of this issuer";
            Err(OauthError::new("invalid_target", what))
        }
        _ => Ok(()),
    }
}

/// Those of the scopes asked for that there are.
pub(super) fn scope(params: &Params) -> String {
    let asked = params.get("scope").unwrap_or_default();
    let known = asked.split(' ').filter(|scope| SCOPES.contains(scope));
    known.collect::<Vec<_>>().join(" ")
}

fn show(issuer: &Issuer, transaction: Transaction, hint: Option<&str>) -> Response {
    let handle = issuer.opaque();
    let hidden = format!("<input type=\"hidden\" name=\"transaction\" value=\"{handle}\">");
    let body = page::people_forms(&issuer.0.people, hint, "authorize", &hidden);
    // An IPv6 address cannot be written in a policy: any plain address, for that one.
    let callback = transaction.redirect_uri.as_str();
    let origin = match callback.strip_suffix("/callback") {
        Some(origin) if !origin.contains('[') => origin.to_owned(),
        _ => "http:".to_owned(),
    };
    let now = issuer.now();
    let until = now.plus_seconds(PAGE_LIFETIME);
    issuer
        .waiting()
        .transactions
        .insert(&handle, transaction, until, now);
    page::page_that_redirects(StatusCode::OK, "Who are you?", &body, &origin)
}

/// `POST`: takes the person's answer, once, and sends them back to the client.
pub(super) async fn answer(State(issuer): State<Issuer>, body: Bytes) -> Response {
    let Ok(params) = Params::parse(&body) else {
        return page::fault("A parameter is too long or stands twice.");
    };
    let handle = params.get("transaction").unwrap_or_default();
    let transaction = issuer.waiting().transactions.take(handle, issuer.now());
    let Some(transaction) = transaction else {
        return page::fault("This page was answered before, or is too old. Run `jit login` again.");
    };
    let state = transaction.state.as_deref();
    if params.get("action") == Some("deny") {
        let error = OauthError::new("access_denied", "the person did not sign in");
        return refuse(&issuer, &transaction.redirect_uri, state, error);
    }
    let subject = params.get("subject").unwrap_or_default();
    let Some(person) = issuer.0.people.get(subject) else {
        return page::fault("There is nobody like that here. Run `jit login` again.");
    };
    let code = give_code(&issuer, &transaction, person.subject.clone());
    let mut parameters = vec![("code", code.as_str())];
    parameters.extend(state.map(|state| ("state", state)));
    parameters.push(("iss", &issuer.0.addresses.issuer));
    transaction.redirect_uri.with(&parameters)
}

fn give_code(issuer: &Issuer, transaction: &Transaction, subject: Subject) -> String {
    let code = issuer.opaque();
    let now = issuer.now();
    let grant = CodeGrant {
        subject,
        redirect_uri: transaction.redirect_uri.clone(),
        challenge: transaction.challenge.clone(),
        scope: transaction.scope.clone(),
        nonce: transaction.nonce.clone(),
        signed_in: now,
        until: now.plus_seconds(CODE_LIFETIME),
    };
    let grant = Code::Fresh(Box::new(grant));
    let until = now.plus_seconds(CODE_MEMORY);
    issuer.waiting().codes.insert(&code, grant, until, now);
    code
}

fn refuse(
    issuer: &Issuer,
    redirect_uri: &RedirectUri,
    state: Option<&str>,
    error: OauthError,
) -> Response {
    let mut parameters = vec![
        ("error", error.code),
        ("error_description", error.description),
    ];
    parameters.extend(state.map(|state| ("state", state)));
    parameters.push(("iss", &issuer.0.addresses.issuer));
    redirect_uri.with(&parameters)
}
