use jit_domain::{RequestPrefix, StatusName};

use super::done::forget_sessions;
use super::outcomes::Outcomes;
use crate::context::Context;
use crate::error::CommandError;
use crate::ui::Ui;

/// Withdraw a request before its window opens
///
/// Once the window is open, `jit done` gives it back.
#[derive(Clone, Debug, clap::Args)]
#[command(after_help = "\
Examples:
  jit cancel req-7k3m9p2x4q
  jit cancel 7k3m")]
pub(crate) struct CancelArgs {
    /// Request, as `jit list` prints it; any unique beginning of at least 4 characters will do
    #[arg(value_name = "ID")]
    request: RequestPrefix,
}

/// Runs `jit cancel`.
///
/// # Errors
///
/// When the request is not the person's, or its window has opened.
pub(crate) async fn run(ctx: &Context, ui: &mut Ui, args: &CancelArgs) -> Result<(), CommandError> {
    let broker = ctx.broker()?;
    let request = broker.request(&args.request).await?;
    let cancelled = broker.cancel(&request.id).await.map_err(|err| {
        let open = err.current_status() == Some(StatusName::Active);
        let err = CommandError::from(err);
        if open {
            err.hint(format!("jit done {}", request.id))
        } else {
            err
        }
    })?;
    forget_sessions(ctx, ui, broker.name(), &cancelled.id).await;
    ui.status(format_args!("Cancelled {}", cancelled.id));
    let mut outcomes = Outcomes::default();
    outcomes.add(cancelled.id.to_string(), Ok(cancelled));
    outcomes.finish(ui)
}
