use std::sync::Arc;
use std::time::Duration;

use arc_swap::ArcSwap;
use jit_domain::{BundleChange, BundleDigest, BundleRefusal, Clock, Event, EventKind};
use jit_policy::{Bundle, BundleError};
use jit_store::{Store, StoreError, UnitOfWork};
use tokio::sync::{mpsc, watch};
use tokio::time::timeout;

use super::PolicyFolder;

/// How many changes may wait for a store that does not answer. One comes every two seconds at most.
const WAITING: usize = 256;

/// The pause before a change is written again that could not be.
const PAUSE: Duration = Duration::from_secs(5);

/// How long the last changes may take to be written when the broker stops.
const LAST: Duration = Duration::from_secs(3);

/// Something that happened to the policies, for the audit log.
#[derive(Debug)]
pub(crate) struct News {
    /// The bundle in force from then on.
    in_force: BundleDigest,
    kind: EventKind,
}

/// Where news are left; the reading of policies never waits for the log.
#[derive(Debug)]
pub(super) struct Teller(mpsc::Sender<News>);

/// The news that wait to be written.
#[derive(Debug)]
pub(crate) struct Journal(mpsc::Receiver<News>);

/// Both ends.
pub(super) fn journal() -> (Teller, Journal) {
    let (send, receive) = mpsc::channel(WAITING);
    (Teller(send), Journal(receive))
}

impl Teller {
    /// Another bundle is in force.
    pub(super) fn changed(&self, before: &Bundle, after: &Bundle) {
        let known = !before.is_empty();
        self.tell(
            after.digest().clone(),
            EventKind::BundleChanged(Box::new(BundleChange {
                before: Some(before.digest().clone()),
                changes: known.then(|| after.changes_since(before)),
                size: size(after),
            })),
        );
    }

    /// A bundle was not taken.
    pub(super) fn refused(&self, in_force: &Bundle, error: &BundleError) {
        let first = error.faults.iter().take(BundleRefusal::NAMED);
        self.tell(
            in_force.digest().clone(),
            EventKind::BundleRefused(BundleRefusal {
                faults: error.faults.len() as u64,
                first: first.map(ToString::to_string).collect(),
            }),
        );
    }

    fn tell(&self, in_force: BundleDigest, kind: EventKind) {
        let what = kind.name();
        if let Err(mpsc::error::TrySendError::Full(_)) = self.0.try_send(News { in_force, kind }) {
            tracing::error!("the audit log has no room for `{what}`: the store does not answer");
        }
    }
}

/// Has what happens to the policies written to the audit log. What comes back ends once the folder is
/// no longer watched and everything is written, or soon after that.
///
/// That the bundle of this start is another one is written before this returns, if the store answers:
/// whatever is recorded from then on names the bundle itself, and nobody could tell any more that the
/// log had ended with another.
pub(crate) async fn keep_journal(
    folder: &PolicyFolder,
    store: &Arc<dyn Store>,
    clock: &Arc<dyn Clock>,
    stopping: &watch::Receiver<bool>,
) -> impl Future<Output = ()> + use<> {
    let mut keeping = None;
    if let Some(journal) = folder.take_journal() {
        let (store, clock) = (Arc::clone(store), Arc::clone(clock));
        let in_force = folder.in_force();
        let begun = timeout(LAST, begin(&in_force.load_full(), &*store, &*clock)).await;
        let begun = begun.unwrap_or(Begun::Unknown);
        let journal = journal.keep(begun, in_force, store, clock, stopping.clone());
        keeping = Some(tokio::spawn(journal));
    }
    async {
        if let Some(keeping) = keeping {
            // A panic has been logged; there is nothing to undo.
            drop(timeout(LAST, keeping).await);
        }
    }
}

/// How many entries each part has.
fn size(bundle: &Bundle) -> std::collections::BTreeMap<String, u64> {
    let size = bundle.size();
    let parts = [
        ("accounts", size.accounts),
        ("permission_sets", size.permission_sets),
        ("eligibilities", size.eligibilities),
        ("approvals", size.approvals),
        ("cedar_policies", size.cedar_policies),
    ];
    parts
        .map(|(part, entries)| (part.to_owned(), entries as u64))
        .into()
}

/// What of the start is in the log.
enum Begun {
    /// All of it.
    Recorded,
    /// This is still to be written.
    Not(Box<News>),
    /// The store did not say with which bundle the log ended.
    Unknown,
}

async fn begin(in_force: &Bundle, store: &dyn Store, clock: &dyn Clock) -> Begun {
    match at_start(in_force, store).await {
        Ok(None) => Begun::Recorded,
        Ok(Some(news)) => match write(&news, store, clock).await {
            Ok(()) => Begun::Recorded,
            Err(error) => {
                tracing::error!("`{}` cannot be recorded: {error}", news.kind.name());
                Begun::Not(Box::new(news))
            }
        },
        Err(error) => {
            tracing::error!("the policies in force cannot be recorded: {error}");
            Begun::Unknown
        }
    }
}

impl Journal {
    /// Writes what happens to the policies to the audit log, first of all what is not in it of the
    /// start. What cannot be written is written later.
    async fn keep(
        mut self,
        mut begun: Begun,
        in_force: Arc<ArcSwap<Bundle>>,
        store: Arc<dyn Store>,
        clock: Arc<dyn Clock>,
        mut stopping: watch::Receiver<bool>,
    ) {
        let mut next = loop {
            match begun {
                Begun::Recorded => break None,
                Begun::Not(news) => break Some(*news),
                Begun::Unknown => {}
            }
            if pause(&mut stopping).await.is_err() {
                return;
            }
            begun = begin(&in_force.load_full(), &*store, &*clock).await;
        };
        loop {
            let news = match next.take() {
                Some(news) => Some(news),
                None => self.0.recv().await,
            };
            let Some(news) = news else { return };
            while let Err(error) = write(&news, &*store, &*clock).await {
                tracing::error!("`{}` cannot be recorded: {error}", news.kind.name());
                if pause(&mut stopping).await.is_err() {
                    return;
                }
            }
        }
    }
}

/// An error when the broker stops.
async fn pause(stopping: &mut watch::Receiver<bool>) -> Result<(), ()> {
    tokio::select! {
        () = tokio::time::sleep(PAUSE) => Ok(()),
        _ = stopping.wait_for(|stopping| *stopping) => Err(()),
    }
}

/// That the bundle in force is not the one that the log ended with, if so.
async fn at_start(in_force: &Bundle, store: &dyn Store) -> Result<Option<News>, StoreError> {
    let head = store.head().await?;
    let last = match head.sequence.checked_sub(1) {
        Some(before) => store.log(before, 1).await?.pop(),
        None => None,
    };
    let before = last.map(|last| last.event.bundle);
    let digest = in_force.digest();
    Ok((before.as_ref() != Some(digest)).then(|| News {
        in_force: digest.clone(),
        kind: EventKind::BundleChanged(Box::new(BundleChange {
            before,
            changes: None,
            size: size(in_force),
        })),
    }))
}

async fn write(news: &News, store: &dyn Store, clock: &dyn Clock) -> Result<(), StoreError> {
    let event = Event {
        at: clock.now(),
        request: None,
        actor: None,
        bundle: news.in_force.clone(),
        kind: news.kind.clone(),
    };
    store.commit(UnitOfWork::of_no_request(event)).await?;
    Ok(())
}
