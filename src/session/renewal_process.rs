//! Renewing in a process of its own, for callers that may not wait to the end.
//!
//! The issuer may take longer than an AWS SDK waits for credentials, and an SDK that is out of
//! patience kills whom it waits for. Between redeeming a refresh token and storing its successor that
//! would cost the sign-in. So the helper hands its lock on to a process that nobody knows of, and
//! looks on for as long as it may.

use std::io::{self, Read as _};
use std::os::unix::process::CommandExt as _;
use std::process::{Child, Command, Stdio};
use std::thread;

use serde::{Deserialize, Serialize};
use tokio::sync::oneshot;

use crate::config::{self, BrokerUrl};
use crate::file_lock::FileLock;

use super::SessionError;

/// What the process is started as; the URL of the broker follows.
pub(crate) const COMMAND: &str = "renew-sign-in";

/// The longest word of the process, in bytes.
const MAX_WORD: u64 = 64 * 1024;

/// What became of a renewal, as the process says on stdout.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "outcome")]
pub(crate) enum Word {
    /// The new tokens are stored.
    Renewed,
    /// The sign-in is over.
    Ended,
    /// The tokens are as they were.
    Failed {
        /// Why.
        what: String,
        /// Trying again later may work.
        transient: bool,
    },
}

impl Word {
    /// What a renewal came to, in a word.
    pub(crate) fn of(outcome: &Result<(), SessionError>) -> Self {
        match outcome {
            Ok(()) => Self::Renewed,
            Err(SessionError::Ended(_) | SessionError::NotSignedIn(_)) => Self::Ended,
            Err(error) => Self::Failed {
                what: in_full(error),
                transient: error.is_passing(),
            },
        }
    }

    /// The outcome that the word tells of.
    pub(super) fn outcome(self, broker: &BrokerUrl) -> Result<(), SessionError> {
        match self {
            Self::Renewed => Ok(()),
            Self::Ended => Err(SessionError::Ended(broker.clone())),
            Self::Failed { what, transient } => Err(SessionError::Elsewhere { what, transient }),
        }
    }
}

/// An error with all of its causes, on one line.
fn in_full(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut next = error.source();
    while let Some(cause) = next {
        text.extend([": ", &cause.to_string()]);
        next = cause.source();
    }
    text
}

/// Starts the process, which has the lock from then on, and answers with its word; none when it
/// ended without one.
///
/// # Errors
///
/// When no process can be started; the lock is let go then.
pub(super) fn start(
    lock: FileLock,
    broker: &BrokerUrl,
) -> io::Result<oneshot::Receiver<Option<Word>>> {
    let mut command = Command::new(config::this_program()?);
    command
        .args([COMMAND, broker.as_str()])
        // What is started by it must not ask us for credentials.
        .env(config::WITHIN_HELPER, "1")
        .stdin(lock.into_stdio())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        // A signal to our process group, such as that of Ctrl-C, is not for it.
        .process_group(0);
    let child = command.spawn()?;
    let (sender, receiver) = oneshot::channel();
    let listen = move || {
        // Nobody may be waiting any more.
        let _ = sender.send(listen_to(child));
    };
    thread::Builder::new()
        .name("renewal".to_owned())
        .spawn(listen)?;
    Ok(receiver)
}

fn listen_to(mut child: Child) -> Option<Word> {
    let mut said = Vec::new();
    if let Some(stdout) = child.stdout.take() {
        stdout.take(MAX_WORD).read_to_end(&mut said).ok()?;
    }
    // Only so that it does not stay behind as a zombie.
    let _ = child.wait();
    serde_json::from_slice(&said).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_process_says_is_what_happened() {
        let broker: BrokerUrl = "https://jit.example.com".parse().unwrap();
        let said = |outcome: Result<(), SessionError>| {
            let word = serde_json::to_vec(&Word::of(&outcome)).unwrap();
            let word: Word = serde_json::from_slice(&word).unwrap();
            word.outcome(&broker)
        };
        assert!(said(Ok(())).is_ok());
        let ended = said(Err(SessionError::Ended(broker.clone())));
        assert!(matches!(ended, Err(SessionError::Ended(_))));
        let cause = io::Error::other("connection refused");
        let unreachable = SessionError::unreachable("issuer", "https://id.example.com", cause);
        let failed = said(Err(unreachable)).unwrap_err();
        assert!(failed.is_transient());
        assert_eq!(
            failed.to_string(),
            "cannot reach the issuer at https://id.example.com: connection refused"
        );
        let nonsense = SessionError::nonsense("issuer", "https://id.example.com", "no JSON");
        assert!(!said(Err(nonsense)).unwrap_err().is_transient());
    }
}
