use std::fmt;
use std::time::Duration;

use jit_domain::Timestamp;
use tokio::sync::watch;
use tokio::time::{Instant, sleep, sleep_until};

use super::Failure;
use crate::app::App;

/// Names what a client sees, so that it can ask for the next state after exactly that: 1 to 64 of
/// `[0-9a-z-]`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tag(pub(super) String);

impl fmt::Display for Tag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The states that a client knows.
#[derive(Clone, Debug)]
pub enum KnownTags {
    /// Whatever there is.
    Any,
    /// These.
    These(Vec<String>),
}

impl KnownTags {
    fn contain(&self, tag: &Tag) -> bool {
        match self {
            Self::Any => true,
            Self::These(tags) => tags.contains(&tag.0),
        }
    }
}

/// How long a client waits for another state than the one it knows.
#[derive(Clone, Debug, Default)]
pub struct Wait {
    /// 0 to [`Wait::MAX_SECONDS`].
    pub seconds: u32,
    /// What it knows; none for whatever there is when it asks.
    pub known: Option<KnownTags>,
}

impl Wait {
    /// The longest wait, in seconds: below the idle time-outs of common proxies, 60 s.
    pub const MAX_SECONDS: u32 = 50;
}

/// What a client that waited gets.
#[derive(Clone, Debug)]
pub enum Polled<T> {
    /// The state now.
    Fresh {
        /// What it is.
        value: T,
        /// Its name.
        tag: Tag,
    },
    /// Still the state that the client knows.
    Unchanged {
        /// Its name.
        tag: Tag,
    },
}

/// One look at a state.
#[derive(Debug)]
pub(super) struct Look<T> {
    pub(super) value: T,
    pub(super) tag: Tag,
    /// When the state changes by the clock alone.
    pub(super) until: Option<Timestamp>,
}

/// A state that a client can wait for.
pub(super) trait Watched: Sync {
    /// What the client sees.
    type Seen: Send;

    /// Reads it as it is now, with every check of who may see it.
    fn look(&self) -> impl Future<Output = Result<Look<Self::Seen>, Failure>> + Send;
}

/// Looks until the state is another one than the client knows, the time is out or the broker
/// stops. No change is missed: the subscription is older than the first look.
pub(super) async fn poll<W: Watched>(
    app: &App,
    wait: &Wait,
    watched: W,
) -> Result<Polled<W::Seen>, Failure> {
    let mut changes = app.store.changes();
    let deadline = Instant::now() + Duration::from_secs(wait.seconds.into());
    changes.borrow_and_update();
    let mut seen = watched.look().await?;
    let known = match &wait.known {
        Some(known) => known.clone(),
        None => KnownTags::These(vec![seen.tag.0.clone()]),
    };
    let mut pause = FIRST_PAUSE;
    while known.contain(&seen.tag) && worth_waiting(app, deadline) {
        tokio::select! {
            () = change(&mut changes) => sleep(pause).await,
            () = clock_reaches(app, seen.until) => {}
            () = sleep_until(deadline) => {}
            () = the_end(app) => {}
        }
        pause = (pause * 2).min(LONGEST_PAUSE);
        changes.borrow_and_update();
        seen = watched.look().await?;
    }
    match &wait.known {
        Some(known) if known.contain(&seen.tag) => Ok(Polled::Unchanged { tag: seen.tag }),
        _ => Ok(Polled::Fresh {
            value: seen.value,
            tag: seen.tag,
        }),
    }
}

/// Between a commit and the next look: commits of others come in bursts, and one look serves for
/// all of them.
const FIRST_PAUSE: Duration = Duration::from_millis(5);
const LONGEST_PAUSE: Duration = Duration::from_millis(250);

fn worth_waiting(app: &App, deadline: Instant) -> bool {
    Instant::now() < deadline && !*app.stopping.borrow()
}

async fn change(changes: &mut watch::Receiver<u64>) {
    if changes.changed().await.is_err() {
        std::future::pending::<()>().await;
    }
}

async fn the_end(app: &App) {
    let mut stopping = app.stopping.clone();
    if stopping.wait_for(|stopping| *stopping).await.is_err() {
        std::future::pending::<()>().await;
    }
}

async fn clock_reaches(app: &App, until: Option<Timestamp>) {
    let Some(until) = until else {
        return std::future::pending().await;
    };
    let millis = until.since(app.clock.now()).num_milliseconds().max(1);
    sleep(Duration::from_millis(u64::try_from(millis).unwrap_or(1))).await;
}
