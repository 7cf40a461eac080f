use axum::Json;
use axum::extract::State;
use jit_api::{Request, ReviewBody};
use jit_domain::RequestId;

use super::path_id::PathId;
use crate::app::App;
use crate::http::body::Unread;
use crate::http::openapi::Problems;
use crate::http::params::NoParams;
use crate::identity::Caller;
use crate::service::{self, Failure};

/// Look back at a break-glass window that is over
#[utoipa::path(
    post, path = "/v1/requests/{id}/review", tag = "requests",
    security(("bearer" = [])),
    params(("id" = String, Path, description = "The ID of the request")),
    request_body = ReviewBody,
    responses((status = 200, description = "As it is after the review", body = Request), Problems)
)]
pub(in crate::http) async fn review(
    State(app): State<App>,
    caller: Caller,
    PathId(id): PathId<RequestId>,
    NoParams: NoParams,
    body: Unread,
) -> Result<Json<Request>, Failure> {
    service::review(&app, &caller, &id, || body.read())
        .await
        .map(Json)
}
