use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use jit_api::{Plan, Request, SubmitBody};
use jit_store::{IdempotencyKey, ParseIdempotencyKeyError};
use serde::Serialize;

use crate::app::App;
use crate::http::body::Unread;
use crate::http::openapi::Problems;
use crate::http::params::Params;
use crate::identity::Caller;
use crate::service::{self, Failure, Submitted};

const IDEMPOTENCY_KEY: &str = "Idempotency-Key";

/// Ask for a target
#[utoipa::path(
    post, path = "/v1/requests", tag = "requests",
    security(("bearer" = [])),
    params(
        ("dry_run" = Option<bool>, Query, description = "Decide and explain, write nothing"),
        ("Idempotency-Key" = Option<String>, Header, description = "Makes repetitions within 24 hours one submission; 1 to 128 printable ASCII characters"),
    ),
    request_body = SubmitBody,
    responses(
        (status = 201, description = "Submitted", body = Request, headers(("Location" = String, description = "The path of the request"))),
        (status = 200, description = "A repetition: the request of the first time; with `dry_run` the plan", body = SubmitAnswer),
        Problems
    )
)]
pub(in crate::http) async fn submit(
    State(app): State<App>,
    caller: Caller,
    mut params: Params,
    headers: HeaderMap,
    body: Unread,
) -> Result<Response, Failure> {
    let dry_run = params.one::<bool>("dry_run");
    let dry_run =
        dry_run.map_err(|_| Failure::malformed("dry_run", "`dry_run` is true or false"))?;
    params.finish()?;
    if dry_run == Some(true) {
        let plan = service::dry_run(&app, &caller, || body.read()).await?;
        return Ok(Json(SubmitAnswer::Plan(plan)).into_response());
    }
    let key = idempotency_key(&headers)?;
    let submitted = service::submit(&app, &caller, key, || body.read()).await?;
    Ok(answer(submitted))
}

/// A plan, or the request of the first time.
#[derive(Serialize, utoipa::ToSchema)]
#[serde(untagged)]
#[expect(
    clippy::large_enum_variant,
    reason = "lives only while the answer is written"
)]
enum SubmitAnswer {
    /// With `dry_run`.
    Plan(Plan),
    /// A repetition.
    Request(Request),
}

fn idempotency_key(headers: &HeaderMap) -> Result<Option<IdempotencyKey>, Failure> {
    let mut values = headers.get_all(IDEMPOTENCY_KEY).iter();
    let key = match (values.next(), values.next()) {
        (None, _) => return Ok(None),
        (Some(value), None) => value.to_str().ok().and_then(|text| text.parse().ok()),
        (Some(_), Some(_)) => None,
    };
    key.map(Some)
        .ok_or_else(|| Failure::malformed(IDEMPOTENCY_KEY, ParseIdempotencyKeyError))
}

fn answer(submitted: Submitted) -> Response {
    let location = format!("{}/{}", jit_api::routes::REQUESTS, submitted.request.id);
    let replayed = submitted.replayed;
    let body = Json(SubmitAnswer::Request(submitted.request));
    if replayed {
        return body.into_response();
    }
    let mut response = (StatusCode::CREATED, body).into_response();
    if let Ok(location) = HeaderValue::from_str(&location) {
        response.headers_mut().insert(header::LOCATION, location);
    }
    response
}
