//! One run of `jit` with an empty environment, and everything that came of it.

use std::process::{Command, Output, Stdio};

use tempfile::TempDir;

use crate::fake_broker::FakeBroker;

#[derive(Debug)]
pub struct Stage {
    pub broker: FakeBroker,
    home: TempDir,
    variables: Vec<(String, String)>,
}

impl Stage {
    /// A broker, and a person with a token for it.
    pub fn new() -> Self {
        let broker = FakeBroker::start();
        let variables = [
            ("JIT_BROKER", broker.url()),
            ("JIT_TOKEN", "token-of-a-test"),
            ("TZ", "UTC"),
        ];
        let variables = variables.map(|(name, value)| (name.to_owned(), value.to_owned()));
        Self {
            home: tempfile::tempdir().unwrap(),
            variables: variables.to_vec(),
            broker,
        }
    }

    pub fn with(mut self, name: &str, value: &str) -> Self {
        self.variables.push((name.to_owned(), value.to_owned()));
        self
    }

    pub fn without(mut self, name: &str) -> Self {
        self.variables.retain(|(variable, _)| variable != name);
        self
    }

    /// The home folder of the person.
    pub fn home(&self) -> &std::path::Path {
        self.home.path()
    }

    pub fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_jit"));
        command
            .args(args)
            .env_clear()
            .env("HOME", self.home.path())
            .envs(self.variables.iter().cloned())
            .current_dir(self.home.path())
            .stdin(Stdio::null());
        command
    }

    pub fn run(&self, args: &[&str]) -> Output {
        self.command(args).output().unwrap()
    }

    /// The run as text, with what differs between two runs taken out.
    pub fn jit(&self, args: &[&str]) -> String {
        self.told(&self.run(args))
    }

    pub fn told(&self, output: &Output) -> String {
        let code = output
            .status
            .code()
            .map_or("signal".to_owned(), |code| code.to_string());
        let mut text = format!("exit: {code}\n");
        for (name, bytes) in [("stdout", &output.stdout), ("stderr", &output.stderr)] {
            if !bytes.is_empty() {
                let shown = std::str::from_utf8(bytes).unwrap();
                text.push_str(&format!("--- {name} ---\n{shown}"));
            }
        }
        let host = self.broker.url().trim_start_matches("http://");
        without_distances(&text.replace(host, "BROKER"))
    }
}

/// `(in 2h 5m)` and `(3d ago)` become `(…)`.
pub fn without_distances(text: &str) -> String {
    let mut parts = text.split('(');
    let mut shown = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (inside, rest) = part.split_once(')').unwrap_or((part, ""));
        let far = inside.strip_prefix("ends ").unwrap_or(inside);
        let distance = far.starts_with("in ") && inside.ends_with(['d', 'h', 'm', 's'])
            || inside.ends_with(" ago");
        let (inside, rest) = if distance {
            ("…", rest)
        } else {
            (inside, rest)
        };
        let close = if part.contains(')') { ")" } else { "" };
        shown.extend(["(", inside, close, rest]);
    }
    shown
}

/// Without the window that is counted from now.
pub fn without_window(text: &str) -> String {
    let lines = text.lines().filter(|line| !line.starts_with("window"));
    lines.collect::<Vec<_>>().join("\n")
}

pub fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

pub fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}
