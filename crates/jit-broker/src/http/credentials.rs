use axum::Json;
use axum::extract::State;
use jit_api::{CredentialsAnswer, CredentialsRequest};

use super::body::Unread;
use super::openapi::Problems;
use super::params::NoParams;
use crate::app::App;
use crate::identity::Caller;
use crate::service::{self, Failure};

/// Credentials for an open window
#[utoipa::path(
    post, path = "/v1/credentials", tag = "credentials",
    security(("bearer" = [])),
    request_body = CredentialsRequest,
    responses(
        (status = 200, description = "New credentials, or leave to keep the known ones", body = CredentialsAnswer),
        Problems
    )
)]
pub(super) async fn credentials(
    State(app): State<App>,
    caller: Caller,
    NoParams: NoParams,
    body: Unread,
) -> Result<Json<CredentialsAnswer>, Failure> {
    service::credentials(&app, &caller, || body.read())
        .await
        .map(Json)
}
