//! One file per command: its arguments, what it asks of the broker, how its result looks.

mod approve;
mod asking;
mod audit;
mod become_of;
mod browser;
mod cancel;
mod completions;
mod config;
mod config_set;
mod console;
mod credential_process;
mod deciding;
mod desktop;
mod doctor;
mod done;
mod draft;
mod duration;
mod ending;
mod env;
mod exec;
mod list;
mod list_table;
mod login;
mod login_talk;
mod logout;
mod moment;
mod offers;
mod other_windows;
mod outcomes;
mod own_file;
mod plan_view;
mod profiles;
mod profiles_sync;
mod profiles_view;
mod program;
mod reject;
#[cfg(unix)]
pub(crate) mod renew_sign_in;
mod report;
mod report_view;
mod request;
mod request_columns;
mod request_view;
mod review;
mod review_view;
mod revoke;
#[cfg(feature = "schema")]
pub(crate) mod schemas;
mod serve_credentials;
mod served_end;
mod show;
mod status;
pub(crate) mod status_prompt;
mod submission_view;
mod taken_down;
mod target_view;
mod targets;
mod to_decide;
pub(crate) mod type_this;
mod wait;
mod waiting;
mod what_next;
mod whoami;
mod window_view;

use std::future::Future;

use crate::cli::GlobalArgs;
use crate::context::Context;
use crate::error::{CommandError, ErrorKind};
use crate::ui::{Format, Ui};

pub(crate) use duration::{parse_duration, parse_patience};
pub(crate) use type_this::word;

/// What `jit` can do.
#[derive(Clone, Debug, clap::Subcommand)]
pub(crate) enum Command {
    Login(login::LoginArgs),
    Logout(logout::LogoutArgs),
    Whoami(whoami::WhoamiArgs),
    Status(status::StatusArgs),
    Targets(targets::TargetsArgs),
    Request(request::RequestArgs),
    List(list::ListArgs),
    Show(show::ShowArgs),
    Wait(wait::WaitArgs),
    Cancel(cancel::CancelArgs),
    Done(done::DoneArgs),
    Approve(approve::ApproveArgs),
    Reject(reject::RejectArgs),
    Revoke(revoke::RevokeArgs),
    Review(review::ReviewArgs),
    Audit(audit::AuditArgs),
    CredentialProcess(credential_process::CredentialProcessArgs),
    Env(env::EnvArgs),
    Exec(exec::ExecArgs),
    Console(console::ConsoleArgs),
    ServeCredentials(serve_credentials::ServeCredentialsArgs),
    Report(report::ReportArgs),
    Profiles(profiles::ProfilesArgs),
    Doctor(doctor::DoctorArgs),
    Config(config::ConfigArgs),
    Completions(completions::CompletionsArgs),
}

impl Command {
    /// The format that its own `--format` names, where it prints a list.
    pub(crate) fn format(&self) -> Option<Format> {
        match self {
            Self::List(args) => args.format(),
            Self::Targets(args) => args.format(),
            _ => None,
        }
    }
}

/// Runs a command to its end.
///
/// # Errors
///
/// What the command says went wrong.
pub(crate) fn run(global: &GlobalArgs, ui: &mut Ui, command: &Command) -> Result<(), CommandError> {
    match command {
        Command::Completions(args) => completions::run(ui, args),
        Command::Audit(args) => audit::run(global, ui, args),
        Command::CredentialProcess(args) => credential_process::run(global, ui, args),
        Command::Exec(args) => exec::run(global, ui, args),
        Command::Config(args) => config::run(global, ui, args),
        Command::Doctor(_) => block_on(doctor::run(global, ui)),
        Command::Status(args) if args.prompt => status_prompt::print(&global.overrides()),
        Command::ServeCredentials(args) => serve_credentials::run(global, ui, args),
        command => {
            let ctx = Context::load(global)?;
            block_on(talk(&ctx, ui, command))
        }
    }
}

/// The commands that need the network.
async fn talk(ctx: &Context, ui: &mut Ui, command: &Command) -> Result<(), CommandError> {
    match command {
        Command::Login(args) => login::run(ctx, ui, args).await,
        Command::Logout(args) => logout::run(ctx, ui, args).await,
        Command::Whoami(args) => whoami::run(ctx, ui, args).await,
        Command::Status(_) => status::run(ctx, ui).await,
        Command::Targets(args) => targets::run(ctx, ui, args).await,
        Command::Request(args) => request::run(ctx, ui, args).await,
        Command::List(args) => list::run(ctx, ui, args).await,
        Command::Show(args) => show::run(ctx, ui, args).await,
        Command::Wait(args) => wait::run(ctx, ui, args).await,
        Command::Cancel(args) => cancel::run(ctx, ui, args).await,
        Command::Done(args) => done::run(ctx, ui, args).await,
        Command::Approve(args) => approve::run(ctx, ui, args).await,
        Command::Reject(args) => reject::run(ctx, ui, args).await,
        Command::Revoke(args) => revoke::run(ctx, ui, args).await,
        Command::Review(args) => review::run(ctx, ui, args).await,
        Command::Env(args) => env::run(ctx, ui, args).await,
        Command::Console(args) => console::run(ctx, ui, args).await,
        Command::Report(args) => report::run(ctx, ui, args).await,
        Command::Profiles(args) => profiles::run(ctx, ui, args).await,
        Command::Audit(_)
        | Command::CredentialProcess(_)
        | Command::Exec(_)
        | Command::Doctor(_)
        | Command::Config(_)
        | Command::ServeCredentials(_)
        | Command::Completions(_) => Ok(()),
    }
}

/// Runs the future on a runtime of this thread until it is done or the person interrupts it. What
/// it waits for is dropped then: nothing is left half done on this side.
fn block_on<T>(future: impl Future<Output = Result<T, CommandError>>) -> Result<T, CommandError> {
    let until_interrupted = async {
        tokio::select! {
            biased;
            result = future => result,
            Ok(()) = tokio::signal::ctrl_c() => Err(interrupted()),
        }
    };
    block_on_untouched(until_interrupted)
}

/// The person has ended it.
fn interrupted() -> CommandError {
    CommandError::new(ErrorKind::Interrupted, "interrupted")
}

/// Runs the future on a runtime of this thread until it is done; an interrupt does what it does to
/// any program.
fn block_on_untouched<T>(
    future: impl Future<Output = Result<T, CommandError>>,
) -> Result<T, CommandError> {
    let runtime = runtime()?;
    let result = runtime.block_on(future);
    // A question that is still waiting for its answer must not keep the process.
    runtime.shutdown_background();
    result
}

/// A runtime of this thread.
fn runtime() -> Result<tokio::runtime::Runtime, CommandError> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    runtime.map_err(|err| CommandError::new(ErrorKind::Failed, "cannot start").cause(err))
}
