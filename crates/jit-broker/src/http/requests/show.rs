use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use jit_api::Request;
use jit_domain::RequestPrefix;

use super::path_id::PathId;
use crate::app::App;
use crate::http::openapi::Problems;
use crate::http::params::Params;
use crate::http::{etag, wait};
use crate::identity::Caller;
use crate::service::{self, Failure};

/// One request, with its decisions, levels and timeline
#[utoipa::path(
    get, path = "/v1/requests/{id}", tag = "requests",
    security(("bearer" = [])),
    params(
        ("id" = String, Path, description = "The ID of the request, or a unique beginning of at least 4 characters"),
        ("wait_seconds" = Option<u32>, Query, description = "How long to wait for another state than that of `If-None-Match`, or than now", minimum = 0, maximum = 50),
        ("If-None-Match" = Option<String>, Header, description = "The `ETag` that the client knows"),
    ),
    responses(
        (status = 200, description = "As it is now", body = Request, headers(("ETag" = String, description = "Names this state"))),
        (status = 304, description = "Still what the client knows"),
        Problems
    )
)]
pub(in crate::http) async fn show(
    State(app): State<App>,
    caller: Caller,
    PathId(id): PathId<RequestPrefix>,
    mut params: Params,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    let wait = wait::take(&mut params, &headers)?;
    params.finish()?;
    service::show(&app, &caller, &id, &wait)
        .await
        .map(etag::answer)
}
