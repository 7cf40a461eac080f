use std::panic::AssertUnwindSafe;
use std::time::Instant;

use axum::extract::{MatchedPath, Request, State};
use axum::http::{HeaderName, HeaderValue, Method, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use futures::FutureExt as _;
use tracing::Instrument as _;

use super::{problem, request_id};
use crate::app::App;
use crate::service::Failure;

/// What every exchange has: a name, one line in the log, its figures, the headers of an API that
/// nobody caches or frames, and an answer even when the handler panics.
pub(super) async fn observe(State(app): State<App>, request: Request, next: Next) -> Response {
    let trace_id = request_id::of(request.headers(), &app);
    let method = method_name(request.method());
    let route = request
        .extensions()
        .get::<MatchedPath>()
        .map_or("unmatched", MatchedPath::as_str)
        .to_owned();
    let span = tracing::info_span!("exchange", %trace_id, method, %route);
    let started = Instant::now();
    let handled = AssertUnwindSafe(next.run(request)).catch_unwind();
    let response = handled.instrument(span.clone()).await.unwrap_or_else(|_| {
        span.in_scope(|| tracing::error!("a handler panicked"));
        Failure::internal().into_response()
    });
    let mut response = problem::render(response, &trace_id);
    add_headers(&mut response, &trace_id);
    let status = response.status().as_u16();
    let latency = started.elapsed();
    span.in_scope(|| tracing::info!(status, latency_us = latency.as_micros(), "answered"));
    record(method, route, status, latency.as_secs_f64());
    response
}

fn record(method: &'static str, route: String, status: u16, seconds: f64) {
    ::metrics::counter!(
        "jit_http_requests_total",
        "method" => method, "route" => route.clone(), "status" => status.to_string()
    )
    .increment(1);
    ::metrics::histogram!("jit_http_request_seconds", "method" => method, "route" => route)
        .record(seconds);
}

/// Methods are text of the client: any that is not a common one is `other` in log and figures.
fn method_name(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::POST => "POST",
        Method::PUT => "PUT",
        Method::PATCH => "PATCH",
        Method::DELETE => "DELETE",
        Method::HEAD => "HEAD",
        Method::OPTIONS => "OPTIONS",
        _ => "other",
    }
}

const HEADERS: [(HeaderName, &str); 5] = [
    (header::CACHE_CONTROL, "no-store"),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (
        header::CONTENT_SECURITY_POLICY,
        "default-src 'none'; frame-ancestors 'none'",
    ),
    (header::X_FRAME_OPTIONS, "DENY"),
    (header::REFERRER_POLICY, "no-referrer"),
];

fn add_headers(response: &mut Response, trace_id: &str) {
    let headers = response.headers_mut();
    for (name, value) in HEADERS {
        // A page says itself what it may do.
        headers
            .entry(name)
            .or_insert(HeaderValue::from_static(value));
    }
    if let Ok(value) = HeaderValue::from_str(trace_id) {
        headers.insert(request_id::HEADER, value);
    }
}
