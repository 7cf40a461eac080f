use std::ffi::{OsStr, OsString};
use std::future::Future;
use std::io;
use std::process::Command;

use clap::ValueHint;

use super::program;
use crate::cli::GlobalArgs;
use crate::config::Environment;
use crate::context::Context;
use crate::error::{CommandError, ErrorKind};
use crate::federation::Region;
use crate::helper::{self, Credentials, Limits, REGION, Target, check_clock, variables};
use crate::session::TokenSource;
use crate::ui::Ui;

/// Run a program with AWS credentials
///
/// `jit` becomes the program: its terminal, its signals and its exit status are the program's own.
/// It has the credentials in its environment, both region variables, and nothing that leads to
/// other credentials: variables of profiles, roles, web identities and containers are removed, and
/// those of the machine are switched off with `AWS_EC2_METADATA_DISABLED`. `JIT_TOKEN` is not passed
/// on. The credentials end with the window, and nothing renews them. A core file of the program
/// would hold them, so it leaves none unless it raises its limit itself.
///
/// The exit status is the program's; 127 where there is no such program, 126 where it cannot be run.
#[derive(Clone, Debug, clap::Args)]
#[command(after_help = "\
Examples:
  jit exec --account shop --permission-set PowerUser -- aws s3 ls
  jit exec --account shop --permission-set PowerUser --region eu-central-1 -- terraform plan
  jit exec --request req-7k3m9p2x4q -- bash")]
pub(crate) struct ExecArgs {
    #[command(flatten)]
    target: Target,
    /// Region, for `AWS_REGION` and `AWS_DEFAULT_REGION` [default: what either is set to]
    #[arg(long)]
    region: Option<Region>,
    /// The program and its arguments
    #[arg(
        last = true,
        required = true,
        value_name = "COMMAND",
        value_hint = ValueHint::CommandName
    )]
    command: Vec<OsString>,
}

/// The person is told when the credentials last less than this, in seconds.
const SHORT_LIFE_SECONDS: i64 = 300;

/// Runs `jit exec`. On success it does not come back: the process is the program.
///
/// # Errors
///
/// No credentials, and why; or that the program cannot be run.
pub(crate) fn run(global: &GlobalArgs, ui: &mut Ui, args: &ExecArgs) -> Result<(), CommandError> {
    let Some((program, arguments)) = args.command.split_first() else {
        return Err(CommandError::new(ErrorKind::Usage, "no program is named"));
    };
    let ctx = Context::load(global)?;
    let session = wait_for(helper::obtain(&ctx, &args.target, Limits::OF_A_PERSON))?;
    let now = ctx.clock.now();
    check_clock(&session, now)?;
    let credentials = &session.credentials;
    let left = credentials.expiration.since(now).num_seconds();
    if left < SHORT_LIFE_SECONDS {
        ui.status(format_args!("The credentials end in {left} s"));
    }
    let mut command = Command::new(program);
    command.args(arguments);
    set_environment(&mut command, credentials, region(&ctx.environment, args));
    // Nothing of ours may be under way when this process is another program.
    TokenSource::wait_for_renewals();
    let error = become_program(command);
    Err(program::cannot_run(program, &error).hint("jit exec --help"))
}

/// The region that was named, else the one that is set.
fn region(environment: &Environment, args: &ExecArgs) -> Option<OsString> {
    let named = args.region.as_ref().map(|region| region.to_string().into());
    let set = || REGION.iter().find_map(|name| environment.get(name));
    named.or_else(|| set().map(OsStr::to_owned))
}

fn set_environment(command: &mut Command, credentials: &Credentials, region: Option<OsString>) {
    program::clean(command);
    let end = credentials.expiration.to_whole_seconds_string();
    command.envs(variables(credentials, &end));
    if let Some(region) = region {
        command.envs(REGION.map(|name| (name, &region)));
    }
}

/// The disposition of signals goes over to the program: it is left as it was.
#[cfg(unix)]
fn wait_for<T>(future: impl Future<Output = Result<T, CommandError>>) -> Result<T, CommandError> {
    super::block_on_untouched(future)
}

/// From here on an interrupt does not end this process: it is for the program.
#[cfg(not(unix))]
fn wait_for<T>(future: impl Future<Output = Result<T, CommandError>>) -> Result<T, CommandError> {
    super::block_on(future)
}

/// Replaces this process; comes back only with the reason why that is not possible.
#[cfg(unix)]
fn become_program(mut command: Command) -> io::Error {
    use std::os::unix::process::CommandExt as _;
    command.exec()
}

/// Runs the program and ends as it does; comes back only with the reason why that is not possible.
#[cfg(not(unix))]
fn become_program(mut command: Command) -> io::Error {
    match command.status() {
        Ok(status) => program::end_as(status),
        Err(error) => error,
    }
}
