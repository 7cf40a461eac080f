use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

use crate::{Service, program};

/// `jit-broker serve`, set up as in production but for the addresses: real issuer, real STS calls.
#[derive(Debug)]
pub struct ServedBroker {
    service: Service,
    folder: TempDir,
    environment: Vec<(String, String)>,
    /// Where it is.
    pub url: String,
}

/// What a broker needs beside the example policies.
#[derive(Clone, Debug)]
pub struct ServedSetup<'a> {
    /// The issuer of its people.
    pub issuer: &'a str,
    /// Something that speaks the protocol of STS.
    pub sts_endpoint: &'a str,
    /// More sections of `broker.toml`.
    pub more: &'a str,
    /// Variables beside those of the test and the broker's own keys, over which they win.
    pub environment: &'a [(&'a str, &'a str)],
}

impl ServedBroker {
    /// What the issuer's access tokens are for.
    pub const AUDIENCE: &'static str = "https://jit.example.com";

    /// A broker in front of an issuer and something that speaks the protocol of STS.
    #[must_use]
    pub fn start(issuer: &str, sts_endpoint: &str) -> Self {
        Self::start_with(issuer, sts_endpoint, "")
    }

    /// Starts it with more sections of `broker.toml`.
    #[must_use]
    pub fn start_with(issuer: &str, sts_endpoint: &str, more: &str) -> Self {
        Self::start_as(&ServedSetup {
            issuer,
            sts_endpoint,
            more,
            environment: &[],
        })
    }

    /// Starts it with all that a test says.
    ///
    /// # Panics
    ///
    /// When it does not start.
    #[must_use]
    pub fn start_as(setup: &ServedSetup<'_>) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let config = folder.path().join("broker.toml");
        let text = settings(folder.path(), setup) + setup.more;
        fs::write(&config, text).expect("the folder can be written");
        let own = [
            ("AWS_ACCESS_KEY_ID", "AKIAONLYFORTHETESTS0"),
            ("AWS_SECRET_ACCESS_KEY", "only-for-the-tests"),
        ];
        let environment = own.iter().chain(setup.environment);
        let environment: Vec<_> = environment
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect();
        let mut serve = Command::new(program("jit-broker"));
        let serve = serve.args(["serve", "--config"]).arg(&config);
        let service = Service::start("jit-broker serve", serve.envs(environment.iter().cloned()));
        let line = service.wait_for("listening on ");
        let url = line.rsplit(' ').next().expect("the line ends with the URL");
        Self {
            url: url.to_owned(),
            service,
            folder,
            environment,
        }
    }

    /// The process.
    #[must_use]
    pub fn service(&self) -> &Service {
        &self.service
    }

    /// Waits for the end of the process, which somebody has told to stop, and gives its exit status.
    pub fn wait(&mut self) -> Option<i32> {
        self.service.wait()
    }

    /// The folder with `broker.toml` and the store.
    #[must_use]
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// The file of its settings.
    #[must_use]
    pub fn config(&self) -> PathBuf {
        self.folder().join("broker.toml")
    }

    /// A command that runs `jit-broker` with the environment of this one.
    #[must_use]
    pub fn command(&self) -> Command {
        let mut command = Command::new(program("jit-broker"));
        command.envs(self.environment.iter().cloned());
        command
    }
}

fn settings(folder: &Path, setup: &ServedSetup<'_>) -> String {
    let policy = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/policy");
    let (folder, policy) = (folder.display(), policy.display());
    let (issuer, sts_endpoint) = (setup.issuer, setup.sts_endpoint);
    let audience = ServedBroker::AUDIENCE;
    format!(
        r#"
listen = "127.0.0.1:0"
public_url = "http://127.0.0.1:8443"
store = "{folder}/store"
policy = "{policy}"

[issuer]
url = "{issuer}"
client_id = "jit"
audience = "{audience}"

[aws]
region = "eu-central-1"
sts_endpoint = "{sts_endpoint}"
"#
    )
}
