use jit_api::ErrorCode;
use jit_domain::{Person, Request, RequestId, RequestPrefix};
use jit_policy::Bundle;
use jit_store::{RequestWithEvents, Scope, Versioned};

use super::Failure;
use crate::app::App;
use crate::identity::Caller;

/// Whether the person may know of the request: its requester, an approver of any of its levels, also
/// of one that was skipped, security where glass was broken, an administrator, an auditor.
pub(super) fn may_see(request: &Request, person: &Person, bundle: &Bundle) -> bool {
    has_part(request, person) || bundle.is_administrator(person) || bundle.is_auditor(person)
}

/// Whether the request is the person's, or theirs to decide about or look back at.
pub(super) fn has_part(request: &Request, person: &Person) -> bool {
    request.requester.id == person.id || request.is_approver(person)
}

/// The request, if there is one and the caller may know of it.
///
/// # Errors
///
/// `not_found`, the same for both.
pub(super) async fn load(
    app: &App,
    caller: &Caller,
    id: &RequestId,
) -> Result<Versioned<Request>, Failure> {
    let found = app.store.request(id).await?;
    let bundle = app.bundle.load();
    found
        .filter(|read| may_see(&read.value, &caller.person, &bundle))
        .ok_or_else(Failure::not_found)
}

/// The one request that the caller may know of whose ID begins so, with its events.
///
/// # Errors
///
/// `not_found` when there is none, `conflict` when there are several.
pub(super) async fn load_with_events(
    app: &App,
    caller: &Caller,
    prefix: &RequestPrefix,
) -> Result<RequestWithEvents, Failure> {
    let id = match prefix.to_id() {
        Some(id) => id,
        None => by_prefix(app, caller, prefix).await?.value.id,
    };
    let found = app.store.request_with_events(&id).await?;
    let bundle = app.bundle.load();
    found
        .filter(|found| may_see(&found.request.value, &caller.person, &bundle))
        .ok_or_else(Failure::not_found)
}

/// The one request that the caller may know of whose ID begins so.
///
/// # Errors
///
/// `not_found` when there is none, `conflict` when there are several.
async fn by_prefix(
    app: &App,
    caller: &Caller,
    prefix: &RequestPrefix,
) -> Result<Versioned<Request>, Failure> {
    let scope = everything_visible_to(caller, &app.bundle.load());
    let mut found = app.store.requests_by_prefix(prefix, &scope, 2).await?;
    match (found.pop(), found.pop()) {
        (Some(only), None) => Ok(only),
        (None, _) => Err(Failure::not_found()),
        (Some(_), Some(_)) => Err(Failure::new(
            ErrorCode::Conflict,
            format!("several requests begin with `{prefix}`"),
        )
        .field("id")
        .detail("the prefix is ambiguous among the requests that you can see")
        .hint("type more characters of the ID")),
    }
}

fn everything_visible_to(caller: &Caller, bundle: &Bundle) -> Scope {
    let person = &caller.person;
    if bundle.is_administrator(person) || bundle.is_auditor(person) {
        Scope::All
    } else {
        Scope::VisibleTo(person.clone())
    }
}
