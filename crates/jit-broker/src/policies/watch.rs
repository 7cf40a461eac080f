use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch::Receiver;
use tokio::time::{MissedTickBehavior, interval};

use super::PolicyFolder;

/// How often the folder is looked at.
pub(crate) const LOOK_EVERY: Duration = Duration::from_secs(2);

/// Looks at the folder again and again, until the broker stops.
///
/// Looking is chosen over being told (inotify and its like): it works on network file systems, and
/// it sees a folder that a link swaps or that is not there yet. Its pace is also the time in which
/// a copy settles.
pub(crate) async fn watch(
    folder: Arc<PolicyFolder>,
    every: Duration,
    mut stopping: Receiver<bool>,
) {
    let first = Arc::clone(&folder);
    // Telling is not worth waiting for, and a panic in it has changed nothing.
    drop(tokio::task::spawn_blocking(move || first.tell_warnings()));
    let mut tick = interval(every);
    tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            _ = tick.tick() => {}
            _ = stopping.wait_for(|stopping| *stopping) => return,
        }
        let folder = Arc::clone(&folder);
        let look = move || {
            if let Some(reading) = folder.look() {
                reading.tell();
                if reading.is_new() {
                    folder.tell_warnings();
                }
            }
        };
        // A look that panics has changed nothing.
        let _ = tokio::task::spawn_blocking(look).await;
    }
}
