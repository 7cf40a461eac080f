//! The HTML pages of the development issuer. Every text that is not ours goes through [`escape`].

use std::fmt::Write as _;

use axum::http::StatusCode;
use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS,
    X_FRAME_OPTIONS,
};
use axum::response::{IntoResponse, Response};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest as _, Sha256};

use super::super::people::{DevPerson, People};

const STYLE: &str = "body{font:16px/1.5 system-ui,sans-serif;max-width:34rem;margin:3rem auto;\
padding:0 1rem}button{font:inherit;display:block;width:100%;text-align:left;margin:.4rem 0;\
padding:.6rem 1rem;cursor:pointer}small{opacity:.7}input{font:inherit;padding:.4rem}";

/// A page with this heading and body; the body is HTML already.
pub(super) fn page(status: StatusCode, heading: &str, body: &str) -> Response {
    page_that_redirects(status, heading, body, "")
}

/// The same, with a form whose answer redirects to this origin. Browsers hold a redirect that
/// follows a form against the policy of the page.
pub(super) fn page_that_redirects(
    status: StatusCode,
    heading: &str,
    body: &str,
    redirects_to: &str,
) -> Response {
    let heading = escape(heading);
    let html = format!(
        "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>{heading}</title>\
         <style>{STYLE}</style><h1>{heading}</h1>{body}\
         <p><small>Development issuer of jit-broker: no passwords, on this machine only.</small></p></html>"
    );
    let style = STANDARD.encode(Sha256::digest(STYLE));
    let policy = format!(
        "default-src 'none'; style-src 'sha256-{style}'; form-action 'self' {redirects_to}; \
         frame-ancestors 'none'; base-uri 'none'"
    );
    let headers = [
        (CONTENT_TYPE, "text/html; charset=utf-8"),
        (CONTENT_SECURITY_POLICY, policy.as_str()),
        (X_FRAME_OPTIONS, "DENY"),
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
        // Not `no-referrer`: browsers would then send `Origin: null` with the form.
        (REFERRER_POLICY, "same-origin"),
        (CACHE_CONTROL, "no-store"),
    ];
    (status, headers, html).into_response()
}

/// A page that says what is wrong.
pub(super) fn fault(what: &str) -> Response {
    let body = format!("<p>{}</p>", escape(what));
    page(StatusCode::BAD_REQUEST, "That does not work", &body)
}

/// Buttons to say who one is; the person who is hinted at comes first, in a form of their own.
pub(super) fn people_forms(
    people: &People,
    hint: Option<&str>,
    action: &str,
    hidden: &str,
) -> String {
    let mut html = String::new();
    if let Some(person) = hint.and_then(|hint| people.get(hint)) {
        let subject = escape(person.subject.as_str());
        let _ = write!(
            html,
            "<form method=\"post\" action=\"{action}\">{hidden}\
             <input type=\"hidden\" name=\"subject\" value=\"{subject}\">\
             <button>Continue as {}</button></form><p>or</p>",
            label(person)
        );
    }
    let _ = write!(html, "<form method=\"post\" action=\"{action}\">{hidden}");
    for person in people.iter() {
        let subject = escape(person.subject.as_str());
        let _ = write!(
            html,
            "<button name=\"subject\" value=\"{subject}\">{}</button>",
            label(person)
        );
    }
    html.push_str("<button name=\"action\" value=\"deny\">Do not sign in</button></form>");
    html
}

fn label(person: &DevPerson) -> String {
    let groups: Vec<_> = person
        .groups
        .iter()
        .map(|group| escape(group.as_str()))
        .collect();
    format!(
        "{} <small>{} · {}</small>",
        escape(person.name.as_str()),
        escape(person.subject.as_str()),
        groups.join(", ")
    )
}

/// Makes text safe in HTML, between tags and in quoted attributes.
pub(super) fn escape(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            c => safe.push(c),
        }
    }
    safe
}
