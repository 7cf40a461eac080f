use std::sync::Arc;

use arc_swap::ArcSwap;
use axum_server::tls_rustls::RustlsConfig;
use jit_policy::Bundle;

use crate::config::Files;

/// What SIGHUP replaces while requests go on.
pub(super) struct Reloadable {
    pub(super) files: Files,
    pub(super) bundle: Arc<ArcSwap<Bundle>>,
    pub(super) tls: Option<RustlsConfig>,
}

impl Reloadable {
    /// Reads policies and certificate again. What has a fault stays as it was.
    pub(super) fn reload(&self) {
        self.reload_bundle();
        self.reload_certificate();
    }

    fn reload_bundle(&self) {
        match Bundle::load(&self.files.policy) {
            Ok(bundle) => {
                let digest = bundle.digest().to_string();
                self.bundle.store(Arc::new(bundle));
                tracing::info!(%digest, "policy bundle `{digest}` is in force");
            }
            Err(error) => {
                for fault in &error.faults {
                    tracing::error!("the policies in force stay: {fault}");
                }
            }
        }
    }

    fn reload_certificate(&self) {
        let (Some(files), Some(config)) = (&self.files.tls, &self.tls) else {
            return;
        };
        match files.reload(config) {
            Ok(()) => tracing::info!("the certificate was read again"),
            Err(error) => tracing::error!("the certificate in force stays: {error}"),
        }
    }
}
