use axum::Json;
use axum::extract::State;
use jit_api::{RejectBody, Request};
use jit_domain::RequestId;

use super::path_id::PathId;
use crate::app::App;
use crate::http::body::Unread;
use crate::http::openapi::Problems;
use crate::http::params::NoParams;
use crate::identity::Caller;
use crate::service::{self, Failure};

/// Reject at the open level
#[utoipa::path(
    post, path = "/v1/requests/{id}/reject", tag = "requests",
    security(("bearer" = [])),
    params(("id" = String, Path, description = "The ID of the request")),
    request_body = RejectBody,
    responses((status = 200, description = "As it is after the rejection", body = Request), Problems)
)]
pub(in crate::http) async fn reject(
    State(app): State<App>,
    caller: Caller,
    PathId(id): PathId<RequestId>,
    NoParams: NoParams,
    body: Unread,
) -> Result<Json<Request>, Failure> {
    service::reject(&app, &caller, &id, || body.read())
        .await
        .map(Json)
}
