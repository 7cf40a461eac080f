//! Waiting for what becomes of a request.

use std::time::Duration;

use jit_api::Request;
use jit_domain::{StatusName, Timestamp};
use tokio::time::{Instant, sleep_until};

use super::ending::{EndNotices, Moment, next_moment};
use super::type_this;
use crate::broker::{Broker, BrokerError, MAX_WAIT_SECONDS, Seen};
use crate::context::Context;
use crate::error::{CommandError, ErrorKind};
use crate::ui::Ui;

/// The least time between two looks: a broker, or a proxy before it, that does not hold its answers
/// back must not be flooded.
const PAUSE: Duration = Duration::from_millis(500);

/// The longest time between two looks at a broker that does not answer.
const LONGEST_PAUSE: Duration = Duration::from_secs(15);

/// The end of a wait that begins now.
pub(crate) fn deadline(ctx: &Context, longest: Duration) -> Timestamp {
    let seconds = i64::try_from(longest.as_secs()).unwrap_or(i64::MAX);
    ctx.clock.now().plus_seconds(seconds)
}

/// Returns the request once it is not pending any more.
///
/// # Errors
///
/// A pending error when the deadline has passed; it can be waited for again. That the broker cannot be
/// reached, when it cannot be from the beginning or to the end.
pub(crate) async fn until_decided(
    broker: &Broker,
    ctx: &Context,
    ui: &Ui,
    request: Request,
    deadline: Timestamp,
) -> Result<Request, CommandError> {
    let progress = ui.progress("waiting for a decision");
    let mut watch = Watch::begin(broker, request).await?;
    while watch.request().status == StatusName::Pending {
        let Some(left) = seconds_until(deadline, ctx.clock.now()) else {
            return Err(watch.ran_out());
        };
        watch.look_again(ui, left).await?;
    }
    drop(progress);
    Ok(watch.into_request())
}

/// Returns the request once its window is over, after telling when it ends soon.
///
/// # Errors
///
/// That the broker cannot be reached, when it cannot be from the beginning or to the end.
pub(crate) async fn until_over(
    broker: &Broker,
    ctx: &Context,
    ui: &Ui,
    request: Request,
    tell_that_it_ends_soon: impl AsyncFn(&Request),
) -> Result<Request, CommandError> {
    let progress = ui.progress("waiting for the end of the window");
    let mut watch = Watch::begin(broker, request).await?;
    let mut notices = EndNotices::default();
    loop {
        let (request, now) = (watch.request(), ctx.clock.now());
        let end = match request.status {
            StatusName::Active => request.window_end,
            StatusName::Scheduled => None,
            _ => break,
        };
        if let Some(Moment::Soon) = end.and_then(|end| notices.due(end, now)) {
            tell_that_it_ends_soon(request).await;
        }
        if end.is_some_and(|end| end <= now) && watch.in_vain > 0 {
            return Err(watch.ran_out());
        }
        let next = end.and_then(|end| next_moment(end, now));
        let left = match end {
            Some(_) => next.and_then(|at| seconds_until(at, now)).unwrap_or(1),
            None => MAX_WAIT_SECONDS,
        };
        watch.look_again(ui, left).await?;
    }
    drop(progress);
    Ok(watch.into_request())
}

/// Whole seconds, at least one; none once it is then.
fn seconds_until(at: Timestamp, now: Timestamp) -> Option<u64> {
    let seconds = at.since(now).num_seconds();
    (at > now).then(|| u64::try_from(seconds).unwrap_or(0).max(1))
}

/// One request, looked at again and again. A change between two looks is not missed: each names the
/// state that the one before saw.
struct Watch<'a> {
    broker: &'a Broker,
    seen: Seen,
    earliest: Instant,
    /// How often the broker has been asked in vain since it last answered.
    in_vain: u32,
    error: Option<BrokerError>,
}

impl<'a> Watch<'a> {
    /// What it is now, with the name of that state: a decision made before is not missed.
    async fn begin(broker: &'a Broker, request: Request) -> Result<Self, CommandError> {
        let seen = broker.look(&request.id, None, 0).await?;
        Ok(Self {
            broker,
            seen: seen.unwrap_or(Seen { request, tag: None }),
            earliest: Instant::now() + PAUSE,
            in_vain: 0,
            error: None,
        })
    }

    fn request(&self) -> &Request {
        &self.seen.request
    }

    fn into_request(self) -> Request {
        self.seen.request
    }

    /// Looks again, for at most so many seconds or until it is in another state. A broker that does
    /// not answer, as while it is restarted, is asked again by the next look.
    async fn look_again(&mut self, ui: &Ui, seconds: u64) -> Result<(), CommandError> {
        sleep_until(self.earliest).await;
        self.earliest = Instant::now() + PAUSE;
        let (id, known) = (&self.seen.request.id, self.seen.tag.clone());
        let seconds = seconds.min(MAX_WAIT_SECONDS);
        match self.broker.look(id, known, seconds).await {
            Ok(next) => {
                self.in_vain = 0;
                self.error = None;
                if let Some(next) = next {
                    self.seen = next;
                }
                Ok(())
            }
            Err(err) if err.is_passing() => {
                if self.in_vain == 0 {
                    ui.status(format_args!("{err}: trying again"));
                }
                self.in_vain += 1;
                let pause = PAUSE.saturating_mul(1 << self.in_vain.min(5));
                let pause = err.come_back_after().unwrap_or(pause).min(LONGEST_PAUSE);
                self.earliest = Instant::now() + pause;
                self.error = Some(err);
                Ok(())
            }
            Err(err) => Err(err.into()),
        }
    }

    /// Why the end of the wait is not that of what was waited for.
    fn ran_out(self) -> CommandError {
        if let Some(err) = self.error {
            return err.into();
        }
        let id = &self.seen.request.id;
        let what = format!("{id} is still waiting for a decision");
        CommandError::new(ErrorKind::Pending, what).hint(type_this::wait(id))
    }
}
