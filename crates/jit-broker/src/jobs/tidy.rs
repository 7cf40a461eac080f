use std::time::Duration;

use jit_store::{Backlog, StoreError};
use tokio::sync::watch;
use tokio::time::{MissedTickBehavior, interval};

use super::Notices;
use super::deliver::KEEP_TRYING_SECONDS;

/// How often figures are taken, and what nobody delivers any more is given up.
const EVERY: Duration = Duration::from_secs(15);

/// Gives up what has waited for too long, such as deliveries for a sink that is not there any more,
/// and says how much waits.
pub(super) async fn run(notices: Notices, mut stopping: watch::Receiver<bool>) {
    let mut tick = interval(EVERY);
    tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            _ = tick.tick() => {}
            _ = stopping.wait_for(|stopping| *stopping) => return,
        }
        if let Err(error) = round(&notices).await {
            tracing::error!(%error, "the outbox cannot be looked at: {error}");
        }
    }
}

async fn round(notices: &Notices) -> Result<(), StoreError> {
    let now = notices.clock.now();
    let before = now.plus_seconds(-KEEP_TRYING_SECONDS);
    for (sink, count) in notices.outbox.give_up(before, now).await? {
        tracing::error!(%sink, count, "{count} notices for `{sink}` were given up after a day");
        let labels = [
            ("sink", sink.to_string()),
            ("outcome", "given_up".to_owned()),
        ];
        metrics::counter!("jit_notifications_total", &labels).increment(count);
    }
    let backlog = notices.outbox.backlog().await?;
    let idle = notices
        .sinks
        .iter()
        .filter(|sink| backlog.iter().all(|b| b.sink != sink.name));
    for sink in idle {
        show(sink.name.as_str(), 0, 0.0);
    }
    for Backlog {
        sink,
        waiting,
        oldest,
    } in &backlog
    {
        let age = now.since(*oldest).num_seconds().max(0);
        #[expect(clippy::cast_precision_loss, reason = "a figure to look at")]
        show(sink.as_str(), *waiting, age as f64);
    }
    Ok(())
}

fn show(sink: &str, waiting: u64, age_seconds: f64) {
    let label = [("sink", sink.to_owned())];
    #[expect(clippy::cast_precision_loss, reason = "a figure to look at")]
    metrics::gauge!("jit_notifications_waiting", &label).set(waiting as f64);
    metrics::gauge!("jit_notifications_oldest_seconds", &label).set(age_seconds);
}
