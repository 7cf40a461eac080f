use std::sync::Arc;

use arc_swap::ArcSwap;
use async_trait::async_trait;
use jit_domain::{Clock, Timestamp};
use jsonwebtoken::DecodingKey;
use tokio::sync::Mutex;

use super::{
    FetchError, IssuerClient, KeyError, KeySet, KeySource, ProtectedUrl, SignatureAlgorithm,
};

/// Whatever tokens come in, the issuer is asked at most once in so many seconds.
const RETRY_SECONDS: i64 = 30;

/// The same while there are no keys to go on with, so that the broker recovers soon.
const EMPTY_RETRY_SECONDS: i64 = 5;

/// The age in seconds from which keys are fetched anew in the background.
const REFRESH_SECONDS: i64 = 5 * 60;

/// The age in seconds from which a token waits for new keys: a key that the issuer has withdrawn is
/// refused from then on.
const STALE_SECONDS: i64 = 10 * 60;

/// For so many seconds after a failure nobody waits for the issuer if the known keys will do.
const OUTAGE_SECONDS: i64 = 60;

/// The age in seconds from which keys are no longer used, whatever the issuer's trouble is.
const EXPIRY_SECONDS: i64 = 24 * 60 * 60;

/// The age in seconds from which the issuer is asked again where its keys are.
const DISCOVERY_SECONDS: i64 = 60 * 60;

/// The keys that an issuer publishes, fetched over HTTP and kept.
#[derive(Clone, Debug)]
pub struct HttpKeys {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    client: IssuerClient,
    clock: Arc<dyn Clock>,
    state: ArcSwap<State>,
    /// Held while the issuer is asked, so that it is asked once for everybody.
    flight: Mutex<()>,
}

/// What is known of the issuer; replaced as a whole after each attempt.
#[derive(Clone, Debug, Default)]
struct State {
    attempts: u64,
    attempted_at: Option<Timestamp>,
    failure: Option<FetchError>,
    fetched: Option<Fetched>,
    discovered: Option<(ProtectedUrl, Timestamp)>,
}

#[derive(Clone, Debug)]
struct Fetched {
    keys: KeySet,
    at: Timestamp,
}

impl HttpKeys {
    /// The keys of the client's issuer; none is fetched yet.
    #[must_use]
    pub fn new(client: IssuerClient, clock: Arc<dyn Clock>) -> Self {
        let inner = Inner {
            client,
            clock,
            state: ArcSwap::from_pointee(State::default()),
            flight: Mutex::new(()),
        };
        Self {
            inner: Arc::new(inner),
        }
    }

    /// Fetches the keys if they are five minutes old, or there are none yet. To be called every few
    /// seconds, so that no token has to wait and none is checked with a withdrawn key.
    ///
    /// # Errors
    ///
    /// What went wrong in the last attempt, until one succeeds.
    pub async fn refresh_if_due(&self) -> Result<(), FetchError> {
        let state = self.inner.state.load_full();
        let now = self.inner.clock.now();
        let state = if is_within(state.fetched_at(), now, REFRESH_SECONDS) {
            state
        } else {
            self.refresh(state, now).await
        };
        state.failure.clone().map_or(Ok(()), Err)
    }

    /// Asks the issuer, unless it was asked a moment ago or is being asked already. It runs in a
    /// task of its own: clients that go away must not be able to stop it for everybody.
    async fn refresh(&self, seen: Arc<State>, now: Timestamp) -> Arc<State> {
        if !seen.may_attempt(now) {
            return seen;
        }
        let inner = Arc::clone(&self.inner);
        let attempt = tokio::spawn(async move { inner.attempt(&seen).await });
        // The attempt can only be lost with the runtime, or by a panic that its task contains.
        drop(attempt.await);
        self.inner.state.load_full()
    }
}

impl Inner {
    async fn attempt(&self, seen: &State) {
        let _flight = self.flight.lock().await;
        let state = self.state.load_full();
        if state.attempts != seen.attempts {
            return;
        }
        let now = self.clock.now();
        let mut next = State::clone(&state);
        next.attempts += 1;
        next.attempted_at = Some(now);
        match self.fetch(&mut next, now).await {
            Ok(keys) => {
                next.fetched = Some(Fetched { keys, at: now });
                next.failure = None;
            }
            Err(error) => {
                tracing::warn!(%error, "cannot fetch the issuer's keys: {error}");
                next.discovered = None;
                next.failure = Some(error);
            }
        }
        self.state.store(Arc::new(next));
    }

    async fn fetch(&self, state: &mut State, now: Timestamp) -> Result<KeySet, FetchError> {
        let known = state.discovered.take();
        let (url, at) = match known {
            Some((url, at)) if is_within(Some(at), now, DISCOVERY_SECONDS) => (url, at),
            _ => (self.client.discover().await?, now),
        };
        let keys = self.client.keys(&url).await?;
        state.discovered = Some((url, at));
        Ok(keys)
    }
}

impl State {
    fn fetched_at(&self) -> Option<Timestamp> {
        self.fetched.as_ref().map(|fetched| fetched.at)
    }

    fn usable(&self, now: Timestamp) -> Option<&KeySet> {
        let fetched = self.fetched.as_ref()?;
        is_within(Some(fetched.at), now, EXPIRY_SECONDS).then_some(&fetched.keys)
    }

    fn may_attempt(&self, now: Timestamp) -> bool {
        let pause = if self.usable(now).is_some() {
            RETRY_SECONDS
        } else {
            EMPTY_RETRY_SECONDS
        };
        !is_within(self.attempted_at, now, pause)
    }

    fn must_refresh(&self, now: Timestamp) -> bool {
        let outage = self.failure.is_some() && is_within(self.attempted_at, now, OUTAGE_SECONDS);
        !is_within(self.fetched_at(), now, STALE_SECONDS) && !outage
    }

    fn find(
        &self,
        kid: Option<&str>,
        algorithm: SignatureAlgorithm,
        now: Timestamp,
    ) -> Result<Arc<DecodingKey>, KeyError> {
        let keys = self.usable(now).ok_or(KeyError::Unavailable)?;
        keys.find(kid, algorithm)
            .map_err(|error| match self.failure {
                Some(_) => KeyError::Unavailable,
                None => error,
            })
    }
}

/// Whether an instant lies at most so many seconds back. One that lies ahead does not: the clock
/// was set back, and how old things are is unknown.
fn is_within(at: Option<Timestamp>, now: Timestamp, seconds: i64) -> bool {
    at.is_some_and(|at| (0..seconds.saturating_mul(1000)).contains(&(now.millis() - at.millis())))
}

#[async_trait]
impl KeySource for HttpKeys {
    async fn key(
        &self,
        kid: Option<&str>,
        algorithm: SignatureAlgorithm,
    ) -> Result<Arc<DecodingKey>, KeyError> {
        let state = self.inner.state.load_full();
        let now = self.inner.clock.now();
        if !state.must_refresh(now)
            && let Ok(key) = state.find(kid, algorithm, now)
        {
            return Ok(key);
        }
        self.refresh(state, now).await.find(kid, algorithm, now)
    }

    fn is_ready(&self) -> bool {
        let now = self.inner.clock.now();
        self.inner.state.load().usable(now).is_some()
    }
}
