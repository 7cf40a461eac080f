use std::time::Duration;

use tokio::sync::watch;
use tokio::time::timeout;

/// Waits until something changes or the time is over; false when the broker stops. A sender that is
/// gone changes nothing any more.
pub(super) async fn for_change<T: Send + Sync>(
    changes: &mut watch::Receiver<T>,
    at_most: Duration,
    stopping: &mut watch::Receiver<bool>,
) -> bool {
    let change = async {
        if changes.changed().await.is_err() {
            std::future::pending::<()>().await;
        }
    };
    tokio::select! {
        _ = timeout(at_most, change) => true,
        _ = stopping.wait_for(|stopping| *stopping) => false,
    }
}
