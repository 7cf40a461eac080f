use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use futures::StreamExt;
use futures::stream;
use jit_domain::{EmailAddress, Timestamp};
use jit_policy::Notification;
use jit_store::{Claim, Delivery, DeliveryOutcome, LeaseOwner, Settlement, StoreError};
use tokio::sync::watch;
use tokio::time::timeout;
use tracing::instrument::WithSubscriber;
use tracing::subscriber::NoSubscriber;

use super::{Notices, wait};
use crate::notify::{DeliveryError, NamedSink, Parcel, is_urgent};

/// How often deliveries that are due again are looked for.
const LOOK_EVERY: Duration = Duration::from_secs(1);

/// How many deliveries are claimed at a time.
const BATCH: u32 = 32;

/// How many are claimed of a sink that is out of order: one shows whether it is well again, and many
/// would only be load for everybody else.
const PROBE: u32 = 1;

/// How many are under way at a time.
const PARALLEL: usize = 8;

/// How long one attempt may take, in seconds: more than any sink takes by itself.
const ATTEMPT_SECONDS: i64 = 25;

/// How long a delivery is nobody else's, in seconds. An attempt is begun only while it can end
/// within, with room for clocks that differ.
const LEASE_SECONDS: i64 = 120;

/// How far the clocks of two brokers may be apart, in seconds.
const SKEW_SECONDS: i64 = 30;

/// For how long a delivery is tried, in seconds.
pub(super) const KEEP_TRYING_SECONDS: i64 = 24 * 3600;

/// The longest pause after the first attempt, in seconds; it doubles with each, up to the second.
const FIRST_PAUSE_SECONDS: u32 = 5;
const LAST_PAUSE_SECONDS: u32 = 15 * 60;

/// How long notifications are gathered for a digest, in seconds.
const GATHER_SECONDS: i64 = 60;

/// How many of the latest arrivals are looked at for that.
const MAX_ARRIVALS: u32 = 10_000;

/// Brings deliveries to one sink. Each sink has its own, so that a dead one holds up no other.
#[derive(Debug)]
pub struct Deliverer {
    notices: Notices,
    sink: NamedSink,
    owner: LeaseOwner,
    /// Whether the last attempt showed the sink to be out of order.
    down: AtomicBool,
}

/// Deliveries that go out as one.
struct Batch {
    deliveries: Vec<Delivery>,
    parcel: Parcel,
}

impl Deliverer {
    /// Delivers to a sink, under a name of its own.
    #[must_use]
    pub fn new(notices: Notices, sink: NamedSink, owner: LeaseOwner) -> Self {
        Self {
            notices,
            sink,
            owner,
            down: AtomicBool::new(false),
        }
    }

    pub(super) async fn run(
        self,
        mut wake: watch::Receiver<()>,
        mut stopping: watch::Receiver<bool>,
    ) {
        loop {
            match self.round().await {
                // There may be more.
                Ok(1..) if !self.is_down() => {
                    if *stopping.borrow() {
                        return;
                    }
                    continue;
                }
                Ok(_) => {}
                Err(error) => {
                    let sink = &self.sink.name;
                    tracing::error!(%sink, %error, "nothing was delivered to `{sink}`: {error}");
                }
            }
            if !wait::for_change(&mut wake, LOOK_EVERY, &mut stopping).await {
                return;
            }
        }
    }

    fn is_down(&self) -> bool {
        self.down.load(Ordering::Relaxed)
    }

    /// Claims what is due, and tries it; answers how many deliveries were claimed.
    ///
    /// # Errors
    ///
    /// [`StoreError`]; what was claimed is tried again when its lease is over.
    pub async fn round(&self) -> Result<usize, StoreError> {
        let now = self.notices.clock.now();
        let claim = Claim {
            sink: self.sink.name.clone(),
            owner: self.owner.clone(),
            now,
            lease_until: now.plus_seconds(LEASE_SECONDS),
            limit: if self.is_down() { PROBE } else { BATCH },
        };
        let claimed = self.notices.outbox.claim(claim).await?;
        let count = claimed.len();
        if count == 0 {
            return Ok(0);
        }
        let batches = self.batches(claimed, now).await?;
        let settled = stream::iter(batches)
            .map(|batch| self.attempt(batch))
            .buffer_unordered(PARALLEL);
        let settled: Vec<_> = settled.collect().await;
        settled.into_iter().collect::<Result<(), _>>()?;
        Ok(count)
    }

    /// Puts together what goes out: one by one, or as a digest where it would be a flood. What is
    /// gathered for a later digest is given back.
    async fn batches(
        &self,
        claimed: Vec<Delivery>,
        now: Timestamp,
    ) -> Result<Vec<Batch>, StoreError> {
        let mut single = Vec::new();
        let mut by_recipient: BTreeMap<Option<EmailAddress>, Vec<_>> = BTreeMap::new();
        let mut damaged = Vec::new();
        for delivery in claimed {
            match serde_json::from_str::<Notification>(&delivery.message) {
                Err(_) => {
                    let given_up = DeliveryOutcome::GivenUp { at: now };
                    damaged.push(self.settlement(&delivery, given_up));
                }
                Ok(what) if self.sink.digest_above == 0 || is_urgent(what.kind) => {
                    single.push(self.batch(vec![(delivery, what)], now));
                }
                Ok(what) => {
                    let recipient = delivery.destination.recipient.clone();
                    by_recipient
                        .entry(recipient)
                        .or_default()
                        .push((delivery, what));
                }
            }
        }
        if !damaged.is_empty() {
            tracing::error!(sink = %self.sink.name, "the store is damaged: a notice cannot be read");
            self.notices.outbox.settle(damaged).await?;
        }
        if by_recipient.is_empty() {
            return Ok(single);
        }
        let since = now.plus_seconds(-GATHER_SECONDS);
        let arrivals = self
            .notices
            .outbox
            .arrivals(&self.sink.name, since, MAX_ARRIVALS)
            .await?;
        for (recipient, group) in by_recipient {
            let recent: BTreeSet<_> = arrivals
                .iter()
                .filter(|arrival| arrival.recipient == recipient)
                .map(|arrival| arrival.at)
                .collect();
            if recent.len() + group.len() <= self.sink.digest_above {
                single.extend(group.into_iter().map(|one| self.batch(vec![one], now)));
            } else if let Some(last) = recent.last() {
                let until = last.plus_seconds(GATHER_SECONDS + 1);
                self.postpone(group.into_iter().map(|(delivery, _)| delivery), until)
                    .await?;
            } else {
                single.push(self.batch(group, now));
            }
        }
        Ok(single)
    }

    fn batch(&self, group: Vec<(Delivery, Notification)>, now: Timestamp) -> Batch {
        let recipient = group
            .first()
            .and_then(|(delivery, _)| delivery.destination.recipient.clone());
        let (deliveries, notifications) = group.into_iter().unzip();
        let bundle = self.notices.bundle.load_full();
        Batch {
            deliveries,
            parcel: Parcel::new(notifications, recipient, bundle, now),
        }
    }

    async fn postpone(
        &self,
        deliveries: impl Iterator<Item = Delivery>,
        until: Timestamp,
    ) -> Result<(), StoreError> {
        let outcome = DeliveryOutcome::Postponed { until };
        let settlements = deliveries.map(|delivery| self.settlement(&delivery, outcome));
        self.notices.outbox.settle(settlements.collect()).await
    }

    async fn attempt(&self, batch: Batch) -> Result<(), StoreError> {
        let now = self.notices.clock.now();
        let ends = now.plus_seconds(ATTEMPT_SECONDS + SKEW_SECONDS);
        if batch
            .deliveries
            .iter()
            .any(|delivery| delivery.lease_until < ends)
        {
            return self.postpone(batch.deliveries.into_iter(), now).await;
        }
        let patience = Duration::from_secs(ATTEMPT_SECONDS.unsigned_abs());
        // The libraries below trace URLs, headers and bodies: none of them may be written.
        let sent = self.sink.sink.deliver(&batch.parcel);
        let sent = timeout(patience, sent.with_subscriber(NoSubscriber::default()));
        let sent = sent.await.unwrap_or(Err(DeliveryError::TimedOut));
        self.tell(&sent, batch.deliveries.len());
        let now = self.notices.clock.now();
        let settle = |delivery: &Delivery| {
            let outcome = match &sent {
                Ok(()) => DeliveryOutcome::Delivered { at: now },
                Err(error) => self.after_failure(delivery, error, now),
            };
            self.settlement(delivery, outcome)
        };
        let settlements = batch.deliveries.iter().map(settle).collect();
        self.notices.outbox.settle(settlements).await
    }

    fn settlement(&self, delivery: &Delivery, outcome: DeliveryOutcome) -> Settlement {
        Settlement {
            delivery: delivery.id,
            owner: self.owner.clone(),
            outcome,
        }
    }

    /// Tried again after a pause that doubles, half of it by chance, until a day is over.
    fn after_failure(
        &self,
        delivery: &Delivery,
        error: &DeliveryError,
        now: Timestamp,
    ) -> DeliveryOutcome {
        let doublings = delivery.attempts.saturating_sub(1).min(16);
        let longest = FIRST_PAUSE_SECONDS
            .saturating_mul(1 << doublings)
            .min(LAST_PAUSE_SECONDS);
        let half = u64::from(longest) * 500;
        let millis = half + self.notices.random.bits() % (half + 1);
        let asked = error.retry_after().unwrap_or(0).min(LAST_PAUSE_SECONDS);
        let millis = millis.max(u64::from(asked) * 1000);
        let at = Timestamp::from_millis(now.millis().saturating_add_unsigned(millis));
        if at >= delivery.routed_at.plus_seconds(KEEP_TRYING_SECONDS) {
            let sink = &self.sink.name;
            let attempts = delivery.attempts;
            tracing::error!(%sink, attempts, "a notice for `{sink}` was given up: {error}");
            return DeliveryOutcome::GivenUp { at: now };
        }
        DeliveryOutcome::Retry { at }
    }

    fn tell(&self, sent: &Result<(), DeliveryError>, count: usize) {
        let sink = &self.sink.name;
        let outcome = if sent.is_ok() { "delivered" } else { "failed" };
        let labels = [("sink", sink.to_string()), ("outcome", outcome.to_owned())];
        metrics::counter!("jit_notifications_total", &labels).increment(count as u64);
        let is_down = sent.as_ref().is_err_and(DeliveryError::concerns_all);
        let was_down = self.down.swap(is_down, Ordering::Relaxed);
        match sent {
            Err(error) if !is_down => {
                tracing::warn!(%sink, %error, "a notice did not reach `{sink}`: {error}");
            }
            // An outage is two lines in the log.
            Err(error) if !was_down => {
                tracing::warn!(%sink, %error, "notices do not reach `{sink}`: {error}");
            }
            Ok(()) if was_down => tracing::info!(%sink, "notices reach `{sink}` again"),
            _ => {}
        }
    }
}
