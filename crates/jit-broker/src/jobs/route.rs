use std::collections::BTreeSet;
use std::time::Duration;

use jit_domain::{EventKind, SinkName, VerifiedClaims};
use jit_policy::{Bundle, Notification, Sinks};
use jit_store::{Destination, RecordedNotice, RequestWithEvents, RoutedNotice, StoreError};
use tokio::sync::watch;

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
        loop {
            match self.round().await {
                Ok(0) => {}
                Ok(_) => drop(routed.send(())),
                Err(error) => tracing::error!(%error, "notices were not routed: {error}"),
            }
            if !wait::for_change(&mut changes, LOOK_EVERY, &mut stopping).await {
                return;
            }
        }
    }

    /// Looks once, and routes whatever waits; answers how many notices those were.
    ///
    /// # Errors
    ///
    /// [`StoreError`]; what was not routed waits for the next round.
    pub async fn round(&self) -> Result<usize, StoreError> {
        let outbox = &self.0.outbox;
        outbox.tell_moments(self.0.clock.now(), BATCH).await?;
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
        let about = match &recorded.notice.request {
            Some(id) => self.0.outbox.request_with_events(id).await?,
            None => None,
        };
        let message = compose(recorded, about.as_ref(), &self.0.public_url);
        Ok(RoutedNotice {
            notice: recorded.id,
            destinations: self.destinations(&message, about.as_ref(), bundle),
            message: serde_json::to_string(&message)
                .map_err(|_| StoreError::Damaged("a notice has no JSON form".to_owned()))?,
            at: self.0.clock.now(),
        })
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
