//! One file per command: its arguments, what it asks of the broker, how its result looks.

mod completions;
mod login;
mod logout;
mod whoami;

use std::future::Future;

use crate::cli::GlobalArgs;
use crate::context::Context;
use crate::error::{CommandError, ErrorKind};
use crate::ui::Ui;

/// What `jit` can do.
#[derive(Clone, Debug, clap::Subcommand)]
pub(crate) enum Command {
    Login(login::LoginArgs),
    Logout(logout::LogoutArgs),
    Whoami(whoami::WhoamiArgs),
    Completions(completions::CompletionsArgs),
}

/// Runs a command to its end.
///
/// # Errors
///
/// What the command says went wrong.
pub(crate) fn run(global: &GlobalArgs, ui: &mut Ui, command: &Command) -> Result<(), CommandError> {
    match command {
        Command::Completions(args) => completions::run(ui, args),
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
        Command::Completions(args) => completions::run(ui, args),
    }
}

/// Runs the future on a runtime of this thread until it is done or the person interrupts it. What
/// it waits for is dropped then: nothing is left half done on this side.
fn block_on(future: impl Future<Output = Result<(), CommandError>>) -> Result<(), CommandError> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|err| CommandError::new(ErrorKind::Failed, "cannot start").cause(err))?;
    let result = runtime.block_on(async {
        tokio::select! {
            biased;
            result = future => result,
            Ok(()) = tokio::signal::ctrl_c() => {
                Err(CommandError::new(ErrorKind::Interrupted, "interrupted"))
            }
        }
    });
    // A question that is still waiting for its answer must not keep the process.
    runtime.shutdown_background();
    result
}
