use axum::body::Body;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use futures::TryStreamExt as _;

use super::openapi::Problems;
use super::params::Params;
use crate::app::App;
use crate::identity::Caller;
use crate::service::{self, Failure};

/// The audit log as JSON lines, the chain head last
#[utoipa::path(
    get, path = "/v1/audit", tag = "audit",
    security(("bearer" = [])),
    params(("after" = Option<u64>, Query, description = "Events behind this sequence number")),
    responses(
        (status = 200, description = "One event a line, then the head", body = String, content_type = "application/jsonl"),
        Problems
    )
)]
pub(super) async fn audit(
    State(app): State<App>,
    caller: Caller,
    mut params: Params,
) -> Result<Response, Failure> {
    let after = params.number("after", 0..=u64::try_from(i64::MAX).unwrap_or(u64::MAX))?;
    params.finish()?;
    let lines = service::audit(&app, &caller, after.unwrap_or(0)).await?;
    // What fails in the middle ends the connection, and the line of the head is missing.
    let lines = lines.map_err(|failure| std::io::Error::other(failure.problem().title.clone()));
    let body = Body::from_stream(lines);
    Ok(([(header::CONTENT_TYPE, "application/jsonl")], body).into_response())
}
