use std::fmt::Write;

use axum_server::tls_rustls::RustlsConfig;
use jit_policy::Bundle;

use crate::config::{Files, Loaded, Settings};

/// What can be known before anything is started: settings, policies and certificate, all checked.
pub(super) struct Prepared {
    pub(super) settings: Settings,
    pub(super) bundle: Bundle,
    pub(super) tls: Option<RustlsConfig>,
}

impl Prepared {
    /// Looks at everything, whatever else is wrong, so that one run shows every problem.
    pub(super) fn inspect(loaded: Loaded) -> Result<Self, Vec<String>> {
        let mut problems: Vec<String> = loaded.problems.iter().map(ToString::to_string).collect();
        let bundle = bundle(&loaded.files, &mut problems);
        let tls = tls(&loaded.files, &mut problems);
        match (loaded.settings, bundle) {
            (Some(settings), Some(bundle)) if problems.is_empty() => Ok(Self {
                settings,
                bundle,
                tls,
            }),
            _ => Err(problems),
        }
    }

    /// What `--check` prints when nothing is wrong.
    pub(super) fn summary(&self) -> String {
        let settings = &self.settings;
        let token = &settings.issuer.token;
        let protection = if self.tls.is_some() {
            "TLS"
        } else {
            "plaintext"
        };
        let mut text = String::new();
        for (what, value) in [
            ("listen", format!("{} ({protection})", settings.listen)),
            ("public URL", settings.public_url.to_string()),
            ("issuer", token.issuer.to_string()),
            ("audience", token.audience.clone()),
            ("policy", settings.files.policy.display().to_string()),
            ("bundle", self.bundle.digest().to_string()),
            ("store", settings.files.store.display().to_string()),
        ] {
            let _ = writeln!(text, "{what:<12}{value}");
        }
        text + "no problem found"
    }
}

fn bundle(files: &Files, problems: &mut Vec<String>) -> Option<Bundle> {
    match Bundle::load(&files.policy) {
        Ok(bundle) => Some(bundle),
        Err(error) => {
            let folder = files.policy.display();
            problems.extend(error.faults.iter().map(|fault| format!("{folder}/{fault}")));
            None
        }
    }
}

fn tls(files: &Files, problems: &mut Vec<String>) -> Option<RustlsConfig> {
    match files.tls.as_ref()?.load() {
        Ok(config) => Some(config),
        Err(error) => {
            problems.push(error.to_string());
            None
        }
    }
}
