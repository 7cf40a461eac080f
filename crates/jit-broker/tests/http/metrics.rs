use axum::body::Body;
use axum::http::Request;
use jit_api::Secret;
use metrics_exporter_prometheus::PrometheusBuilder;
use tower::ServiceExt as _;

#[tokio::test]
async fn figures_behind_a_token_are_for_who_sends_exactly_it() {
    let recorder = PrometheusBuilder::new().build_recorder();
    let token = Some(Secret::new("figures-token".to_owned()));
    let routes = jit_broker::http::metrics::routes(recorder.handle(), token);
    for (sent, status) in [
        (None, 401),
        (Some("Bearer figures"), 401),
        (Some("Bearer figures-token-and-more"), 401),
        (Some("figures-token"), 401),
        (Some("Bearer "), 401),
        (Some("Bearer figures-token"), 200),
    ] {
        let mut request = Request::builder().uri("/metrics");
        if let Some(sent) = sent {
            request = request.header("authorization", sent);
        }
        let request = request.body(Body::empty()).unwrap();
        let answer = routes.clone().oneshot(request).await.unwrap();
        assert_eq!(answer.status().as_u16(), status, "{sent:?}");
    }
}
