use std::time::Duration;

use jit_domain::RequestPrefix;

use super::duration::parse_span;
use super::outcomes::Outcomes;
use super::request::{decided, what_next};
use super::waiting;
use crate::context::Context;
use crate::error::CommandError;
use crate::ui::Ui;

/// Wait until a request is decided
///
/// Ends at once when it has been decided already. It can be interrupted and begun again: a decision
/// that was made meanwhile is not missed.
#[derive(Clone, Debug, clap::Args)]
#[command(after_help = "\
Examples:
  jit wait req-7k3m9p2x4q
  jit wait 7k3m --longest 10m && aws --profile payments-prod s3 ls")]
pub(crate) struct WaitArgs {
    /// Request, as `jit list` prints it; any unique beginning of at least 4 characters will do
    #[arg(value_name = "ID")]
    request: RequestPrefix,
    /// How long to wait
    #[arg(long, value_name = "DURATION", default_value = "50m", value_parser = parse_span)]
    longest: Duration,
}

/// Runs `jit wait`.
///
/// # Errors
///
/// When it is not approved, or not decided in time.
pub(crate) async fn run(ctx: &Context, ui: &mut Ui, args: &WaitArgs) -> Result<(), CommandError> {
    let broker = ctx.broker()?;
    let request = broker.request(&args.request).await?;
    let id = request.id.to_string();
    let request = waiting::until_decided(&broker, ctx, ui, request, args.longest).await?;
    let outcome = decided(request);
    let next = outcome.as_ref().ok().and_then(what_next);
    let mut outcomes = Outcomes::default();
    outcomes.add(id, outcome);
    outcomes.finish(ui)?;
    if let Some(command) = next {
        ui.status(format_args!("Next: {command}"));
    }
    Ok(())
}
