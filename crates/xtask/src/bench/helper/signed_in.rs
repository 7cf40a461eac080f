use std::fs;
use std::io;
use std::path::PathBuf;
use std::process::{Command, Output};

use jit_testkit::{Browser, OidcProvider, Service};
use serde_json::json;
use tempfile::TempDir;

use super::super::served_broker::{AUDIENCE, ServedBroker, Setup, program};
use super::at_home;

/// How long an access token lives, in seconds: long enough for everything that is done at once after
/// it was renewed.
pub(super) const ACCESS_TOKEN_SECONDS: u32 = 60;

/// How long the broker's word is good, in seconds: longer than any measurement that needs one.
const RECHECK_SECONDS: u32 = 300;

/// What is asked for.
pub(super) const TARGET: [&str; 4] = ["--account", "playground", "--permission-set", "PowerUser"];

/// Somebody who is signed in at a certified provider that rotates refresh tokens, with the settings of
/// `jit` in a file and an open window.
#[derive(Debug)]
pub(super) struct SignedIn {
    pub(super) issuer: OidcProvider,
    pub(super) broker: ServedBroker,
    pub(super) home: TempDir,
    /// `jit`, copied as an installation copies it. The file that the linker wrote lies in the page
    /// cache in smaller pieces, and more pages of it have to be mapped.
    installed: PathBuf,
}

impl SignedIn {
    /// Starts everything, signs in and asks for the window.
    pub(super) fn start() -> io::Result<Self> {
        let people = json!({ "engineer": { "name": "Engineer", "groups": ["engineers"] } });
        let issuer = OidcProvider::start(&people, AUDIENCE, ACCESS_TOKEN_SECONDS);
        let setup = Setup {
            recheck_seconds: Some(RECHECK_SECONDS),
            ..Setup::default()
        };
        let broker = ServedBroker::start(issuer.issuer(), setup)?;
        // Beside the build, not in a file system in memory.
        let installed = broker.folder.path().join("jit");
        fs::copy(program("jit"), &installed)?;
        let stage = Self {
            issuer,
            broker,
            home: tempfile::tempdir()?,
            installed,
        };
        stage.configure()?;
        stage.sign_in()?;
        let ask = ["--duration", "1h", "--reason", "trying a thing out"];
        let asked = stage.jit().arg("request").args(TARGET).args(ask).output()?;
        succeeded(asked)?;
        Ok(stage)
    }

    fn configure(&self) -> io::Result<()> {
        let folder = self.home.path().join("config/jit");
        fs::create_dir_all(&folder)?;
        let address = self.broker.address;
        let settings = format!("store = \"file\"\n\n[brokers.bench]\nurl = \"http://{address}\"\n");
        fs::write(folder.join("config.toml"), settings)
    }

    fn sign_in(&self) -> io::Result<()> {
        let mut login = Service::start("jit login", self.jit().args(["login", "--no-browser"]));
        let line = login.wait_for("/auth?");
        let address = line.split(' ').find(|word| word.starts_with("http"));
        let address = address.ok_or_else(|| io::Error::other(line.clone()))?;
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()?;
        runtime.block_on(Browser::of("engineer").open(address));
        match login.wait() {
            Some(0) => Ok(()),
            _ => Err(io::Error::other(login.rest())),
        }
    }

    /// `jit` as this person.
    pub(super) fn jit(&self) -> Command {
        let home = self.home.path();
        let mut jit = at_home(&self.installed, home);
        jit.env("XDG_CONFIG_HOME", home.join("config"))
            .env("XDG_STATE_HOME", home.join("state"))
            .env("XDG_CACHE_HOME", self.cache());
        jit
    }

    /// What the SDKs run.
    pub(super) fn credential_process(&self) -> Command {
        let mut jit = self.jit();
        jit.arg("credential-process").args(TARGET);
        jit
    }

    /// Where sessions are kept.
    pub(super) fn cache(&self) -> PathBuf {
        self.home.path().join("cache")
    }
}

/// What a program printed; it has to have succeeded.
pub(super) fn succeeded(output: Output) -> io::Result<Vec<u8>> {
    if output.status.success() {
        Ok(output.stdout)
    } else {
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        Err(io::Error::other(format!("{}: {said}", output.status)))
    }
}
