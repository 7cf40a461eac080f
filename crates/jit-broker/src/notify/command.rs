use std::ffi::OsString;
use std::process::Stdio;
use std::time::Duration;

use async_trait::async_trait;
use tokio::io::AsyncWriteExt;
use tokio::time::timeout;

use super::{DeliveryError, Parcel, Sink};

/// A program that gets the JSON on its standard input. It is started by its arguments, without a
/// shell, in an empty environment: neither text of people nor what the broker knows gets there in
/// another way.
#[derive(Debug)]
pub(super) struct Command {
    pub(super) argv: Vec<OsString>,
    pub(super) patience: Duration,
}

/// How long a program may take.
pub(super) const PATIENCE: Duration = Duration::from_secs(15);

#[async_trait]
impl Sink for Command {
    async fn deliver(&self, parcel: &Parcel) -> Result<(), DeliveryError> {
        let [program, arguments @ ..] = &self.argv[..] else {
            return Err(DeliveryError::Unfit("the program"));
        };
        let mut child = tokio::process::Command::new(program)
            .args(arguments)
            .env_clear()
            .current_dir("/")
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .map_err(|error| DeliveryError::Program(format!("no start: {}", error.kind())))?;
        let mut stdin = child.stdin.take();
        let mut input = parcel.json();
        input.push('\n');
        let run = async {
            if let Some(stdin) = &mut stdin {
                // A program that does not read may still succeed.
                let _ = stdin.write_all(input.as_bytes()).await;
            }
            drop(stdin);
            child.wait().await
        };
        match timeout(self.patience, run).await {
            Err(_) => Err(DeliveryError::TimedOut),
            Ok(Ok(status)) if status.success() => Ok(()),
            Ok(Ok(status)) => Err(DeliveryError::Program(status.to_string())),
            Ok(Err(error)) => Err(DeliveryError::Program(error.kind().to_string())),
        }
    }
}
