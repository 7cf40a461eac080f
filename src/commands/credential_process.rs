use std::fmt::Write as _;
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use zeroize::Zeroizing;

use super::vending::{Credentials, TargetArgs, too_slow};
use crate::cli::GlobalArgs;
use crate::context::Context;
use crate::error::{CommandError, ErrorKind};
use crate::ui::Ui;

/// Print AWS credentials for the SDKs and the AWS CLI
///
/// The AWS CLI and the SDKs run this by themselves, from a profile in `~/.aws/config`. It prints
/// credentials only while a window is open, and they end with the window. It never asks anything,
/// and answers or fails within 4 seconds.
#[derive(Clone, Debug, clap::Args)]
#[command(after_help = "\
Example, in ~/.aws/config (one line for each setting):
  [profile shop]
  credential_process = /usr/bin/jit credential-process --account shop --permission-set PowerUser
  region = eu-central-1

and then:
  aws --profile shop sts get-caller-identity")]
pub(crate) struct CredentialProcessArgs {
    #[command(flatten)]
    target: TargetArgs,
    /// Set where `jit` itself is what asks for AWS credentials
    #[arg(long, hide = true, env = "JIT_CREDENTIAL_PROCESS")]
    running_within: Option<String>,
}

/// By when there is an answer: SDKs give up after 5 s.
const DEADLINE: Duration = Duration::from_millis(3500);

/// How long the broker may take; the rest is for starting and for saying what happened.
const BROKER_LIMIT: Duration = Duration::from_millis(3200);

/// The largest answer, in bytes.
const MAX_OUTPUT: usize = 8 * 1024;

/// Runs `jit credential-process`.
///
/// # Errors
///
/// No credentials, and why; nothing has been printed then.
pub(crate) fn run(
    global: &GlobalArgs,
    ui: &mut Ui,
    args: &CredentialProcessArgs,
) -> Result<(), CommandError> {
    if args
        .running_within
        .as_ref()
        .is_some_and(|within| !within.is_empty())
    {
        let what = "jit credential-process was started by itself";
        let hint = "jit credential-process --help";
        return Err(CommandError::new(ErrorKind::Failed, what)
            .code("recursion")
            .cause("JIT_CREDENTIAL_PROCESS is set")
            .hint(hint));
    }
    let (sender, receiver) = mpsc::sync_channel(1);
    let (global, args) = (global.clone(), args.clone());
    // On a thread of its own, so that nothing that blocks can outlast the deadline.
    thread::spawn(move || sender.send(output(&global, &args)));
    let output = receiver
        .recv_timeout(DEADLINE)
        .map_err(|_| too_slow(DEADLINE))??;
    ui.data(output.as_bytes())
}

fn output(
    global: &GlobalArgs,
    args: &CredentialProcessArgs,
) -> Result<Zeroizing<String>, CommandError> {
    let ctx = Context::load(global)?;
    let broker = ctx.broker()?;
    let vend = args.target.vend(&broker, || ctx.clock.now(), BROKER_LIMIT);
    let vend = async {
        let in_time = tokio::time::timeout(BROKER_LIMIT, vend).await;
        in_time.map_err(|_| too_slow(BROKER_LIMIT))?
    };
    // Ctrl-C in `aws` comes here too: it must not end the process while tokens are being renewed.
    let credentials = super::block_on(vend)?;
    write(&credentials)
}

/// The object that the SDKs read. Its values need no escaping: that was checked.
///
/// Source: AWS SDKs and Tools Reference Guide, "Process credential provider".
fn write(credentials: &Credentials) -> Result<Zeroizing<String>, CommandError> {
    let fields = [
        ("AccessKeyId", credentials.access_key_id.as_str()),
        ("SecretAccessKey", credentials.secret_access_key.expose()),
        ("SessionToken", credentials.session_token.expose()),
        (
            "Expiration",
            &credentials.expiration.to_whole_seconds_string(),
        ),
        ("AccountId", credentials.account.as_str()),
    ];
    let length = fields
        .iter()
        .map(|(name, value)| name.len() + value.len() + 6)
        .sum::<usize>();
    // Room for all of it from the start: growing would leave copies of the secrets behind.
    let mut text = Zeroizing::new(String::with_capacity(length + 32));
    text.push_str("{\"Version\":1");
    for (name, value) in fields {
        // Writing to a string does not fail.
        let _ = write!(text, ",\"{name}\":\"{value}\"");
    }
    text.push_str("}\n");
    if text.len() < MAX_OUTPUT {
        return Ok(text);
    }
    let what = "the credentials are larger than SDKs read";
    Err(CommandError::new(ErrorKind::Failed, what).code("bad_answer"))
}
