use std::process::Command;

use serde_json::Value;

use crate::free_port;
use crate::service::Service;
use crate::tools::{tool_file, tools};

/// The certified OpenID provider `oidc-provider`, on loopback.
#[derive(Debug)]
pub struct OidcProvider {
    service: Service,
    issuer: String,
}

impl OidcProvider {
    /// Starts it with these people (subject → claims), giving access tokens for this audience that
    /// live so many seconds.
    #[must_use]
    pub fn start(people: &Value, audience: &str, access_token_seconds: u32) -> Self {
        Self::launch(people, audience, access_token_seconds, &[])
    }

    /// Starts it so that it also exchanges tokens that a platform made for this audience: the programs
    /// that run there are among the people, by their subjects.
    #[must_use]
    pub fn start_trusting(
        people: &Value,
        audience: &str,
        access_token_seconds: u32,
        (platform, platform_audience): (&str, &str),
    ) -> Self {
        let trusted = [
            ("PLATFORM", platform),
            ("PLATFORM_AUDIENCE", platform_audience),
        ];
        Self::launch(people, audience, access_token_seconds, &trusted)
    }

    fn launch(
        people: &Value,
        audience: &str,
        access_token_seconds: u32,
        more: &[(&str, &str)],
    ) -> Self {
        let port = free_port();
        let service = Service::start(
            "oidc-provider",
            Command::new("node")
                .arg(tool_file("oidc-provider.mjs"))
                .env("TOOLS", tools().join("npm"))
                .env("PORT", port.to_string())
                .env("RESOURCE", audience)
                .env("PEOPLE", people.to_string())
                .env("ACCESS_TOKEN_SECONDS", access_token_seconds.to_string())
                .envs(more.iter().copied()),
        );
        let _ = service.wait_for("ready ");
        Self {
            service,
            issuer: format!("http://127.0.0.1:{port}"),
        }
    }

    /// Waits until it has granted tokens by this type of grant once more.
    pub fn wait_for_grant(&self, grant_type: &str) {
        let _ = self.service.wait_for(&format!("granted {grant_type}"));
    }

    /// What it has said since somebody last waited for it: `granted refresh_token` for each renewal,
    /// `revoked a family of tokens` when a refresh token came twice.
    #[must_use]
    pub fn said(&self) -> String {
        self.service.rest()
    }

    /// By which types of grant it has granted tokens since it was last asked or waited for. Asks
    /// until it has said nothing for 2 seconds.
    #[must_use]
    pub fn grants(&self) -> Vec<String> {
        let said = self.said();
        let granted = said
            .lines()
            .filter_map(|line| line.strip_prefix("granted "));
        granted.map(str::to_owned).collect()
    }

    /// The issuer, as its tokens spell it.
    #[must_use]
    pub fn issuer(&self) -> &str {
        &self.issuer
    }
}
