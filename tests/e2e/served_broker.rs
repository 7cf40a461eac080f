//! `jit-broker serve`, set up as in production but for the addresses: real issuer, real STS calls.

use std::fs;
use std::path::Path;
use std::process::Command;

use jit_testkit::{Service, program};
use tempfile::TempDir;

/// What the issuer's access tokens are for.
pub(crate) const AUDIENCE: &str = "https://jit.example.com";

/// A broker in front of an issuer and something that speaks the protocol of STS.
#[derive(Debug)]
pub(crate) struct ServedBroker {
    _service: Service,
    _folder: TempDir,
    pub(crate) url: String,
}

impl ServedBroker {
    pub(crate) fn start(issuer: &str, sts_endpoint: &str) -> Self {
        Self::start_with(issuer, sts_endpoint, "")
    }

    /// Starts it with more sections of `broker.toml`.
    pub(crate) fn start_with(issuer: &str, sts_endpoint: &str, more: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let config = folder.path().join("broker.toml");
        fs::write(
            &config,
            settings(folder.path(), issuer, sts_endpoint) + more,
        )
        .unwrap();
        let service = Service::start(
            "jit-broker serve",
            Command::new(program("jit-broker"))
                .args(["serve", "--config"])
                .arg(&config)
                .env("AWS_ACCESS_KEY_ID", "AKIAONLYFORTHETESTS0")
                .env("AWS_SECRET_ACCESS_KEY", "only-for-the-tests"),
        );
        let line = service.wait_for("listening on ");
        Self {
            url: line.rsplit(' ').next().unwrap().to_owned(),
            _service: service,
            _folder: folder,
        }
    }
}

fn settings(folder: &Path, issuer: &str, sts_endpoint: &str) -> String {
    let policy = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/policy");
    let (folder, policy) = (folder.display(), policy.display());
    format!(
        r#"
listen = "127.0.0.1:0"
public_url = "http://127.0.0.1:8443"
store = "{folder}/store"
policy = "{policy}"

[issuer]
url = "{issuer}"
client_id = "jit"
audience = "{AUDIENCE}"

[aws]
region = "eu-central-1"
sts_endpoint = "{sts_endpoint}"
"#
    )
}
