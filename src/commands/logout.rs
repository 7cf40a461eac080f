use crate::context::Context;
use crate::error::{CommandError, ErrorKind};
use crate::ui::Ui;

/// Sign out
#[derive(Clone, Debug, clap::Args)]
pub(crate) struct LogoutArgs {}

/// Runs `jit logout`.
///
/// # Errors
///
/// When tokens could not be removed.
#[expect(clippy::unused_async, reason = "signing out goes over the network")]
pub(crate) async fn run(
    _ctx: &Context,
    _ui: &mut Ui,
    _args: &LogoutArgs,
) -> Result<(), CommandError> {
    Err(CommandError::new(ErrorKind::Failed, "unset JIT_TOKEN"))
}
