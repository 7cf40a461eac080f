use std::fmt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use tempfile::TempDir;

use crate::program;

/// One person at a terminal: the real `jit`, a home folder of its own and nothing else of the
/// environment.
#[derive(Debug)]
pub struct Jit {
    home: TempDir,
    environment: Vec<(String, String)>,
}

impl Jit {
    /// A person who uses this broker and has not signed in.
    ///
    /// # Panics
    ///
    /// When there is no room for a home folder.
    #[must_use]
    pub fn at(broker: &str) -> Self {
        let home = tempfile::tempdir().expect("a temporary folder");
        let mut jit = Self {
            home,
            environment: Vec::new(),
        };
        jit.set("JIT_BROKER", broker);
        jit.set("JIT_STORE", "file");
        jit
    }

    /// The same with an access token instead of a sign-in.
    #[must_use]
    pub fn with_token(broker: &str, token: &str) -> Self {
        let mut jit = Self::at(broker);
        jit.set("JIT_TOKEN", token);
        jit
    }

    /// Sets a variable of the environment.
    pub fn set(&mut self, name: &str, value: &str) {
        self.environment.retain(|(n, _)| n != name);
        self.environment.push((name.to_owned(), value.to_owned()));
    }

    /// The variables of the environment that are this person's own.
    pub fn environment(&self) -> impl Iterator<Item = (&str, &str)> {
        let own = self.environment.iter();
        own.map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// The home folder.
    #[must_use]
    pub fn home(&self) -> &Path {
        self.home.path()
    }

    /// A command that runs `jit` as this person.
    #[must_use]
    pub fn command(&self) -> Command {
        self.command_of(&program("jit"))
    }

    /// A command that runs another program as this person.
    #[must_use]
    pub fn command_of(&self, program: &PathBuf) -> Command {
        let mut command = Command::new(program);
        command
            .env_clear()
            .env("PATH", "/usr/bin:/bin")
            .env("HOME", self.home())
            .env("TZ", "UTC")
            .current_dir(self.home())
            .envs(self.environment.iter().map(|(n, v)| (n, v)));
        command
    }

    /// Runs `jit` to its end.
    ///
    /// # Panics
    ///
    /// When it cannot be run.
    pub fn run(&self, arguments: &[&str]) -> Outcome {
        let output = self
            .command()
            .args(arguments)
            .output()
            .expect("`jit` can be run");
        Outcome::of(&output)
    }

    /// Runs `jit --json` to its end and reads what it printed.
    ///
    /// # Panics
    ///
    /// When it fails or does not print JSON.
    #[must_use]
    pub fn json(&self, arguments: &[&str]) -> serde_json::Value {
        let outcome = self.run(&[arguments, &["--json"]].concat());
        assert_eq!(outcome.status, Some(0), "`jit {arguments:?}`: {outcome}");
        serde_json::from_str(&outcome.stdout)
            .unwrap_or_else(|e| panic!("`jit {arguments:?}` printed no JSON ({e}): {outcome}"))
    }
}

/// What a program did.
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use]
pub struct Outcome {
    /// The exit status; none when a signal ended it.
    pub status: Option<i32>,
    /// Standard output.
    pub stdout: String,
    /// Standard error.
    pub stderr: String,
}

impl Outcome {
    /// Reads the output of a program, which is text.
    pub fn of(output: &Output) -> Self {
        Self {
            status: output.status.code(),
            stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
            stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.status {
            Some(status) => writeln!(f, "exit: {status}")?,
            None => writeln!(f, "exit: by a signal")?,
        }
        for (name, text) in [("stdout", &self.stdout), ("stderr", &self.stderr)] {
            if !text.is_empty() {
                write!(f, "--- {name} ---\n{text}")?;
            }
        }
        Ok(())
    }
}
