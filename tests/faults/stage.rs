//! One person with the real `jit`, in front of a broker that does what a test tells it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::{Duration, Instant};

use jit_testkit::fake_broker::{Answer, FakeBroker};
use jit_testkit::{Jit, Outcome};
use rustix::process::Signal;

use crate::answers::session;
use crate::process::signal;

/// The call for credentials.
pub(crate) const VEND: &str = "POST /v1/credentials";

/// What an SDK runs.
pub(crate) const HELPER: [&str; 5] = [
    "credential-process",
    "--account",
    "payments-prod",
    "--permission-set",
    "PowerUser",
];

/// The helper answers or fails within 4 s. On a machine that is busy it may be slow to start.
pub(crate) const IN_TIME: Duration = Duration::from_secs(6);

#[derive(Debug)]
pub(crate) struct Stage {
    pub(crate) broker: FakeBroker,
    pub(crate) person: Jit,
}

impl Stage {
    /// A person with a token that needs no renewal, and a broker that knows of nothing yet.
    pub(crate) fn new() -> Self {
        let broker = FakeBroker::start();
        let person = Jit::with_token(broker.url(), "token-of-a-test");
        Self { broker, person }
    }

    /// The same, with a session that the broker has just vended.
    pub(crate) fn with_session(answer: &jit_api::CredentialsAnswer) -> Self {
        let stage = Self::new();
        stage.broker.on(VEND, Answer::json(answer));
        gives(&stage.ask(), 1);
        stage
    }

    /// The helper, as an SDK starts it.
    pub(crate) fn helper(&self) -> Command {
        let mut command = self.person.command();
        command.args(HELPER).stdin(Stdio::null());
        command
    }

    /// Runs the helper, which answers or fails in time.
    pub(crate) fn ask(&self) -> Outcome {
        run(&mut self.helper())
    }

    /// How often the broker was asked for credentials.
    pub(crate) fn vends(&self) -> usize {
        self.broker.count(VEND)
    }

    /// Where sessions are kept.
    pub(crate) fn cache(&self) -> PathBuf {
        self.person.home().join(".cache/jit/sessions")
    }

    /// Where the sign-in is kept.
    pub(crate) fn state(&self) -> PathBuf {
        self.person.home().join(".local/state/jit/sessions")
    }

    /// The file of the session.
    pub(crate) fn session_file(&self) -> PathBuf {
        only(&self.cache(), "session")
    }

    /// The file by which several helpers take turns.
    pub(crate) fn session_lock(&self) -> PathBuf {
        only(&self.cache(), "lock")
    }

    /// Whether a session is kept.
    pub(crate) fn keeps_a_session(&self) -> bool {
        !with_extension(&self.cache(), "session").is_empty()
    }

    /// Another session, to see that the broker was asked: number 2 from now on.
    pub(crate) fn vend_another(&self) {
        self.broker.from_now_on(VEND, Answer::json(&session(2)));
    }
}

/// Runs a helper, which answers or fails in time. One that hangs is killed.
pub(crate) fn run(helper: &mut Command) -> Outcome {
    let begin = Instant::now();
    let helper = helper.stdout(Stdio::piped()).stderr(Stdio::piped());
    let helper = helper.spawn().unwrap();
    let id = helper.id();
    let (ended, end) = mpsc::channel::<()>();
    thread::spawn(move || {
        if end.recv_timeout(3 * IN_TIME) == Err(RecvTimeoutError::Timeout) {
            signal(id, Signal::KILL);
        }
    });
    let output = helper.wait_with_output().unwrap();
    drop(ended);
    let took = begin.elapsed();
    let outcome = Outcome::of(&output);
    assert!(took < IN_TIME, "it took {took:?}: {outcome}");
    outcome
}

/// It gives the session with this number, and says nothing else.
#[track_caller]
pub(crate) fn gives(outcome: &Outcome, number: u32) {
    assert_eq!(outcome.status, Some(0), "{outcome}");
    assert_eq!(outcome.stderr, "", "{outcome}");
    let told: serde_json::Value = serde_json::from_str(&outcome.stdout).unwrap();
    assert_eq!(
        told["AccessKeyId"],
        crate::answers::key(number),
        "{outcome}"
    );
    assert_eq!(told["AccountId"], "111111111111", "{outcome}");
}

/// It gives nothing, and says why in one line, under this code.
#[track_caller]
pub(crate) fn fails(outcome: &Outcome, code: &str) {
    assert!(outcome.status.is_some_and(|it| it > 0), "{outcome}");
    assert_eq!(outcome.stdout, "", "{outcome}");
    assert_eq!(outcome.stderr.matches('\n').count(), 1, "{outcome}");
    let begins = format!("jit: {code}: ");
    assert!(outcome.stderr.starts_with(&begins), "{outcome}");
    assert!(outcome.stderr.contains("; run: "), "{outcome}");
    assert!(!outcome.stderr.contains("not-a-real-token"), "{outcome}");
}

/// The one file of a folder with this extension.
pub(crate) fn only(folder: &Path, extension: &str) -> PathBuf {
    let files = with_extension(folder, extension);
    assert_eq!(files.len(), 1, "in {}: {files:?}", folder.display());
    files.into_iter().next().unwrap()
}

/// The files of a folder with this extension; none where there is no folder.
pub(crate) fn with_extension(folder: &Path, extension: &str) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(folder) else {
        return Vec::new();
    };
    let paths = entries.map(|entry| entry.unwrap().path());
    paths
        .filter(|path| path.extension().is_some_and(|it| it == extension))
        .collect()
}
