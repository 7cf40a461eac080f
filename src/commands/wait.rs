use std::time::Duration;

use jit_api::Request;
use jit_domain::{RequestPrefix, StatusName};

use super::become_of::become_of;
use super::desktop::Desktop;
use super::duration::parse_span;
use super::ending::for_more_time;
use super::outcomes::Outcomes;
use super::request::decided;
use super::request_view::{RequestLines, next};
use super::what_next::what_next;
use super::{type_this, waiting};
use crate::broker::Broker;
use crate::context::Context;
use crate::error::{CommandError, ErrorKind};
use crate::ui::{Human as _, Ui, neutral_to};

/// Wait until a request is decided
///
/// Ends at once when it has been decided already. It can be interrupted and begun again: a decision
/// that was made meanwhile is not missed. A broker that is away for a while is asked again.
///
/// With `--until-end` it goes on until the window is over, and says so ten minutes before, with the
/// command that asks for more time.
#[derive(Clone, Debug, clap::Args)]
#[command(after_help = "\
Examples:
  jit wait req-7k3m9p2x4q
  jit wait 7k3m --longest 10m && aws --profile payments-prod s3 ls
  jit wait 7k3m --until-end --notify &   # tell me on the desktop")]
pub(crate) struct WaitArgs {
    /// Request, as `jit list` prints it; any unique beginning of at least 4 characters will do
    #[arg(value_name = "ID")]
    request: RequestPrefix,
    /// How long to wait for the decision
    #[arg(long, value_name = "DURATION", default_value = "50m", value_parser = parse_span)]
    longest: Duration,
    /// Go on until the window is over
    #[arg(long)]
    until_end: bool,
    /// Tell it by notices of the desktop too (Linux and other free desktops)
    #[arg(long)]
    notify: bool,
}

/// Runs `jit wait`.
///
/// # Errors
///
/// When it is not approved, or not decided in time; with `--until-end`, when it is revoked. That
/// there is no desktop, before anything else.
pub(crate) async fn run(ctx: &Context, ui: &mut Ui, args: &WaitArgs) -> Result<(), CommandError> {
    let desktop = Desktop::of(args.notify).await?;
    let broker = ctx.broker()?;
    let request = broker.request(&args.request).await?;
    let id = request.id.to_string();
    let deadline = waiting::deadline(ctx, args.longest);
    let request = waiting::until_decided(&broker, ctx, ui, request, deadline).await?;
    desktop
        .tell(ui, &title(&request), &body(&request, ui))
        .await;
    let mut outcome = decided(request);
    let next = outcome.as_ref().ok().and_then(what_next);
    if args.until_end
        && let Ok(request) = outcome
    {
        ui.status(RequestLines(request.clone()).human(&ui.screen()));
        tell_next(ui, next.as_deref());
        outcome = until_end(&broker, ctx, ui, &desktop, request).await;
        return finish(ui, id, outcome);
    }
    finish(ui, id, outcome)?;
    tell_next(ui, next.as_deref());
    Ok(())
}

fn finish(
    ui: &mut Ui,
    id: String,
    outcome: Result<Request, CommandError>,
) -> Result<(), CommandError> {
    let mut outcomes = Outcomes::default();
    outcomes.add(id, outcome);
    outcomes.finish(ui)
}

fn tell_next(ui: &Ui, next: Option<&str>) {
    if let Some(next) = next {
        ui.status(next);
    }
}

/// The request once its window is over.
async fn until_end(
    broker: &Broker,
    ctx: &Context,
    ui: &Ui,
    desktop: &Desktop,
    request: Request,
) -> Result<Request, CommandError> {
    let soon = async |request: &Request| {
        let end = request.window_end.map(|end| ui.screen().time(end));
        let title = format!("{} ends soon", what(request));
        let body = format!("{} ends {}", request.id, end.unwrap_or_default());
        ui.status(format_args!("{body}; {}", for_more_time(&request.id)));
        desktop.tell(ui, &title, &body).await;
    };
    let over = waiting::until_over(broker, ctx, ui, request, soon).await?;
    desktop.tell(ui, &title(&over), &body(&over, ui)).await;
    if over.status == StatusName::Revoked {
        let what = format!("{} was revoked", over.id);
        let mut err = CommandError::new(ErrorKind::Refused, what).code(over.status.as_str());
        err.cause = become_of(&over, &ui.screen());
        return Err(err.hint(type_this::show(&over.id)));
    }
    Ok(over)
}

/// `PowerUser in payments-prod`.
fn what(request: &Request) -> String {
    let account = neutral_to(request.account_name.as_str(), 64);
    format!("{} in {account}", request.permission_set)
}

fn title(request: &Request) -> String {
    format!("{} is {}", what(request), request.status)
}

fn body(request: &Request, ui: &Ui) -> String {
    let next = next(request, &ui.screen());
    let next = next.map(|next| format!(": {next}"));
    format!("{}{}", request.id, next.unwrap_or_default())
}
