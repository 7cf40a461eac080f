use crate::context::Context;
use crate::error::{CommandError, ErrorKind};
use crate::ui::Ui;

/// Sign in
#[derive(Clone, Debug, clap::Args)]
pub(crate) struct LoginArgs {}

/// Runs `jit login`.
///
/// # Errors
///
/// When the sign-in did not end in a token.
#[expect(clippy::unused_async, reason = "signing in goes over the network")]
pub(crate) async fn run(
    _ctx: &Context,
    _ui: &mut Ui,
    _args: &LoginArgs,
) -> Result<(), CommandError> {
    Err(CommandError::new(ErrorKind::Failed, "set JIT_TOKEN"))
}
