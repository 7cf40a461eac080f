//! Waiting until a request is decided.

use std::time::Duration;

use jit_api::Request;
use jit_domain::StatusName;
use tokio::time::{Instant, sleep_until};

use super::type_this;
use crate::broker::{Broker, MAX_WAIT_SECONDS, Seen};
use crate::context::Context;
use crate::error::{CommandError, ErrorKind};
use crate::ui::Ui;

/// The least time between two looks: a broker, or a proxy before it, that does not hold its answers
/// back must not be flooded.
const PAUSE: Duration = Duration::from_millis(500);

/// Returns the request once it is not pending any more.
///
/// # Errors
///
/// A pending error when `longest` has passed; it can be waited for again.
pub(crate) async fn until_decided(
    broker: &Broker,
    ctx: &Context,
    ui: &Ui,
    request: Request,
    longest: Duration,
) -> Result<Request, CommandError> {
    let seconds = i64::try_from(longest.as_secs()).unwrap_or(i64::MAX);
    let deadline = ctx.clock.now().plus_seconds(seconds);
    let progress = ui.progress("waiting for a decision");
    // What it is now, with the name of that state: a decision made since then is not missed.
    let mut seen = broker.look(&request.id, None, 0).await?;
    while is_pending(seen.as_ref()) {
        let left = deadline.since(ctx.clock.now()).num_seconds();
        let Ok(left @ 1..) = u64::try_from(left) else {
            return Err(ran_out(&request));
        };
        let known = seen.as_ref().and_then(|seen| seen.tag.clone());
        let earliest = Instant::now() + PAUSE;
        let next = broker
            .look(&request.id, known, left.min(MAX_WAIT_SECONDS))
            .await?;
        seen = next.or(seen);
        if is_pending(seen.as_ref()) {
            sleep_until(earliest).await;
        }
    }
    drop(progress);
    Ok(seen.map_or(request, |seen| seen.request))
}

fn is_pending(seen: Option<&Seen>) -> bool {
    seen.is_none_or(|seen| seen.request.status == StatusName::Pending)
}

fn ran_out(request: &Request) -> CommandError {
    let what = format!("{} is still waiting for a decision", request.id);
    CommandError::new(ErrorKind::Pending, what).hint(type_this::wait(&request.id))
}
