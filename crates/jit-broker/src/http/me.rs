use axum::Json;
use axum::extract::State;
use jit_api::Me;

use super::openapi::Problems;
use super::params::Params;
use crate::app::App;
use crate::identity::Caller;
use crate::service::{self, Failure};

/// Who the broker sees
#[utoipa::path(
    get, path = "/v1/me", tag = "sign-in",
    security(("bearer" = [])),
    responses((status = 200, description = "The person behind the token", body = Me), Problems)
)]
pub(super) async fn me(
    State(app): State<App>,
    caller: Caller,
    params: Params,
) -> Result<Json<Me>, Failure> {
    params.finish()?;
    service::me(&app, &caller).await.map(Json)
}
