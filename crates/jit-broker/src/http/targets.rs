use axum::Json;
use axum::extract::State;
use jit_api::TargetPage;

use super::openapi::Problems;
use super::params::Params;
use crate::app::App;
use crate::identity::Caller;
use crate::service::{self, Failure, TargetQuestion};

/// What the caller may request
#[utoipa::path(
    get, path = "/v1/targets", tag = "requests",
    security(("bearer" = [])),
    params(
        ("account" = Option<String>, Query, description = "Part of the account's ID or name"),
        ("permission_set" = Option<String>, Query, description = "Part of the permission set's name"),
        ("limit" = Option<u32>, Query, description = "The length of the page", minimum = 1, maximum = 500),
        ("cursor" = Option<String>, Query, description = "`next_cursor` of the page before"),
    ),
    responses(
        (status = 200, description = "In order of account name and permission set", body = TargetPage),
        Problems
    )
)]
pub(super) async fn targets(
    State(app): State<App>,
    caller: Caller,
    mut params: Params,
) -> Result<Json<TargetPage>, Failure> {
    let most = u64::try_from(TargetQuestion::MAX_LIMIT).unwrap_or(u64::MAX);
    let limit = params.number("limit", 1..=most)?;
    let question = TargetQuestion {
        account: params.text("account")?,
        permission_set: params.text("permission_set")?,
        limit: limit
            .and_then(|n| usize::try_from(n).ok())
            .unwrap_or(TargetQuestion::MAX_LIMIT),
        cursor: params.text("cursor")?,
    };
    params.finish()?;
    service::targets(&app, &caller, question).await.map(Json)
}
