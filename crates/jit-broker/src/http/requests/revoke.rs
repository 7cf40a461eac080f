use axum::Json;
use axum::extract::State;
use jit_api::{Request, RevokeBody};
use jit_domain::RequestId;

use super::path_id::PathId;
use crate::app::App;
use crate::http::body::Unread;
use crate::http::openapi::Problems;
use crate::http::params::NoParams;
use crate::identity::Caller;
use crate::service::{self, Failure};

/// End an approved window before its time
#[utoipa::path(
    post, path = "/v1/requests/{id}/revoke", tag = "requests",
    security(("bearer" = [])),
    params(("id" = String, Path, description = "The ID of the request")),
    request_body = RevokeBody,
    responses((status = 200, description = "As it is after the revocation", body = Request), Problems)
)]
pub(in crate::http) async fn revoke(
    State(app): State<App>,
    caller: Caller,
    PathId(id): PathId<RequestId>,
    NoParams: NoParams,
    body: Unread,
) -> Result<Json<Request>, Failure> {
    service::revoke(&app, &caller, &id, || body.read())
        .await
        .map(Json)
}
