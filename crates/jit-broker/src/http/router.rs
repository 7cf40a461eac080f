use axum::Router;
use axum::routing::get;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::{
    audit, config, credentials, health, me, observe, openapi, report, requests, targets, unknown,
};
use crate::app::App;

/// The broker's routes, with everything that every answer has.
pub fn router(app: App) -> Router {
    let document = openapi::as_json();
    let (routes, _) = api().split_for_parts();
    routes
        .route(
            jit_api::routes::OPENAPI,
            get(move || std::future::ready(openapi::answer(document.clone()))),
        )
        .fallback(unknown::path)
        .method_not_allowed_fallback(unknown::method)
        .layer(axum::middleware::from_fn_with_state(
            app.clone(),
            observe::observe,
        ))
        .with_state(app)
}

/// The documented routes.
pub(super) fn api() -> OpenApiRouter<App> {
    OpenApiRouter::with_openapi(openapi::frame())
        .routes(routes!(config::config))
        .routes(routes!(me::me))
        .routes(routes!(targets::targets))
        .routes(routes!(requests::list::list, requests::submit::submit))
        .routes(routes!(requests::show::show))
        .routes(routes!(requests::approve::approve))
        .routes(routes!(requests::reject::reject))
        .routes(routes!(requests::revoke::revoke))
        .routes(routes!(requests::review::review))
        .routes(routes!(requests::cancel::cancel))
        .routes(routes!(requests::finish::finish))
        .routes(routes!(credentials::credentials))
        .routes(routes!(audit::audit))
        .routes(routes!(report::report))
        .routes(routes!(audit::sessions))
        .routes(routes!(health::healthz))
        .routes(routes!(health::readyz))
}
