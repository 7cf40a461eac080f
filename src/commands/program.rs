//! Programs that are run with credentials of AWS.

use std::ffi::OsStr;
use std::io;
use std::process::{Command, ExitStatus};

use crate::error::{CommandError, ErrorKind};

/// What would lead the program to other credentials, or says something of others.
///
/// Source: AWS SDKs and Tools Reference Guide, "Environment variables support"; the older names are
/// of the SDKs for Java and Python, the last of other programs like this one.
const FOREIGN: [&str; 21] = [
    "AWS_ACCESS_KEY_ID",
    "AWS_SECRET_ACCESS_KEY",
    "AWS_SESSION_TOKEN",
    "AWS_CREDENTIAL_EXPIRATION",
    "AWS_PROFILE",
    "AWS_DEFAULT_PROFILE",
    "AWS_ROLE_ARN",
    "AWS_ROLE_SESSION_NAME",
    "AWS_WEB_IDENTITY_TOKEN_FILE",
    "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
    "AWS_CONTAINER_CREDENTIALS_FULL_URI",
    "AWS_CONTAINER_AUTHORIZATION_TOKEN",
    "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE",
    "AWS_BEARER_TOKEN_BEDROCK",
    "AWS_ACCOUNT_ID",
    "AWS_ACCESS_KEY",
    "AWS_SECRET_KEY",
    "AWS_SECURITY_TOKEN",
    "AWS_CREDENTIAL_FILE",
    "AWS_SESSION_EXPIRATION",
    "AWS_VAULT",
];

/// A secret of `jit` that is nothing to the program.
const OUR_TOKEN: &str = "JIT_TOKEN";

/// Takes away what leads the program to other credentials. Those that it is to have come after this.
pub(super) fn clean(command: &mut Command) {
    for name in FOREIGN {
        command.env_remove(name);
    }
    keep_our_token(command);
    // Where an SDK does not take what it is given, it must not take what the machine has.
    command.env("AWS_EC2_METADATA_DISABLED", "true");
}

/// Does not pass our own token on to a program.
pub(super) fn keep_our_token(command: &mut Command) {
    command.env_remove(OUR_TOKEN);
}

/// Why there is no such program to run, as `env` tells it.
pub(super) fn cannot_run(program: &OsStr, error: &io::Error) -> CommandError {
    let kind = match error.kind() {
        io::ErrorKind::NotFound => ErrorKind::ProgramNotFound,
        _ => ErrorKind::ProgramNotRun,
    };
    CommandError::new(kind, format!("cannot run `{}`", program.display())).cause(error)
}

/// Ends this process with the exit status of a program; with 128 and the number of the signal that
/// ended it, as shells do.
#[expect(
    clippy::exit,
    reason = "an exit status of the program may need all of its bits"
)]
pub(super) fn end_as(status: ExitStatus) -> ! {
    std::process::exit(code(status))
}

#[cfg(unix)]
fn code(status: ExitStatus) -> i32 {
    use std::os::unix::process::ExitStatusExt as _;
    let by_signal = || status.signal().map(|signal| 128 + signal);
    status.code().or_else(by_signal).unwrap_or(1)
}

#[cfg(not(unix))]
fn code(status: ExitStatus) -> i32 {
    status.code().unwrap_or(1)
}

/// Runs a program to its end. An interrupt from the terminal is the program's own, which gets it
/// too; a request to end (SIGTERM) is passed on to it.
///
/// # Errors
///
/// When it cannot be run.
pub(super) async fn run(command: Command) -> io::Result<ExitStatus> {
    let mut signals = Signals::catch()?;
    let mut child = tokio::process::Command::from(command).spawn()?;
    loop {
        let id = child.id();
        tokio::select! {
            status = child.wait() => return status,
            () = signals.passed_on_to(id) => {}
        }
    }
}

/// What would end this process before the program.
#[cfg(unix)]
struct Signals {
    interrupt: tokio::signal::unix::Signal,
    terminate: tokio::signal::unix::Signal,
}

#[cfg(unix)]
impl Signals {
    fn catch() -> io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        Ok(Self {
            interrupt: signal(SignalKind::interrupt())?,
            terminate: signal(SignalKind::terminate())?,
        })
    }

    /// Waits for a signal. A process that has been waited for has no ID any more, so that nobody
    /// else gets it.
    async fn passed_on_to(&mut self, id: Option<u32>) {
        use rustix::process::{Pid, Signal, kill_process};
        tokio::select! {
            _ = self.interrupt.recv() => {}
            _ = self.terminate.recv() => {
                let pid = id.and_then(|id| Pid::from_raw(id.try_into().ok()?));
                // It may just have ended.
                let _ = pid.map(|pid| kill_process(pid, Signal::TERM));
            }
        }
    }
}

#[cfg(not(unix))]
struct Signals;

#[cfg(not(unix))]
impl Signals {
    #[expect(clippy::unnecessary_wraps, reason = "so it is elsewhere")]
    fn catch() -> io::Result<Self> {
        Ok(Self)
    }

    async fn passed_on_to(&mut self, _: Option<u32>) {
        let _ = tokio::signal::ctrl_c().await;
    }
}
