//! A folder with a bundle in it, and the program.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;
use tempfile::TempDir;

/// A working folder.
pub(crate) struct Stage(TempDir);

/// What a run of the program came to.
pub(crate) struct Ran {
    pub(crate) status: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Stage {
    pub(crate) fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    /// With the example bundle in `policy`.
    pub(crate) fn with_example() -> Self {
        let stage = Self::new();
        copy(&example(), &stage.path().join("policy"));
        stage
    }

    pub(crate) fn path(&self) -> &Path {
        self.0.path()
    }

    /// Writes a file of the bundle.
    pub(crate) fn with(self, path: &str, text: &str) -> Self {
        let path = self.path().join("policy").join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
        self
    }

    /// Replaces text in a file of the bundle, where it has to be.
    pub(crate) fn replacing(self, path: &str, from: &str, to: &str) -> Self {
        let file = self.path().join("policy").join(path);
        let text = fs::read_to_string(&file).unwrap();
        assert!(text.contains(from), "{path} has no {from}");
        self.with(path, &text.replace(from, to))
    }

    /// Runs `jit-broker policy` with these words.
    pub(crate) fn policy(&self, words: &[&str]) -> Ran {
        let output = Command::new(env!("CARGO_BIN_EXE_jit-broker"))
            .arg("policy")
            .args(words)
            .current_dir(self.path())
            .env_clear()
            .output()
            .unwrap();
        Ran {
            status: output.status.code().unwrap(),
            stdout: String::from_utf8(output.stdout).unwrap(),
            stderr: String::from_utf8(output.stderr).unwrap(),
        }
    }
}

impl Ran {
    /// Standard output as one JSON value.
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.stdout).unwrap()
    }
}

/// Exit status and both outputs, for snapshots.
impl std::fmt::Display for Ran {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "exit: {}\n{}", self.status, self.stdout)?;
        if !self.stderr.is_empty() {
            write!(f, "--- stderr ---\n{}", self.stderr)?;
        }
        Ok(())
    }
}

/// Words of a command line without quotes.
pub(crate) fn words(line: &str) -> Vec<&str> {
    line.split(' ').collect()
}

pub(crate) fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

pub(crate) fn example() -> PathBuf {
    repository().join("examples/policy")
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let to = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &to);
        } else {
            fs::copy(entry.path(), to).unwrap();
        }
    }
}
