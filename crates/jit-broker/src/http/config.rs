use axum::Json;
use axum::extract::State;
use jit_api::ClientConfig;

use super::openapi::Problems;
use crate::app::App;

/// What a client needs to sign in
#[utoipa::path(
    get, path = "/v1/config", tag = "sign-in",
    responses((status = 200, description = "For everybody", body = ClientConfig), Problems)
)]
pub(super) async fn config(State(app): State<App>) -> Json<ClientConfig> {
    Json(ClientConfig::clone(&app.client_config))
}
