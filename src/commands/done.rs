use jit_api::Request;
use jit_domain::{RequestId, RequestPrefix, StatusName};

use super::request_view::RequestLines;
use crate::broker::{Broker, BrokerError, ListQuery, View};
use crate::cache::SessionCache;
use crate::config::BrokerUrl;
use crate::context::Context;
use crate::error::{CommandError, ErrorKind};
use crate::ui::Ui;

/// Give access back before its time
///
/// The broker vends no more credentials for the window. Credentials that were vended already keep
/// working until they expire, at the latest when the window would have ended.
#[derive(Clone, Debug, clap::Args)]
#[command(after_help = "\
Examples:
  jit done                  # the only window that is open
  jit done req-7k3m9p2x4q")]
pub(crate) struct DoneArgs {
    /// Request whose window to close; not needed while only one is open
    #[arg(value_name = "ID")]
    request: Option<RequestPrefix>,
}

/// Runs `jit done`.
///
/// # Errors
///
/// When no window is open, or several are and none is named.
pub(crate) async fn run(ctx: &Context, ui: &mut Ui, args: &DoneArgs) -> Result<(), CommandError> {
    let broker = ctx.broker()?;
    let id = match &args.request {
        Some(prefix) => broker.request(prefix).await?.id,
        None => only_active(&broker).await?,
    };
    let ended = match broker.finish(&id).await {
        Ok(ended) => ended,
        Err(err) => {
            // What is over already is over on this machine too.
            if err.current_status().is_some_and(is_over) {
                forget_sessions(ctx, ui, broker.name(), &id).await;
            }
            return Err(not_given_back(err, &id));
        }
    };
    forget_sessions(ctx, ui, broker.name(), &ended.id).await;
    ui.status(format_args!("Gave {} back", ended.id));
    ui.result(&RequestLines(ended))
}

/// Whether a request in this state opens no window any more.
fn is_over(status: StatusName) -> bool {
    match status {
        StatusName::Pending | StatusName::Scheduled | StatusName::Active => false,
        StatusName::Ended
        | StatusName::Rejected
        | StatusName::Cancelled
        | StatusName::Expired
        | StatusName::Revoked
        | StatusName::Failed => true,
    }
}

fn not_given_back(err: BrokerError, id: &RequestId) -> CommandError {
    let to_come = matches!(
        err.current_status(),
        Some(StatusName::Pending | StatusName::Scheduled)
    );
    let err = CommandError::from(err);
    if to_come {
        err.hint(format!("jit cancel {id}"))
    } else {
        err
    }
}

/// Removes the credentials of a window that is over. Where that does not work the person is told; the
/// window is over all the same.
pub(super) async fn forget_sessions(
    ctx: &Context,
    ui: &Ui,
    broker: &BrokerUrl,
    request: &RequestId,
) {
    let Some(cache) = SessionCache::of(&ctx.settings.folders) else {
        return;
    };
    if let Err(err) = cache.forget(broker, request).await {
        ui.status(format_args!(
            "Credentials may be left on this machine: {err}"
        ));
    }
}

async fn only_active(broker: &Broker) -> Result<RequestId, CommandError> {
    let query = ListQuery {
        view: View::Mine,
        statuses: vec![StatusName::Active],
        review: None,
        account: None,
        created_from: None,
    };
    let mut active = broker.list(&query).await?;
    active.retain(|request| request.status == StatusName::Active);
    match active.as_slice() {
        [one] => Ok(one.id.clone()),
        [] => Err(
            CommandError::new(ErrorKind::Failed, "no window of yours is open")
                .code("no_open_window")
                .hint("jit list"),
        ),
        several => Err(ambiguous(several)),
    }
}

fn ambiguous(several: &[Request]) -> CommandError {
    let name = |r: &Request| format!("{} ({} in {})", r.id, r.permission_set, r.account_name);
    let names: Vec<String> = several.iter().take(8).map(name).collect();
    let what = format!("{} windows are open", several.len());
    let first = several
        .first()
        .map(|r| r.id.to_string())
        .unwrap_or_default();
    CommandError::new(ErrorKind::Usage, what)
        .cause(names.join(", "))
        .hint(format!("name one: jit done {first}"))
}
