//! A run that is ended from outside while it renews the person's tokens.

use std::fs::{self, DirBuilder, OpenOptions};
use std::io::Write as _;
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _};
use std::path::PathBuf;
use std::process::{Child, Stdio};
use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use crate::fake_broker::Answer;
use crate::stage::{Stage, stderr, stdout};

const RENEWAL: &str = "POST /token";

/// A person whose access token is over, and whose issuer takes a moment to give another.
struct SignedIn {
    stage: Stage,
    record: PathBuf,
}

impl SignedIn {
    fn new() -> Self {
        let stage = Stage::new().without("JIT_TOKEN").with("JIT_STORE", "file");
        let renewed = json!({
            "access_token": "new", "token_type": "Bearer", "expires_in": 600,
            "refresh_token": "second",
        });
        let slow = Answer::json(&renewed).after(Duration::from_millis(700));
        stage.broker.on(RENEWAL, slow);
        let folder = stage.home().join(".local/state/jit/sessions");
        let mut private = DirBuilder::new();
        private.mode(0o700).recursive(true).create(&folder).unwrap();
        let hash = hex::encode(Sha256::digest(stage.broker.url()));
        let name: String = hash.chars().take(32).collect();
        let record = folder.join(format!("{name}.json"));
        let mut private = OpenOptions::new();
        let mut file = private
            .mode(0o600)
            .write(true)
            .create_new(true)
            .open(&record)
            .unwrap();
        let kept = kept(stage.broker.url()).to_string();
        file.write_all(kept.as_bytes()).unwrap();
        Self { stage, record }
    }

    /// Starts `jit` and waits until the refresh token is on its way.
    fn renewing(&self, args: &[&str]) -> Child {
        let mut command = self.stage.command(args);
        let command = command.stdout(Stdio::piped()).stderr(Stdio::piped());
        let child = command.spawn().unwrap();
        for _ in 0..1000 {
            if !self.stage.broker.calls().is_empty() {
                break;
            }
            std::thread::sleep(Duration::from_millis(10));
        }
        child
    }

    /// The refresh token that is kept, once it is another one than at the beginning: the renewal may
    /// go on in a process of its own.
    fn refresh_token(&self) -> Value {
        let read = || -> Value {
            let record: Value = serde_json::from_slice(&fs::read(&self.record).unwrap()).unwrap();
            record["renewal"]["refresh_token"].clone()
        };
        for _ in 0..1000 {
            if read() != "first" {
                break;
            }
            std::thread::sleep(Duration::from_millis(10));
        }
        read()
    }
}

fn kept(broker: &str) -> Value {
    json!({
        "version": 1, "broker": broker, "issuer": null, "subject": null, "token": "old",
        "received_at": "2020-01-01T00:00:00Z", "expires_at": "2020-01-01T00:10:00Z",
        "renewal": {
            "refresh_token": "first", "client_id": "jit",
            "token_endpoint": format!("{broker}/token"), "revocation_endpoint": null,
            "audience": broker, "audience_parameter": "none", "token_kind": "access_token",
        },
    })
}

fn send(signal: Signal, child: &Child) {
    kill_process(Pid::from_child(child), signal).unwrap();
}

#[test]
fn an_interrupt_costs_nobody_the_new_refresh_token() {
    let helper = [
        "credential-process",
        "--account",
        "payments-prod",
        "--permission-set",
        "PowerUser",
    ];
    for args in [&helper[..], &["whoami"]] {
        let person = SignedIn::new();
        let child = person.renewing(args);

        send(Signal::INT, &child);
        let output = child.wait_with_output().unwrap();

        assert_eq!(output.status.code(), Some(130), "{}", stderr(&output));
        assert_eq!(stdout(&output), "");
        assert_eq!(stderr(&output).lines().count(), 1, "{}", stderr(&output));
        assert_eq!(person.refresh_token(), "second");
    }
}

#[test]
fn an_sdk_out_of_patience_costs_nobody_the_new_refresh_token() {
    let person = SignedIn::new();
    let mut child = person.renewing(&[
        "credential-process",
        "--account",
        "payments-prod",
        "--permission-set",
        "PowerUser",
    ]);

    child.kill().unwrap();
    child.wait().unwrap();

    assert_eq!(person.refresh_token(), "second");
}

#[test]
fn a_request_to_end_waits_for_the_new_refresh_token() {
    let person = SignedIn::new();
    let child = person.renewing(&["whoami"]);

    send(Signal::TERM, &child);
    let output = child.wait_with_output().unwrap();

    assert!(!output.status.success());
    assert_eq!(person.refresh_token(), "second");
}

#[cfg(target_os = "linux")]
#[test]
fn a_crash_leaves_no_core_file() {
    let person = SignedIn::new();
    let child = person.renewing(&["whoami"]);

    let limits = fs::read_to_string(format!("/proc/{}/limits", child.id())).unwrap();
    child.wait_with_output().unwrap();

    let core = limits.lines().find(|line| line.contains("core file"));
    let words: Vec<&str> = core.unwrap().split_whitespace().collect();
    assert_eq!(words[4], "0", "{limits}");
}
