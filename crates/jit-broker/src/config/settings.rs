use std::net::SocketAddr;
use std::path::PathBuf;

use jit_api::{API_VERSION, AudienceParameter, ClientConfig, Secret, SignInFlow};
use jit_policy::Recheck;

use crate::checkpoints::CheckpointSettings;
use crate::http::tls::TlsFiles;
use crate::identity::{ProtectedUrl, TokenSettings};
use crate::service::LimitSettings;
use crate::telemetry::LogSettings;
use crate::vend::StsSettings;
use crate::webhooks::Reach;

use super::listener::ConnectionSettings;

/// Everything that `serve` is told, checked as far as it can be without looking around.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Where to listen.
    pub listen: SocketAddr,
    /// How clients reach the broker.
    pub public_url: ProtectedUrl,
    /// Whether plaintext may be served off loopback.
    pub allow_plaintext: bool,
    /// What is read from disk at the start.
    pub files: Files,
    /// Who vouches for people.
    pub issuer: IssuerSettings,
    /// How STS is reached.
    pub sts: StsSettings,
    /// Who may read metrics; none for nobody.
    pub metrics: Option<MetricsSettings>,
    /// How the audit log is anchored; none when it is not.
    pub checkpoints: Option<CheckpointSettings>,
    /// Limits per person.
    pub limits: LimitSettings,
    /// Limits per connection.
    pub connections: ConnectionSettings,
    /// How long a client may go without asking whether a session is still good.
    pub recheck_seconds: u32,
    /// When AWS SDKs are made to ask.
    pub recheck: Recheck,
    /// How long a client may use a session while the broker cannot be reached.
    pub offline_grace_seconds: u32,
    /// How to log.
    pub log: LogSettings,
    /// How people are told; the sinks themselves are in a file.
    pub notify: NotifySettings,
}

/// How people are told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotifySettings {
    /// The addresses that webhooks may lead to.
    pub reach: Reach,
}

/// What is read from disk at the start.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Files {
    /// The folder of the policy bundle.
    pub policy: PathBuf,
    /// The folder of the database.
    pub store: PathBuf,
    /// Certificate and key; none for plaintext.
    pub tls: Option<TlsFiles>,
    /// The file of sinks; none to tell nobody.
    pub sinks: Option<PathBuf>,
    /// The file of external checks; none for no check.
    pub checks: Option<PathBuf>,
}

/// Who vouches for people, and how they sign in.
#[derive(Clone, Debug)]
pub struct IssuerSettings {
    /// What a token must be.
    pub token: TokenSettings,
    /// How clients ask for the audience.
    pub audience_parameter: AudienceParameter,
    /// The scopes that clients ask for.
    pub scopes: Vec<String>,
    /// The ways of signing in, the preferred one first.
    pub flows: Vec<SignInFlow>,
}

/// Who may read metrics.
#[derive(Clone, Debug, Default)]
pub struct MetricsSettings {
    /// A listener of their own.
    pub listen: Option<SocketAddr>,
    /// The bearer token on the main listener.
    pub token: Option<Secret>,
}

impl Settings {
    /// What `GET /v1/config` answers.
    #[must_use]
    pub fn client_config(&self, sandbox: bool) -> ClientConfig {
        let token = &self.issuer.token;
        ClientConfig {
            api_version: API_VERSION.to_owned(),
            broker_version: env!("CARGO_PKG_VERSION").to_owned(),
            issuer: token.issuer.to_string(),
            client_id: token.client_id.clone(),
            scopes: self.issuer.scopes.clone(),
            audience: token.audience.clone(),
            audience_parameter: self.issuer.audience_parameter,
            flows: self.issuer.flows.clone(),
            token: token.token,
            recheck_seconds: self.recheck_seconds,
            offline_grace_seconds: self.offline_grace_seconds,
            sandbox,
        }
    }
}
