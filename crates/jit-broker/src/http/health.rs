use axum::Json;
use axum::extract::State;
use serde::Serialize;

use super::openapi::Problems;
use crate::app::App;
use crate::checkpoints::CheckpointHealth;
use crate::service::{self, Failure};

/// How the broker is.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(super) struct Health {
    /// Always `ok`.
    status: &'static str,
    /// How the checkpoints of the audit log are, where any are made. What fails there keeps nobody
    /// from being served.
    #[serde(skip_serializing_if = "Option::is_none")]
    checkpoints: Option<CheckpointHealth>,
}

const OK: Health = Health {
    status: "ok",
    checkpoints: None,
};

/// The process lives
#[utoipa::path(
    get, path = "/healthz", tag = "operation",
    responses((status = 200, description = "It lives", body = Health), Problems)
)]
pub(super) async fn healthz() -> Json<Health> {
    Json(OK)
}

/// The process can serve
#[utoipa::path(
    get, path = "/readyz", tag = "operation",
    responses((status = 200, description = "Store, policies and keys are there", body = Health), Problems)
)]
pub(super) async fn readyz(State(app): State<App>) -> Result<Json<Health>, Failure> {
    service::ready(&app).await?;
    let checkpoints = app.checkpoints.as_ref().map(|status| status.health());
    Ok(Json(Health { checkpoints, ..OK }))
}
