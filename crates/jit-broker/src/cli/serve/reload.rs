use std::sync::Arc;

use axum_server::tls_rustls::RustlsConfig;

use crate::http::tls::TlsFiles;
use crate::policies::PolicyFolder;

/// What SIGHUP replaces while requests go on.
pub(super) struct Reloadable {
    pub(super) policies: Arc<PolicyFolder>,
    pub(super) tls: Option<(TlsFiles, RustlsConfig)>,
}

impl Reloadable {
    /// Reads policies and certificate again. What has a fault stays as it was.
    pub(super) fn reload(&self) {
        let reading = self.policies.reload();
        reading.tell();
        self.reload_certificate();
        if reading.is_new() {
            self.policies.tell_warnings();
        }
    }

    fn reload_certificate(&self) {
        let Some((files, config)) = &self.tls else {
            return;
        };
        match files.reload(config) {
            Ok(()) => tracing::info!("the certificate was read again"),
            Err(error) => tracing::error!("the certificate in force stays: {error}"),
        }
    }
}
