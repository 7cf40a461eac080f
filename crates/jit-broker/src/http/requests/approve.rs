use axum::Json;
use axum::extract::State;
use jit_api::{ApproveBody, Request};
use jit_domain::RequestId;

use super::path_id::PathId;
use crate::app::App;
use crate::http::body::Unread;
use crate::http::openapi::Problems;
use crate::http::params::NoParams;
use crate::identity::Caller;
use crate::service::{self, Failure};

/// Approve at the open level
#[utoipa::path(
    post, path = "/v1/requests/{id}/approve", tag = "requests",
    security(("bearer" = [])),
    params(("id" = String, Path, description = "The ID of the request")),
    request_body = ApproveBody,
    responses((status = 200, description = "As it is after the approval", body = Request), Problems)
)]
pub(in crate::http) async fn approve(
    State(app): State<App>,
    caller: Caller,
    PathId(id): PathId<RequestId>,
    NoParams: NoParams,
    body: Unread,
) -> Result<Json<Request>, Failure> {
    service::approve(&app, &caller, &id, || body.read())
        .await
        .map(Json)
}
