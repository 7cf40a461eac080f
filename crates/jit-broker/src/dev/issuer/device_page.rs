//! `/issuer/device`: where a person types the code that `jit` shows.

use axum::body::Bytes;
use axum::extract::{RawQuery, State};
use axum::http::StatusCode;
use axum::response::Response;

use super::params::Params;
use super::{Issuer, device, page};

/// `GET`: the form; whoever follows the link with the code in it still has to say who they are.
pub(super) async fn ask(State(issuer): State<Issuer>, RawQuery(query): RawQuery) -> Response {
    let query = query.unwrap_or_default();
    let Ok(params) = Params::parse(query.as_bytes()) else {
        return page::fault("A parameter is too long or stands twice.");
    };
    let handle = issuer.opaque();
    let now = issuer.now();
    let until = now.plus_seconds(device::LIFETIME);
    issuer
        .waiting()
        .device_forms
        .insert(&handle, (), until, now);
    let code = page::escape(params.get("user_code").unwrap_or_default());
    let hidden = format!(
        "<input type=\"hidden\" name=\"form\" value=\"{handle}\">\
         <p>Code that `jit` shows: <input name=\"user_code\" value=\"{code}\" autocomplete=\"off\"></p>"
    );
    let hint = params.get("login_hint");
    let forms = page::people_forms(&issuer.0.people, hint, "device", &hidden);
    let body = format!(
        "<p>Go on only if you have just started `jit login` yourself and it shows this code.</p>{forms}"
    );
    page::page(StatusCode::OK, "Sign in to jit", &body)
}

/// `POST`: takes the answer of a form, once.
pub(super) async fn answer(State(issuer): State<Issuer>, body: Bytes) -> Response {
    let Ok(params) = Params::parse(&body) else {
        return page::fault("A parameter is too long or stands twice.");
    };
    let form = params.get("form").unwrap_or_default();
    if issuer
        .waiting()
        .device_forms
        .take(form, issuer.now())
        .is_none()
    {
        return page::fault("This page was answered before, or is too old. Open it again.");
    }
    let subject = if params.get("action") == Some("deny") {
        None
    } else {
        let subject = params.get("subject").unwrap_or_default();
        let Some(person) = issuer.0.people.get(subject) else {
            return page::fault("There is nobody like that here. Open the page again.");
        };
        Some(person.subject.clone())
    };
    let signed_in = subject.is_some();
    let code = params.get("user_code").unwrap_or_default();
    if !device::decide(&issuer, code, subject) {
        return page::fault("No sign-in waits for this code. Open the page again.");
    }
    let heading = if signed_in {
        "You are signed in"
    } else {
        "You are not signed in"
    };
    let body = "<p>Go back to the terminal; this page can be closed.</p>";
    page::page(StatusCode::OK, heading, body)
}
