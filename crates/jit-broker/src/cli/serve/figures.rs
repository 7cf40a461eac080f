use std::time::Duration;

use axum::Router;
use jit_api::Secret;
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::time::interval;

use crate::http::metrics;
use crate::http::server::{ServerOptions, serve};

/// How often figures are condensed, so that they take bounded memory.
const TICK: Duration = Duration::from_secs(5);

/// The upper bounds in seconds by which durations are counted.
const BUCKETS: [f64; 12] = [
    0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0, 60.0,
];

/// The figures of this process, for Prometheus.
#[derive(Clone)]
pub(super) struct Figures(PrometheusHandle);

impl Figures {
    /// Keeps figures from now on.
    pub(super) fn keep() -> Result<Self, Vec<String>> {
        let recorder = PrometheusBuilder::new().set_buckets(&BUCKETS);
        let handle = recorder.and_then(PrometheusBuilder::install_recorder);
        handle
            .map(Self)
            .map_err(|error| vec![format!("cannot keep metrics: {error}")])
    }

    /// `GET /metrics`, for who has the token if there is one.
    pub(super) fn routes(self, token: Option<Secret>) -> Router {
        metrics::routes(self.0, token)
    }

    /// Serves them on an address of their own, for who has the token if there is one.
    pub(super) async fn serve(
        self,
        listener: TcpListener,
        token: Option<Secret>,
        options: ServerOptions,
        stopping: watch::Receiver<bool>,
    ) {
        if let Err(error) = serve(listener, self.routes(token), options, stopping).await {
            tracing::error!(%error, "metrics are no longer served: {error}");
        }
    }

    pub(super) async fn condense(self) {
        let mut tick = interval(TICK);
        loop {
            tick.tick().await;
            self.0.run_upkeep();
        }
    }
}
