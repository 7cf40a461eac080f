use std::sync::Arc;

use jit_domain::{Audience, Clock, Notice, NoticeKind, Sha256Hex, Timestamp};
use jit_policy::Fault;
use jit_store::{Announcement, Outbox};
use tokio::sync::watch;

/// How many faults a notice quotes.
const MAX_FAULTS: usize = 5;

/// Tells the administrators of every bundle that is refused, once a day for the same faults. It
/// ends with the other side of the channel.
pub(crate) async fn announce_refusals(
    outbox: Arc<dyn Outbox>,
    clock: Arc<dyn Clock>,
    mut refused: watch::Receiver<Vec<Fault>>,
) {
    while refused.changed().await.is_ok() {
        let faults = refused.borrow_and_update().clone();
        if faults.is_empty() {
            continue;
        }
        let announced = outbox.announce(announcement(&faults, clock.now())).await;
        if let Err(error) = announced {
            tracing::error!(%error, "the refused bundle is not announced: {error}");
        }
    }
}

fn announcement(faults: &[Fault], at: Timestamp) -> Announcement {
    let quoted = faults.iter().take(MAX_FAULTS);
    let mut lines: Vec<_> = quoted.map(ToString::to_string).collect();
    let more = faults.len().saturating_sub(MAX_FAULTS);
    if more > 0 {
        lines.push(format!("and {more} more"));
    }
    let detail = lines.join("\n");
    let day = at.to_whole_seconds_string();
    let day = day.get(..10).unwrap_or_default();
    Announcement {
        key: format!("bundle:{day}:{}", Sha256Hex::of(detail.as_bytes())),
        notices: vec![Notice {
            request: None,
            kind: NoticeKind::BundleRefused,
            audience: Audience::Administrators,
            detail: Some(detail),
        }],
        at,
    }
}
