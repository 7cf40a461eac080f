//! A person who has seen names that somebody chose with care.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use jit_testkit::fake_broker::{Answer, FakeBroker};
use serde_json::json;
use tempfile::TempDir;

/// Names of accounts, each with a letter of its own in front.
pub const ACCOUNTS: [&str; 7] = [
    "my account",
    "it's \"quoted\"",
    "x$(touch pwned)`touch pwned`",
    "b!x \\y ~z",
    "s;touch pwned|&<>*?",
    "q:r=t",
    "#{a}[1]%20",
];

#[derive(Debug)]
pub struct Stage {
    pub broker: FakeBroker,
    home: TempDir,
}

impl Stage {
    /// The program of this person says what it is run with, instead of doing it; completing is that
    /// of the real one.
    pub fn new() -> Self {
        let stage = Self {
            broker: FakeBroker::start(),
            home: tempfile::tempdir().unwrap(),
        };
        let targets: Vec<_> = ACCOUNTS.iter().enumerate().map(target).collect();
        let page = json!({ "targets": targets });
        stage.broker.on("GET /v1/targets", Answer::json(&page));
        let real = env!("CARGO_BIN_EXE_jit");
        let program = format!(
            "#!/bin/sh\ncase $1 in __complete) exec {real} \"$@\" ;; esac\n\
             printf '<%s>\\n' \"$@\" > \"$HOME/said.new\" && mv \"$HOME/said.new\" \"$HOME/said\"\n"
        );
        let bin = stage.home().join("bin");
        fs::create_dir(&bin).unwrap();
        fs::create_dir(stage.home().join("empty")).unwrap();
        fs::write(bin.join("jit"), program).unwrap();
        fs::set_permissions(bin.join("jit"), fs::Permissions::from_mode(0o755)).unwrap();
        stage
    }

    /// One that has listed what may be requested.
    pub fn with_names() -> Self {
        let stage = Self::new();
        let output = stage.real(&["targets"]).output().unwrap();
        assert!(output.status.success(), "{output:?}");
        stage
    }

    pub fn home(&self) -> &Path {
        self.home.path()
    }

    /// What the program was last run with.
    pub fn said(&self) -> PathBuf {
        self.home().join("said")
    }

    /// The real program.
    pub fn real(&self, arguments: &[&str]) -> Command {
        let mut command = self.command(env!("CARGO_BIN_EXE_jit"));
        command.args(arguments).env("JIT_TOKEN", "token-of-a-test");
        command
    }

    /// Any program as this person runs it, in a folder without files.
    pub fn command(&self, program: impl AsRef<std::ffi::OsStr>) -> Command {
        let mut command = Command::new(program);
        let path = format!("{}:/usr/bin:/bin", self.home().join("bin").display());
        command
            .env_clear()
            .env("HOME", self.home())
            .env("PATH", path)
            .env("TERM", "xterm")
            .env("LC_ALL", "C.UTF-8")
            .env("JIT_BROKER", self.broker.url())
            .current_dir(self.home().join("empty"));
        command
    }

    /// The script for a shell.
    pub fn script(&self, shell: &str) -> String {
        let output = self.real(&["completions", shell]).output().unwrap();
        assert!(output.status.success(), "{output:?}");
        String::from_utf8(output.stdout).unwrap()
    }
}

fn target((n, name): (usize, &&str)) -> serde_json::Value {
    json!({
        "account": format!("{n}").repeat(12),
        "account_name": name,
        "permission_set": format!("Set{n}"),
        "role_arn": format!("arn:aws:iam::{}:role/jit/x", format!("{n}").repeat(12)),
        "max_duration_seconds": 3600,
        "approval": "manual",
        "levels": [],
        "reason_min_length": 1,
        "ticket_required": false,
    })
}
