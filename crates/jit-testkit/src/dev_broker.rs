use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

use crate::{MovableClock, Service, program};

/// `jit-broker dev` in a folder of its own.
#[derive(Debug)]
pub struct DevBroker {
    service: Service,
    url: String,
    folder: TempDir,
    environment: Vec<(String, String)>,
}

impl DevBroker {
    /// Starts it with the example bundle and people.
    #[must_use]
    pub fn start() -> Self {
        Self::start_with(&[])
    }

    /// Starts it with more arguments.
    ///
    /// # Panics
    ///
    /// When it does not start.
    #[must_use]
    pub fn start_with(arguments: &[&str]) -> Self {
        Self::launched(arguments, Vec::new())
    }

    /// Starts it so that it listens here.
    ///
    /// # Panics
    ///
    /// When it does not start.
    #[must_use]
    pub fn start_on(address: &str) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let (service, url) = launch_on(address, folder.path(), &[], &[]);
        Self {
            service,
            url,
            folder,
            environment: Vec::new(),
        }
    }

    /// Starts it on this clock, by which its tokens are made, too.
    ///
    /// # Panics
    ///
    /// When it does not start.
    #[must_use]
    pub fn start_at(clock: &MovableClock, arguments: &[&str]) -> Self {
        Self::launched(arguments, clock.environment())
    }

    fn launched(arguments: &[&str], environment: Vec<(String, String)>) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let (service, url) = launch(folder.path(), arguments, &environment);
        Self {
            service,
            url,
            folder,
            environment,
        }
    }

    /// Kills it and starts it again in the same folder.
    pub fn restart(&mut self, arguments: &[&str]) {
        self.service.kill();
        (self.service, self.url) = launch(self.folder.path(), arguments, &self.environment);
    }

    /// Kills it without a chance to tidy up, as a power cut would.
    pub fn kill(&mut self) {
        self.service.kill();
    }

    /// `http://127.0.0.1:PORT`.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Its folder.
    #[must_use]
    pub fn folder(&self) -> PathBuf {
        self.folder.path().to_owned()
    }

    /// An access token of one of its people, good for an hour.
    ///
    /// # Panics
    ///
    /// When there is no such person.
    #[must_use]
    pub fn token(&self, subject: &str) -> String {
        self.token_for(subject, "1h")
    }

    /// The same, good for so long: `10m`, `8h`.
    ///
    /// # Panics
    ///
    /// When there is no such person.
    #[must_use]
    pub fn token_for(&self, subject: &str, lifetime: &str) -> String {
        let output = Command::new(program("jit-broker"))
            .args(["dev-token", subject, "--ttl", lifetime, "--dir"])
            .arg(self.folder.path())
            .envs(self.environment.iter().map(|(n, v)| (n, v)))
            .output()
            .expect("the broker can be run");
        assert!(
            output.status.success(),
            "no token for `{subject}`: {}",
            String::from_utf8_lossy(&output.stderr)
        );
        String::from_utf8(output.stdout)
            .expect("a token is text")
            .trim()
            .to_owned()
    }
}

fn launch(
    folder: &Path,
    arguments: &[&str],
    environment: &[(String, String)],
) -> (Service, String) {
    launch_on("127.0.0.1:0", folder, arguments, environment)
}

fn launch_on(
    address: &str,
    folder: &Path,
    arguments: &[&str],
    environment: &[(String, String)],
) -> (Service, String) {
    let service = Service::start(
        "jit-broker dev",
        Command::new(program("jit-broker"))
            .args(["dev", "--listen", address, "--dir"])
            .arg(folder)
            .args(arguments)
            .envs(environment.iter().map(|(n, v)| (n, v))),
    );
    let line = service.wait_for("listening on ");
    let url = line
        .rsplit(' ')
        .next()
        .expect("the line ends with the URL")
        .to_owned();
    (service, url)
}
