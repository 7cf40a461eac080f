use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use jit_api::RequestPage;
use jit_store::ReviewFilter;

use crate::app::App;
use crate::http::openapi::Problems;
use crate::http::params::Params;
use crate::http::{etag, wait};
use crate::identity::Caller;
use crate::service::{self, Failure, ListQuestion, View};

/// Requests, newest first
#[utoipa::path(
    get, path = "/v1/requests", tag = "requests",
    security(("bearer" = [])),
    params(
        ("view" = Option<String>, Query, description = "`mine` (default); `to_review`, what waits for the caller's decision; `to_revoke`, windows open or still to come that the caller may revoke; or `all` for auditors and administrators"),
        ("status" = Option<String>, Query, description = "States, separated by commas; may be repeated"),
        ("review" = Option<String>, Query, description = "Break-glass windows that nobody has reviewed: `unreviewed` for all of them, `open` for those that are over, `overdue` for those whose review was due; with `view=to_review`, those that the caller may review"),
        ("account" = Option<String>, Query, description = "An account's ID or exact name"),
        ("permission_set" = Option<String>, Query, description = "The permission set"),
        ("requester" = Option<String>, Query, description = "The subject of the requester"),
        ("created_from" = Option<String>, Query, description = "Asked at this time or later, RFC 3339"),
        ("created_before" = Option<String>, Query, description = "Asked before this time, RFC 3339"),
        ("limit" = Option<u32>, Query, description = "The length of the page", minimum = 1, maximum = 200),
        ("cursor" = Option<String>, Query, description = "`next_cursor` of the page before"),
        ("wait_seconds" = Option<u32>, Query, description = "How long to wait for another list than that of `If-None-Match`, or than now", minimum = 0, maximum = 50),
        ("If-None-Match" = Option<String>, Header, description = "The `ETag` that the client knows"),
    ),
    responses(
        (status = 200, description = "A page", body = RequestPage, headers(("ETag" = String, description = "Names this state"))),
        (status = 304, description = "Still what the client knows"),
        Problems
    )
)]
pub(in crate::http) async fn list(
    State(app): State<App>,
    caller: Caller,
    mut params: Params,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    let wait = wait::take(&mut params, &headers)?;
    let question = question(&mut params)?;
    params.finish()?;
    service::list(&app, &caller, &question, &wait)
        .await
        .map(etag::answer)
}

fn question(params: &mut Params) -> Result<ListQuestion, Failure> {
    let limit = params.number("limit", 1..=ListQuestion::MAX_LIMIT.into())?;
    Ok(ListQuestion {
        view: view(params.text("view")?.as_deref())?,
        statuses: params.several("status")?,
        review: review(params.text("review")?.as_deref())?,
        account: params.one("account")?,
        permission_set: params.one("permission_set")?,
        requester: params.one("requester")?,
        created_from: params.one("created_from")?,
        created_before: params.one("created_before")?,
        limit: limit
            .and_then(|n| u32::try_from(n).ok())
            .unwrap_or(ListQuestion::DEFAULT_LIMIT),
        cursor: params.one("cursor")?,
    })
}

fn view(text: Option<&str>) -> Result<View, Failure> {
    match text {
        None | Some("mine") => Ok(View::Mine),
        Some("to_review") => Ok(View::ToReview),
        Some("to_revoke") => Ok(View::ToRevoke),
        Some("all") => Ok(View::All),
        Some(_) => Err(Failure::malformed(
            "view",
            "a view is one of mine, to_review, to_revoke, all",
        )),
    }
}

fn review(text: Option<&str>) -> Result<Option<ReviewFilter>, Failure> {
    match text {
        None => Ok(None),
        Some("unreviewed") => Ok(Some(ReviewFilter::Unreviewed)),
        Some("open") => Ok(Some(ReviewFilter::Open)),
        Some("overdue") => Ok(Some(ReviewFilter::Overdue)),
        Some(_) => Err(Failure::malformed(
            "review",
            "a review is one of unreviewed, open, overdue",
        )),
    }
}
