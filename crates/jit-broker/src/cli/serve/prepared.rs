use std::fmt::Write;

use axum_server::tls_rustls::RustlsConfig;

use super::Purpose;
use crate::checkpoints::{CheckpointSigner as _, KeyFile};
use crate::checks::{self, ExternalChecks};
use crate::config::{Files, Loaded, Settings};
use crate::notify::settings::{SinkSettings, read};
use crate::policies::PolicyFolder;

/// What can be known before anything is started: settings, policies and certificate, all checked.
pub(super) struct Prepared {
    pub(super) settings: Settings,
    pub(super) policies: PolicyFolder,
    pub(super) tls: Option<RustlsConfig>,
    pub(super) sinks: Vec<SinkSettings>,
    /// What signs checkpoints, if any are made.
    pub(super) signer: Option<KeyFile>,
    pub(super) checks: ExternalChecks,
}

impl Prepared {
    /// Looks at everything, whatever else is wrong, so that one run shows every problem.
    pub(super) fn inspect(loaded: Loaded, purpose: Purpose) -> Result<Self, Vec<String>> {
        let mut problems: Vec<String> = loaded.problems.iter().map(ToString::to_string).collect();
        let policies = policies(&loaded.files, purpose, &mut problems);
        let tls = tls(&loaded.files, &mut problems);
        let sinks = sinks(&loaded.files, policies.as_ref(), purpose, &mut problems);
        let signer = signer(loaded.settings.as_ref(), &mut problems);
        let checks = checks(&loaded.files, &mut problems);
        if let (Some(policies), Some(checks)) = (&policies, &checks) {
            let unknown = unknown_checks(policies, checks).filter(|_| purpose == Purpose::Check);
            problems.extend(unknown);
        }
        match (loaded.settings, policies, checks) {
            (Some(settings), Some(policies), Some(checks)) if problems.is_empty() => Ok(Self {
                settings,
                policies,
                tls,
                sinks,
                signer,
                checks,
            }),
            _ => Err(problems),
        }
    }

    fn sink_names(&self) -> String {
        let names: Vec<_> = self.sinks.iter().map(|sink| sink.name.as_str()).collect();
        if names.is_empty() {
            "none: nobody is told anything".to_owned()
        } else {
            names.join(", ")
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
            (
                "bundle",
                self.policies.in_force().load().digest().to_string(),
            ),
            ("store", settings.files.store.display().to_string()),
            ("sinks", self.sink_names()),
            (
                "checkpoints",
                self.signer.as_ref().map_or_else(
                    || "none".to_owned(),
                    |key| format!("signed by {}", key.key().id()),
                ),
            ),
        ] {
            let _ = writeln!(text, "{what:<13}{value}");
        }
        text + "no problem found"
    }
}

/// A sink that a route names and nobody has set up is a problem to see beforehand. It keeps no
/// broker from starting: what goes there waits.
fn sinks(
    files: &Files,
    policies: Option<&PolicyFolder>,
    purpose: Purpose,
    problems: &mut Vec<String>,
) -> Vec<SinkSettings> {
    let read = files.sinks.as_deref().map_or_else(|| Ok(Vec::new()), read);
    let sinks = match read {
        Ok(sinks) => sinks,
        Err(found) => {
            problems.extend(found);
            return Vec::new();
        }
    };
    let named = policies.map(|policies| policies.in_force().load().named_sinks());
    for name in named.into_iter().flatten() {
        let unknown = sinks.iter().all(|sink| sink.name != name);
        if unknown && purpose == Purpose::Check {
            let folder = files.policy.display();
            problems.push(format!(
                "{folder}/notifications.toml: a route names the sink `{name}`, which `notify.sinks` does not have"
            ));
        }
    }
    sinks
}

/// A folder that is not there yet is a problem to see beforehand, but keeps nobody from revoking:
/// the broker starts without, and denies everything else.
fn policies(files: &Files, purpose: Purpose, problems: &mut Vec<String>) -> Option<PolicyFolder> {
    let opened = match purpose {
        Purpose::Check => PolicyFolder::open(&files.policy),
        Purpose::Serve => PolicyFolder::open_or_deny(&files.policy),
    };
    match opened {
        Ok(policies) => Some(policies),
        Err(error) => {
            let folder = files.policy.display();
            problems.extend(error.faults.iter().map(|fault| format!("{folder}/{fault}")));
            None
        }
    }
}

fn checks(files: &Files, problems: &mut Vec<String>) -> Option<ExternalChecks> {
    let Some(path) = &files.checks else {
        return Some(ExternalChecks::none());
    };
    let read = checks::read(path);
    let checks = read.and_then(|all| ExternalChecks::new(all).map_err(|error| vec![error]));
    checks.map_err(|found| problems.extend(found)).ok()
}

/// A check that the bundle names and the settings do not refuses what has to pass it. That is a
/// problem to see beforehand, and keeps nobody from revoking.
pub(super) fn unknown_checks(
    policies: &PolicyFolder,
    checks: &ExternalChecks,
) -> impl Iterator<Item = String> {
    let bundle = policies.in_force().load_full();
    let unknown = bundle.external_checks().filter(|name| !checks.has(name));
    let told = unknown.map(|name| {
        format!("the bundle has the check `{name}`, and the file of `checks` has not: what has to pass it is refused")
    });
    told.collect::<Vec<_>>().into_iter()
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

fn signer(settings: Option<&Settings>, problems: &mut Vec<String>) -> Option<KeyFile> {
    let checkpoints = settings?.checkpoints.as_ref()?;
    match KeyFile::load(&checkpoints.key_file) {
        Ok(key) => Some(key),
        Err(error) => {
            problems.push(error.to_string());
            None
        }
    }
}
