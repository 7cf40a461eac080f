use std::panic;
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::Duration;

use jit_domain::WindowDuration;
use tokio::time::{Instant, timeout};
use zeroize::Zeroizing;

use super::duration::{parse_duration, parse_patience};
use crate::cache::CachedSession;
use crate::cli::GlobalArgs;
use crate::context::Context;
use crate::error::{CommandError, ErrorKind};
use crate::helper::{
    self, AutoRequest, Limits, ReasonTemplate, Target, check_clock, process_json, reported_end,
};
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
  aws --profile shop sts get-caller-identity

Such a profile can also have you sign in, and ask for the window, by itself:
  … --auto-login --auto-request --duration 1h --reason on-call+work+in+@account")]
pub(crate) struct CredentialProcessArgs {
    #[command(flatten)]
    target: Target,
    /// How soon a revocation is noticed: `strict` makes boto3 and the AWS CLI ask before every call
    #[arg(
        long,
        value_name = "HOW",
        value_enum,
        default_value_t,
        hide_possible_values = true
    )]
    recheck: Recheck,
    /// Have you sign in when you are not, and wait for it so much longer than usual
    ///
    /// Signing in goes on in a process of its own, in the browser or on the terminal.
    #[arg(
        long,
        value_name = "WAIT",
        num_args = 0..=1,
        require_equals = true,
        default_missing_value = "0s",
        value_parser = parse_patience
    )]
    auto_login: Option<Duration>,
    /// Ask for the window when none is open, at most every 15 minutes
    #[arg(long, requires = "reason", requires = "duration", requires = "account")]
    auto_request: bool,
    /// Why, for `--auto-request`: `+` is a space, `@account` and `@permission-set` are filled in
    #[arg(long, value_name = "TEXT", requires = "auto_request")]
    reason: Option<ReasonTemplate>,
    /// How long, for `--auto-request`, such as `1h30m`
    #[arg(long, value_parser = parse_duration, requires = "auto_request")]
    duration: Option<WindowDuration>,
    /// Set where `jit` itself is what asks for AWS credentials
    #[arg(long, hide = true, env = "JIT_CREDENTIAL_PROCESS")]
    running_within: Option<String>,
}

/// When SDKs ask again.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub(super) enum Recheck {
    /// Shortly before the credentials end, or as the broker says
    #[default]
    Normal,
    /// Before every call, where the SDK does that below ten minutes
    Strict,
}

/// By when there is an answer: SDKs give up after 5 s.
const DEADLINE: Duration = Duration::from_millis(3500);

/// How long it may take to get credentials; the rest is for starting and for saying what happened.
const TOTAL: Duration = Duration::from_secs(3);

/// How long to wait for another process that is getting the same ones.
const LOCK: Duration = Duration::from_millis(2500);

/// What ends a wait that forgot its limit.
const BACKSTOP: Duration = Duration::from_millis(3300);

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
    let patience = args.auto_login.unwrap_or_default();
    // Whatever goes wrong is one line on stderr.
    panic::set_hook(Box::new(|_| {}));
    // On a thread of its own, so that nothing that blocks can outlast the deadline.
    thread::spawn(move || sender.send(output(&global, &args)));
    let output = receiver.recv_timeout(DEADLINE + patience);
    let output = output.map_err(|why| match why {
        RecvTimeoutError::Timeout => too_slow(),
        RecvTimeoutError::Disconnected => CommandError::new(
            ErrorKind::Failed,
            "jit made a mistake, and got no credentials",
        ),
    })??;
    ui.data(output.as_bytes())
}

fn output(
    global: &GlobalArgs,
    args: &CredentialProcessArgs,
) -> Result<Zeroizing<String>, CommandError> {
    let ctx = Context::load(global)?;
    let session = async {
        let patience = BACKSTOP + args.auto_login.unwrap_or_default();
        let in_time = timeout(patience, session(&ctx, args)).await;
        in_time.map_err(|_| too_slow())?
    };
    // Ctrl-C in `aws` comes here too: it must not end the process while tokens are being renewed.
    let session = super::block_on(session)?;
    let now = ctx.clock.now();
    check_clock(&session, now)?;
    let strict = args.recheck == Recheck::Strict;
    let end = reported_end(&session, strict, now);
    let what = "the credentials are larger than SDKs read";
    let too_large = || CommandError::new(ErrorKind::Failed, what).code("bad_answer");
    process_json(&session.credentials, end).ok_or_else(too_large)
}

async fn session(
    ctx: &Context,
    args: &CredentialProcessArgs,
) -> Result<CachedSession, CommandError> {
    let began = Instant::now();
    let auto_request = args.auto_request();
    let limits = |total| Limits {
        total,
        lock: LOCK.min(total),
        auto_request: auto_request.as_ref(),
    };
    let session = helper::obtain(ctx, &args.target, limits(TOTAL)).await;
    let (Err(err), Some(patience)) = (&session, args.auto_login) else {
        return session;
    };
    let settings = &ctx.settings;
    let token_is_given = settings.token.is_some() || settings.token_file.is_some();
    if err.kind != ErrorKind::NotSignedIn || token_is_given {
        return session;
    }
    let end = began + TOTAL + patience;
    helper::sign_in(ctx, err.clone(), end).await?;
    let left = end.saturating_duration_since(Instant::now());
    helper::obtain(ctx, &args.target, limits(left)).await
}

impl CredentialProcessArgs {
    fn auto_request(&self) -> Option<AutoRequest> {
        let (reason, duration) = (self.reason.clone()?, self.duration?);
        self.auto_request
            .then_some(AutoRequest { reason, duration })
    }
}

/// Nothing came in time.
fn too_slow() -> CommandError {
    let what = format!("no credentials within {} s", DEADLINE.as_secs_f32());
    CommandError::new(ErrorKind::Unreachable, what)
}
