//! A broker as in production but for the addresses: issuer, STS and clients on this machine.

use std::fs;
use std::io;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::Command;

use jit_testkit::{Certificate, Service, free_port, sts_stub::StsStub};
use tempfile::TempDir;

use super::exchanges::Exchanges;
use crate::cargo::root;

/// What the access tokens of the issuer have to be for.
pub(super) const AUDIENCE: &str = "https://jit.example.com";

/// `jit-broker serve` of the release build.
#[derive(Debug)]
pub(super) struct ServedBroker {
    service: Service,
    pub(super) address: SocketAddr,
    /// Where it keeps everything; there is room for more.
    pub(super) folder: TempDir,
    pub(super) sts: StsStub,
    /// Where it tells its figures; none where it keeps none.
    figures: Option<SocketAddr>,
}

/// What is different from one measurement to the other.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Setup<'a> {
    /// It speaks TLS where there is one.
    pub(super) tls: Option<&'a Certificate>,
    /// How long its word is good, in seconds; none for its default. Given, it counts exchanges too.
    pub(super) recheck_seconds: Option<u32>,
}

impl ServedBroker {
    /// Starts it for the tokens of an issuer.
    pub(super) fn start(issuer: &str, setup: Setup<'_>) -> io::Result<Self> {
        // Beside the build, not in a file system in memory: what is measured is a disk.
        let folder = tempfile::tempdir_in(root().join("target"))?;
        let sts = StsStub::start();
        let figures = setup.recheck_seconds.map(|_| free_port());
        let figures = figures.map(|port| SocketAddr::from(([127, 0, 0, 1], port)));
        let config = folder.path().join("broker.toml");
        let written = settings(folder.path(), issuer, &sts, setup, figures);
        fs::write(&config, written)?;
        let service = Service::start(
            "jit-broker",
            Command::new(program("jit-broker"))
                .args(["serve", "--config"])
                .arg(&config)
                .env("AWS_ACCESS_KEY_ID", "AKIAONLYFORBENCHMARK")
                .env("AWS_SECRET_ACCESS_KEY", "only-for-benchmarks"),
        );
        let line = service.wait_for("listening on ");
        let address = line.rsplit('/').next().and_then(|a| a.parse().ok());
        Ok(Self {
            address: address.ok_or_else(|| io::Error::other(line))?,
            service,
            folder,
            sts,
            figures,
        })
    }

    /// Its process.
    pub(super) fn id(&self) -> u32 {
        self.service.id()
    }

    /// What it has answered so far.
    pub(super) fn exchanges(&self) -> io::Result<Exchanges> {
        let figures = self.figures.ok_or(io::ErrorKind::Unsupported)?;
        Exchanges::read(figures)
    }
}

/// A program of the release build.
pub(super) fn program(name: &str) -> PathBuf {
    root().join("target/release").join(name)
}

fn settings(
    folder: &Path,
    issuer: &str,
    sts: &StsStub,
    setup: Setup<'_>,
    figures: Option<SocketAddr>,
) -> String {
    let (folder, policy) = (folder.display(), root().join("examples/policy"));
    let tls = setup.tls.map(Certificate::settings).unwrap_or_default();
    let recheck = setup.recheck_seconds;
    let recheck = recheck.map(|it| format!("recheck_seconds = {it}"));
    let figures = figures.map(|it| format!("[metrics]\nlisten = \"{it}\"\n"));
    format!(
        r#"
listen = "127.0.0.1:0"
public_url = "http://127.0.0.1:8443"
store = "{folder}/store"
policy = "{}"
{}

[issuer]
url = "{issuer}"
client_id = "jit"
audience = "{AUDIENCE}"

[aws]
region = "eu-central-1"
sts_endpoint = "{}"

# A line for every exchange would be read, and paid for, on this machine too.
[log]
level = "warn"

[limits]
submits_per_minute = 1000000
credentials_per_minute = 1000000
connections = 5000

{}{tls}"#,
        policy.display(),
        recheck.unwrap_or_default(),
        sts.url(),
        figures.unwrap_or_default(),
    )
}
