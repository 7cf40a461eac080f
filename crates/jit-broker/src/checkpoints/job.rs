use std::sync::Arc;
use std::time::Duration;

use jit_domain::{Clock, Timestamp};
use jit_store::Store;
use tokio::sync::watch;
use tokio::time::{MissedTickBehavior, interval, timeout};

use super::failure::CheckpointFailure;
use super::file_place::FilePlace;
use super::maker::CheckpointMaker;
use super::place::{CheckpointPlace, SignedCheckpoint};
use super::s3_place::S3Place;
use super::settings::CheckpointSettings;
use super::signer::CheckpointSigner;
use super::status::CheckpointStatus;
use crate::app::App;

/// How often the clock is looked at.
const TICK: Duration = Duration::from_secs(1);

/// How long the last checkpoint may take when the broker stops.
const LAST: Duration = Duration::from_secs(3);

/// The pause before a delivery is tried again doubles from the first of these to the second.
const PAUSE_SECONDS: (i64, i64) = (5, 300);

/// When a checkpoint is due: after so many events, or after that time if anything has happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rhythm {
    /// Events.
    pub events: u32,
    /// Minutes.
    pub minutes: u32,
}

/// Makes checkpoints and brings them to their places. Nothing ever waits for it.
#[derive(Debug)]
pub struct CheckpointJob {
    maker: CheckpointMaker,
    rhythm: Rhythm,
    clock: Arc<dyn Clock>,
    store: Arc<dyn Store>,
    places: Vec<Delivery>,
    status: Arc<CheckpointStatus>,
    /// When the process began, or the last checkpoint was made.
    since: Timestamp,
    /// Not before this instant, after a failure.
    retry_at: Option<Timestamp>,
}

/// A place, and the newest checkpoint that is not there yet: it proves all that older ones would.
#[derive(Debug)]
struct Delivery {
    place: Arc<dyn CheckpointPlace>,
    waiting: Option<SignedCheckpoint>,
    failures: u32,
    retry_at: Timestamp,
}

impl CheckpointJob {
    /// What these settings make of the store of a broker.
    pub(crate) async fn prepare(
        settings: &CheckpointSettings,
        app: &App,
        signer: impl CheckpointSigner + 'static,
    ) -> Self {
        let mut places: Vec<Arc<dyn CheckpointPlace>> = Vec::new();
        if let Some(file) = &settings.file {
            places.push(Arc::new(FilePlace::new(file.clone())));
        }
        if let Some(s3) = &settings.s3 {
            places.push(Arc::new(S3Place::connect(s3.clone()).await));
        }
        let (store, clock) = (Arc::clone(&app.store), Arc::clone(&app.clock));
        Self::new(store, Arc::new(signer), clock, settings.rhythm, places).await
    }

    /// Goes on behind the last checkpoint that a place still has.
    pub async fn new(
        store: Arc<dyn Store>,
        signer: Arc<dyn CheckpointSigner>,
        clock: Arc<dyn Clock>,
        rhythm: Rhythm,
        places: Vec<Arc<dyn CheckpointPlace>>,
    ) -> Self {
        let mut maker = CheckpointMaker::new(Arc::clone(&store), signer, Arc::clone(&clock));
        for place in &places {
            match place.last().await {
                Ok(last) => last.iter().for_each(|jws| maker.go_on_from(jws)),
                Err(error) => tracing::warn!("the last checkpoint cannot be read: {error}"),
            }
        }
        let now = clock.now();
        let status = CheckpointStatus::default();
        if let Some(at) = maker.last_at() {
            status.made(maker.last_sequence(), at);
        }
        let delivery = |place| Delivery {
            place,
            waiting: None,
            failures: 0,
            retry_at: now,
        };
        Self {
            maker,
            rhythm,
            store,
            places: places.into_iter().map(delivery).collect(),
            status: Arc::new(status),
            since: now,
            clock,
            retry_at: None,
        }
    }

    /// How it goes, for others to read.
    #[must_use]
    pub fn status(&self) -> Arc<CheckpointStatus> {
        Arc::clone(&self.status)
    }

    /// Works until told to stop, and then makes a last checkpoint of what has happened.
    pub async fn run(mut self, mut stopping: watch::Receiver<bool>) {
        let mut changes = self.store.changes();
        let mut tick = interval(TICK);
        tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
        while !*stopping.borrow_and_update() {
            tokio::select! {
                biased;
                stopped = stopping.changed() => if stopped.is_err() { break },
                _ = tick.tick() => {}
                more = changes.changed() => if more.is_err() { break },
            }
            let head = *changes.borrow_and_update();
            self.step(head).await;
        }
        if timeout(LAST, self.finish()).await.is_err() {
            tracing::warn!("the last checkpoint did not get everywhere in time");
        }
    }

    /// Does what is due, when the log has this many records.
    pub(super) async fn step(&mut self, head: u64) {
        let now = self.clock.now();
        if self.is_due(head, now) {
            self.make(now).await;
        }
        self.deliver(now).await;
    }

    fn is_due(&self, head: u64, now: Timestamp) -> bool {
        let new = head.saturating_sub(self.maker.last_sequence());
        let waits = self.retry_at.is_some_and(|at| now < at);
        let old = now >= self.since.plus_seconds(60 * i64::from(self.rhythm.minutes));
        // A log that became shorter has to be noticed too.
        let changed = head != self.maker.last_sequence();
        !waits && changed && (old || new >= u64::from(self.rhythm.events))
    }

    async fn make(&mut self, now: Timestamp) {
        match self.maker.make().await {
            Ok(made) => {
                self.note("log", true, None);
                self.note("key", true, None);
                (self.since, self.retry_at) = (now, None);
                if let Some(signed) = made {
                    self.send(&signed, now);
                }
            }
            Err(failure) => {
                let what = match failure {
                    CheckpointFailure::Sign(_) => "key",
                    _ => "log",
                };
                self.note(what, false, Some(&failure.to_string()));
                self.retry_at = Some(now.plus_seconds(PAUSE_SECONDS.0));
            }
        }
    }

    fn send(&mut self, signed: &SignedCheckpoint, now: Timestamp) {
        let checkpoint = &signed.checkpoint;
        self.status.made(checkpoint.sequence, checkpoint.at);
        #[expect(clippy::cast_precision_loss, reason = "a figure to look at")]
        metrics::gauge!("jit_checkpoint_sequence").set(checkpoint.sequence as f64);
        for delivery in &mut self.places {
            delivery.waiting = Some(signed.clone());
            if delivery.failures == 0 {
                delivery.retry_at = now;
            }
        }
    }

    async fn deliver(&mut self, now: Timestamp) {
        for at in 0..self.places.len() {
            let Some(delivery) = self.places.get_mut(at) else {
                continue;
            };
            let Some(signed) = delivery
                .waiting
                .as_ref()
                .filter(|_| delivery.retry_at <= now)
            else {
                continue;
            };
            let kind = delivery.place.kind();
            let outcome = delivery.place.put(signed).await;
            let word = if outcome.is_ok() {
                "delivered"
            } else {
                "failed"
            };
            metrics::counter!("jit_checkpoints_total", "place" => kind, "outcome" => word)
                .increment(1);
            if outcome.is_ok() {
                (delivery.waiting, delivery.failures) = (None, 0);
            } else {
                let (first, longest) = PAUSE_SECONDS;
                let pause = first.saturating_mul(2_i64.saturating_pow(delivery.failures));
                delivery.failures += 1;
                delivery.retry_at = now.plus_seconds(pause.min(longest));
            }
            let why = outcome.err().map(|error| error.to_string());
            self.note(kind, why.is_none(), why.as_deref());
        }
    }

    /// Tells the operator once that something does not work, and once that it works again.
    fn note(&self, what: &'static str, works: bool, why: Option<&str>) {
        match (self.status.works(what, works), why) {
            (true, Some(why)) => {
                tracing::error!(what, "a checkpoint of the audit log failed: {why}");
            }
            (true, None) => tracing::info!(what, "checkpoints of the audit log work again"),
            (false, _) => {}
        }
    }

    async fn finish(&mut self) {
        let now = self.clock.now();
        self.make(now).await;
        for delivery in &mut self.places {
            delivery.retry_at = now;
        }
        self.deliver(now).await;
    }
}
