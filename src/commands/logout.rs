use serde::Serialize;

use crate::config::{BrokerUrl, Sourced};
use crate::context::Context;
use crate::error::CommandError;
use crate::session::{Revocation, SessionError};
use crate::ui::{Ui, neutral};

use super::login::{forget_sessions, sign_in};

/// Sign out
///
/// Revokes the sign-in at the issuer and removes its tokens, and the credentials that were kept, from
/// this machine.
#[derive(Clone, Debug, clap::Args)]
#[command(after_help = "\
Example:
  jit logout")]
pub(crate) struct LogoutArgs {}

/// Runs `jit logout`.
///
/// # Errors
///
/// When tokens could not be removed.
pub(crate) async fn run(
    ctx: &Context,
    ui: &mut Ui,
    _args: &LogoutArgs,
) -> Result<(), CommandError> {
    let broker = ctx.settings.broker()?.value;
    // Whatever becomes of the tokens: what is kept must not outlive the wish to sign out.
    let forgotten = forget_sessions(ctx, &broker).await;
    let revocation = sign_in(ctx, &broker)?.out().await;
    let revocation = revocation.map_err(of_keyring)?;
    forgotten?;
    match &revocation {
        None => ui.status(format_args!("Nobody was signed in to {broker}")),
        Some(Revocation::Done | Revocation::NotOffered) => {
            ui.status(format_args!("Signed out of {broker}"));
        }
        Some(Revocation::Failed(why)) => {
            ui.status(format_args!("Signed out of {broker} on this machine"));
            ui.status(format_args!(
                "The issuer did not revoke the sign-in ({}); it may live on there until it expires",
                neutral(why)
            ));
        }
    }
    if let Some(Sourced { source, .. }) = &ctx.settings.token {
        ui.status(format_args!("{source} is still set"));
    }
    if !ui.is_json() {
        return Ok(());
    }
    ui.json(&LogoutView {
        broker: &broker,
        signed_out: revocation.is_some(),
        revoked: revocation == Some(Revocation::Done),
    })
}

/// What is in a keyring that is closed stays there until somebody opens it.
fn of_keyring(error: SessionError) -> CommandError {
    let is_closed = matches!(error, SessionError::Keyring(_));
    let error = CommandError::from(error);
    if is_closed {
        return error.hint("unlock it, then `jit logout` again: its tokens are still there");
    }
    error
}

/// What `jit logout --json` says.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub(super) struct LogoutView<'a> {
    #[cfg_attr(feature = "schema", schema(value_type = String))]
    broker: &'a BrokerUrl,
    /// Somebody was signed in, and is no longer.
    signed_out: bool,
    /// The issuer revoked the sign-in.
    revoked: bool,
}
