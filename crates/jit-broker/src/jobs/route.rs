use std::collections::BTreeSet;
use std::time::Duration;

use jit_domain::{EventKind, SinkName, VerifiedClaims};
use jit_policy::{Bundle, Notification, Sinks};
use jit_store::{Destination, RecordedNotice, RequestWithEvents, RoutedNotice, StoreError};
use tokio::sync::watch;
use tokio::time::Instant;

use super::{Notices, wait};
use crate::notify::{Recipients, compose};

/// How often moments are looked for, and notices that nobody told of.
const LOOK_EVERY: Duration = Duration::from_secs(5);

/// How many notices are routed at a time.
const BATCH: u32 = 200;

/// Finds what has to be told, and says where each notice goes.
#[derive(Debug)]
pub struct Router(Notices);

impl Router {
    /// A router of these notices.
    #[must_use]
    pub fn new(notices: Notices) -> Self {
        Self(notices)
    }

    pub(super) async fn run(self, routed: watch::Sender<()>, mut stopping: watch::Receiver<bool>) {
        let mut changes = self.0.outbox.changes();
        let mut next_look = Instant::now();
        loop {
            // Every commit may have a notice, but none makes a moment come.
            let is_time = next_look <= Instant::now();
            let done = if is_time {
                next_look = Instant::now() + LOOK_EVERY;
                self.round().await
            } else {
                self.route_waiting().await
            };
            match done {
                Ok(0) => {}
                Ok(_) => drop(routed.send(())),
                Err(error) => tracing::error!(%error, "notices were not routed: {error}"),
            }
            if !wait::for_change(&mut changes, LOOK_EVERY, &mut stopping).await {
                return;
            }
        }
    }

    /// Looks for moments that have come, and routes whatever waits; answers how many notices those
    /// were.
    ///
    /// # Errors
    ///
    /// [`StoreError`]; what was not routed waits for the next round.
    pub async fn round(&self) -> Result<usize, StoreError> {
        let now = self.0.clock.now();
        self.0.outbox.tell_moments(now, BATCH).await?;
        self.route_waiting().await
    }

    async fn route_waiting(&self) -> Result<usize, StoreError> {
        let outbox = &self.0.outbox;
        let mut routed = 0;
        loop {
            let waiting = outbox.pending_notices(BATCH).await?;
            if waiting.is_empty() {
                return Ok(routed);
            }
            let bundle = self.0.bundle.load_full();
            let mut batch = Vec::with_capacity(waiting.len());
            for notice in &waiting {
                batch.push(self.route(notice, &bundle).await?);
            }
            routed += batch.len();
            outbox.route(batch).await?;
        }
    }

    async fn route(
        &self,
        recorded: &RecordedNotice,
        bundle: &Bundle,
    ) -> Result<RoutedNotice, StoreError> {
        let about = self.about(recorded).await?;
        let message = compose(recorded, about.as_ref(), &self.0.public_url);
        Ok(RoutedNotice {
            notice: recorded.id,
            destinations: self.destinations(&message, about.as_ref(), bundle),
            message: serde_json::to_string(&message)
                .map_err(|_| StoreError::Damaged("a notice has no JSON form".to_owned()))?,
            at: self.0.clock.now(),
        })
    }

    /// The request of a notice. One that is damaged keeps nobody from being told that there is
    /// something, nor of anything else.
    async fn about(
        &self,
        recorded: &RecordedNotice,
    ) -> Result<Option<RequestWithEvents>, StoreError> {
        let Some(id) = &recorded.notice.request else {
            return Ok(None);
        };
        match self.0.outbox.request_with_events(id).await {
            Err(StoreError::Damaged(what)) => {
                tracing::error!(request.id = %id, "a notice says less than it should: {what}");
                Ok(None)
            }
            found => found,
        }
    }

    fn destinations(
        &self,
        message: &Notification,
        about: Option<&RequestWithEvents>,
        bundle: &Bundle,
    ) -> Vec<Destination> {
        let request = about.map(|about| &about.request.value);
        let account = request.map(|request| &request.target.account);
        let names = match bundle.sinks_of(message.kind, message.audience, account) {
            Sinks::All => self.0.sinks.iter().map(|sink| sink.name.clone()).collect(),
            Sinks::Only(names) => names,
        };
        let claims = about.and_then(claims);
        let addresses = || bundle.addresses_of(message.audience, request.map(|r| (r, claims)));
        let of = |name: SinkName| self.at(name, addresses);
        names.into_iter().flat_map(of).collect()
    }

    /// Each address that a sink has to reach. A sink that the settings do not know may be there
    /// after a restart, so that its deliveries wait.
    fn at(
        &self,
        name: SinkName,
        addresses: impl Fn() -> BTreeSet<jit_domain::EmailAddress>,
    ) -> Vec<Destination> {
        let known = self.0.sinks.iter().find(|sink| sink.name == name);
        let Some(Recipients::Addresses { fallback }) = known.map(|sink| &sink.recipients) else {
            return vec![Destination {
                sink: name,
                recipient: None,
            }];
        };
        let mut found = addresses();
        if found.is_empty() {
            found.extend(fallback.clone());
        }
        if found.is_empty() {
            tracing::warn!(sink = %name, "no address is known for a notice that goes to `{name}`");
        }
        let to = |address| Destination {
            sink: name.clone(),
            recipient: Some(address),
        };
        found.into_iter().map(to).collect()
    }
}

/// What the token of the requester said.
fn claims(about: &RequestWithEvents) -> Option<&VerifiedClaims> {
    match &about.events.first()?.event.kind {
        EventKind::Submitted(submitted) | EventKind::Failed { submitted, .. } => {
            submitted.claims.as_ref()
        }
        _ => None,
    }
}
