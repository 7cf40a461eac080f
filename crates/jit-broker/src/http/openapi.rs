use axum::http::header;
use axum::response::{IntoResponse, Response};
use utoipa::OpenApi as _;
use utoipa::openapi::OpenApi;
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};

use super::router;

/// The OpenAPI 3.1 document of the API, made from the handlers.
#[must_use]
pub fn openapi() -> OpenApi {
    router::api().into_openapi()
}

/// What the document says besides the routes.
pub(super) fn frame() -> OpenApi {
    Frame::openapi()
}

#[derive(utoipa::OpenApi)]
#[openapi(
    info(
        title = "jit broker",
        description = "Just-in-time elevated access to AWS: request, approve, vend, revoke.",
        version = "1",
        license(name = "Apache-2.0 OR MIT", identifier = "Apache-2.0 OR MIT")
    ),
    components(schemas(jit_api::Problem)),
    modifiers(&BearerToken)
)]
struct Frame;

struct BearerToken;

impl utoipa::Modify for BearerToken {
    fn modify(&self, openapi: &mut OpenApi) {
        let bearer = HttpBuilder::new()
            .scheme(HttpAuthScheme::Bearer)
            .bearer_format("JWT")
            .description(Some("A token of the issuer that `/v1/config` names"))
            .build();
        let components = openapi.components.get_or_insert_default();
        components.add_security_scheme("bearer", SecurityScheme::Http(bearer));
    }
}

/// The document as text; made once.
pub(super) fn as_json() -> axum::body::Bytes {
    // A document of text, numbers and maps with text keys always has a JSON form.
    openapi().to_pretty_json().unwrap_or_default().into()
}

pub(super) fn answer(document: axum::body::Bytes) -> Response {
    ([(header::CONTENT_TYPE, "application/json")], document).into_response()
}

/// How every endpoint says no.
#[derive(utoipa::IntoResponses)]
#[expect(dead_code, reason = "only its documentation is of use")]
pub(super) enum Problems {
    /// Refused: `code` names the reason.
    #[response(status = "4XX", content_type = "application/problem+json")]
    Refused(jit_api::Problem),
    /// Failed: `code` names what does not work.
    #[response(status = "5XX", content_type = "application/problem+json")]
    Failed(jit_api::Problem),
}
