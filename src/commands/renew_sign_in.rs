use crate::context::Context;
use crate::error::{CommandError, ErrorKind};
use crate::session::{self, RenewalWord};
use crate::ui::Ui;

/// Renew the tokens of a sign-in, for the credential helper
///
/// The helper starts this with the lock of the sign-in as standard input.
#[derive(Clone, Debug, clap::Args)]
#[command(hide = true)]
pub(crate) struct RenewSignInArgs {}

/// Runs `jit renew-sign-in`.
///
/// # Errors
///
/// When the word cannot be written. A renewal that failed is a word too.
pub(crate) async fn run(
    ctx: &Context,
    ui: &mut Ui,
    _args: &RenewSignInArgs,
) -> Result<(), CommandError> {
    let broker = ctx.settings.broker()?.value;
    let outcome = session::renew_under_inherited_lock(&ctx.settings, &broker, &ctx.clock).await;
    let word = serde_json::to_vec(&RenewalWord::of(&outcome));
    let word = word.map_err(|err| CommandError::new(ErrorKind::Failed, err))?;
    ui.data(&word)
}
