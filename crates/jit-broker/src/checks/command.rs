use std::ffi::OsString;
use std::process::Stdio;

use rustix::process::{Pid, Signal, kill_process_group};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

use super::{CheckError, MAX_ANSWER};

/// A program that gets the question as JSON on its standard input and answers on its standard
/// output. It is started by its arguments, without a shell, in an environment that is empty but for
/// `PATH`: neither text of people nor what the broker knows gets there in another way.
#[derive(Debug)]
pub(super) struct Command {
    pub(super) argv: Vec<OsString>,
}

/// Where programs that the program starts are found.
const PATH: &str = "/usr/local/bin:/usr/bin:/bin";

/// Ends the program with all that it has started, when nobody waits for it any more.
struct Group(Option<Pid>);

impl Drop for Group {
    fn drop(&mut self) {
        if let Some(group) = self.0 {
            // Gone already is as good.
            let _ = kill_process_group(group, Signal::KILL);
        }
    }
}

impl Command {
    /// Asks, and reads at most one byte more than an answer may have. Whoever stops waiting ends the
    /// program and its children.
    pub(super) async fn ask(&self, body: &str) -> Result<Vec<u8>, CheckError> {
        let failed = |what: &str| CheckError::Failed(what.to_owned());
        let [program, arguments @ ..] = self.argv.as_slice() else {
            return Err(failed("no program is named"));
        };
        let mut child = tokio::process::Command::new(program)
            .args(arguments)
            .env_clear()
            .env("PATH", PATH)
            .current_dir("/")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .process_group(0)
            .kill_on_drop(true)
            .spawn()
            .map_err(|error| CheckError::Failed(format!("it does not start: {}", error.kind())))?;
        let id = child.id().and_then(|id| i32::try_from(id).ok());
        let _group = Group(id.and_then(Pid::from_raw));
        let (stdin, stdout) = (child.stdin.take(), child.stdout.take());
        let (Some(mut stdin), Some(stdout)) = (stdin, stdout) else {
            return Err(failed("it has no standard input or output"));
        };
        let write = async move {
            // A program that does not read all of it may still know its answer.
            let _ = stdin.write_all(body.as_bytes()).await;
        };
        let read = async move {
            let mut answer = Vec::new();
            let most = u64::try_from(MAX_ANSWER).unwrap_or(u64::MAX);
            stdout.take(most + 1).read_to_end(&mut answer).await?;
            std::io::Result::Ok(answer)
        };
        let ((), answer) = tokio::join!(write, read);
        let answer = answer.map_err(|_| failed("its answer cannot be read"))?;
        if answer.len() > MAX_ANSWER {
            return Err(CheckError::Answer("it is too large"));
        }
        let status = child.wait().await;
        match status {
            Ok(status) if status.success() => Ok(answer),
            Ok(_) => Err(failed("it ended without success")),
            Err(error) => Err(CheckError::Failed(error.kind().to_string())),
        }
    }
}
