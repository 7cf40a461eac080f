//! Figures for Prometheus, on a listener of their own or behind a token of their own.

use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use jit_api::Secret;
use metrics_exporter_prometheus::PrometheusHandle;
use subtle::ConstantTimeEq as _;

/// `GET /metrics`. With a token, only for who sends it as bearer token; without one it belongs on
/// an address that only the operator reaches.
pub fn routes(figures: PrometheusHandle, token: Option<Secret>) -> Router {
    Router::new()
        .route(jit_api::routes::METRICS, get(render))
        .with_state((figures, token))
}

async fn render(
    State((figures, token)): State<(PrometheusHandle, Option<Secret>)>,
    headers: HeaderMap,
) -> Response {
    if token.is_some_and(|token| !is_sent(&token, &headers)) {
        return StatusCode::UNAUTHORIZED.into_response();
    }
    let content_type = [(header::CONTENT_TYPE, "text/plain; version=0.0.4")];
    (content_type, figures.render()).into_response()
}

fn is_sent(token: &Secret, headers: &HeaderMap) -> bool {
    let sent = headers
        .get(header::AUTHORIZATION)
        .and_then(|value| value.as_bytes().strip_prefix(b"Bearer "));
    sent.is_some_and(|sent| bool::from(sent.ct_eq(token.expose().as_bytes())))
}
