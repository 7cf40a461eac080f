use axum::body::Body;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use jit_api::{ErrorCode, Problem};

use crate::service::Failure;

/// A failure on its way out: [`render`] writes it once the name of the exchange is known.
impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        let mut response = Response::new(Body::empty());
        *response.status_mut() = status(self.problem());
        response.extensions_mut().insert(self);
        response
    }
}

fn status(problem: &Problem) -> StatusCode {
    StatusCode::from_u16(problem.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
}

/// Writes the failure that a response carries as `application/problem+json`; any other response
/// stays as it is.
pub(super) fn render(mut response: Response, trace_id: &str) -> Response {
    let Some(failure) = response.extensions_mut().remove::<Failure>() else {
        return response;
    };
    let retry_after = failure.retry_after_seconds();
    let mut problem = failure.into_problem();
    ::metrics::counter!("jit_refusals_total", "code" => problem.code.as_str()).increment(1);
    problem.trace_id = Some(trace_id.to_owned());
    let code = problem.code;
    // Text, numbers and lists always have a JSON form.
    let body = serde_json::to_vec(&problem).unwrap_or_default();
    *response.body_mut() = Body::from(body);
    let headers = response.headers_mut();
    headers.insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("application/problem+json"),
    );
    if let Some(seconds) = retry_after {
        headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
    if matches!(code, ErrorCode::NotSignedIn | ErrorCode::TokenExpired) {
        headers
            .entry(header::WWW_AUTHENTICATE)
            .or_insert(HeaderValue::from_static(r#"Bearer error="invalid_token""#));
    }
    response
}
