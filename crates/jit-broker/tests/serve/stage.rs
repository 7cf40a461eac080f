//! The real `jit-broker serve`, in a folder of its own.

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

use tempfile::TempDir;

const BROKER: &str = env!("CARGO_BIN_EXE_jit-broker");
pub(crate) const AUDIENCE: &str = "https://jit.example.com";

/// A folder with settings and policies for an issuer.
pub(crate) struct Site {
    folder: TempDir,
}

impl Site {
    pub(crate) fn of(issuer: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let settings = format!(
            r#"
            public_url = "{AUDIENCE}"
            listen = "127.0.0.1:0"
            log.level = "info"
            metrics.token_file = "token"
            [issuer]
            url = "{issuer}"
            client_id = "jit"
            [aws]
            region = "eu-west-1"
            sts_endpoint = "http://127.0.0.1:9"
            "#
        );
        fs::write(folder.path().join("broker.toml"), settings).unwrap();
        fs::write(folder.path().join("token"), "0123456789abcdef").unwrap();
        let example = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/policy");
        copy(&example, &folder.path().join("policy"));
        Self { folder }
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(BROKER);
        command.env_clear().current_dir(self.folder.path());
        command
            .args(["serve", "--config", "broker.toml"])
            .args(arguments);
        command
    }

    pub(crate) fn output(&self, arguments: &[&str]) -> Output {
        self.command(arguments).output().unwrap()
    }

    pub(crate) fn start(&self) -> Running {
        let mut child = self
            .command(&[])
            .stdout(Stdio::piped())
            .stderr(fs::File::create(self.path("log")).unwrap())
            .spawn()
            .unwrap();
        let mut first = String::new();
        BufReader::new(child.stdout.take().unwrap())
            .read_line(&mut first)
            .unwrap();
        let url = first
            .trim_end()
            .strip_prefix("listening on ")
            .map(str::to_owned);
        Running {
            child,
            url: url.expect("the first line says where"),
            log: self.path("log"),
        }
    }
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

pub(crate) struct Running {
    pub(crate) child: Child,
    pub(crate) url: String,
    log: PathBuf,
}

impl Running {
    pub(crate) fn signal(&self, name: &str) {
        let status = Command::new("kill")
            .args([name, &self.child.id().to_string()])
            .status();
        assert!(status.unwrap().success());
    }

    /// Waits until the log has this text so many times.
    pub(crate) fn await_log(&self, text: &str, times: usize) {
        let started = Instant::now();
        while fs::read_to_string(&self.log).unwrap().matches(text).count() < times {
            assert!(
                started.elapsed() < Duration::from_secs(20),
                "the log has no `{text}`"
            );
            std::thread::yield_now();
        }
    }

    pub(crate) fn exit(mut self) -> (Option<i32>, String) {
        let status = self.child.wait().unwrap();
        (status.code(), fs::read_to_string(&self.log).unwrap())
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

pub(crate) async fn get(url: String, token: Option<&str>) -> (u16, String) {
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    let mut request = client.get(url);
    if let Some(token) = token {
        request = request.bearer_auth(token);
    }
    let answer = request.send().await.unwrap();
    (answer.status().as_u16(), answer.text().await.unwrap())
}
