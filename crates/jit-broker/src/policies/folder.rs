use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use arc_swap::ArcSwap;
use jit_domain::BundleDigest;
use jit_policy::{Bundle, BundleError, Fault, FolderStamp};
use tokio::sync::watch;

use super::journal::{Journal, Teller, journal};

/// The folder of the policy bundle, and the bundle in force: the last one that was read there and
/// had no fault.
#[derive(Debug)]
pub(crate) struct PolicyFolder {
    path: PathBuf,
    in_force: Arc<ArcSwap<Bundle>>,
    /// What is wrong with the bundle that was read last and not taken; empty when nothing is.
    refused: watch::Sender<Vec<Fault>>,
    /// Held while the folder is read, so that an older bundle never replaces a newer one.
    seen: Mutex<Seen>,
    teller: Teller,
    journal: Mutex<Option<Journal>>,
}

/// What the folder looked like.
#[derive(Debug)]
struct Seen {
    /// When it was read last, whatever came of it.
    read: FolderStamp,
    /// At the last look, if that was different.
    changed: Option<FolderStamp>,
    /// Whether there was no bundle without faults when it was read last.
    faulty: bool,
}

/// What came of reading the folder.
#[derive(Debug)]
pub(crate) enum Reading {
    /// This bundle is in force.
    Good {
        /// Its name.
        digest: BundleDigest,
        /// Whether another one was in force before.
        is_new: bool,
    },
    /// The bundle in force stays.
    Faulty(BundleError),
}

impl PolicyFolder {
    /// Reads the bundle.
    ///
    /// # Errors
    ///
    /// Everything that is wrong with it.
    pub(crate) fn open(path: &Path) -> Result<Self, BundleError> {
        let stamp = FolderStamp::of(path);
        Bundle::load(path).map(|bundle| Self::new(path, stamp, bundle))
    }

    /// The same, but a folder that is not there is no error: everything is denied until it is.
    ///
    /// # Errors
    ///
    /// Everything that is wrong with a bundle that is there.
    pub(crate) fn open_or_deny(path: &Path) -> Result<Self, BundleError> {
        let stamp = FolderStamp::of(path);
        match Bundle::load(path) {
            Err(_) if stamp.is_missing() => Ok(Self::new(path, stamp, Bundle::empty())),
            loaded => loaded.map(|bundle| Self::new(path, stamp, bundle)),
        }
    }

    fn new(path: &Path, read: FolderStamp, bundle: Bundle) -> Self {
        let (teller, journal) = journal();
        Self {
            path: path.to_owned(),
            teller,
            journal: Mutex::new(Some(journal)),
            seen: Mutex::new(Seen {
                read,
                changed: None,
                faulty: bundle.is_empty(),
            }),
            in_force: Arc::new(ArcSwap::from_pointee(bundle)),
            refused: watch::channel(Vec::new()).0,
        }
    }

    /// Tells of each bundle that is read and not taken what is wrong with it.
    pub(crate) fn refusals(&self) -> watch::Receiver<Vec<Fault>> {
        self.refused.subscribe()
    }

    /// The bundle in force, replaced as a whole.
    pub(crate) fn in_force(&self) -> Arc<ArcSwap<Bundle>> {
        Arc::clone(&self.in_force)
    }

    /// What happens to the policies, for the audit log; only the first caller gets it.
    pub(crate) fn take_journal(&self) -> Option<Journal> {
        let mut journal = self.journal.lock().unwrap_or_else(PoisonError::into_inner);
        journal.take()
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// Reads the folder now.
    pub(crate) fn reload(&self) -> Reading {
        let mut seen = self.seen();
        let stamp = FolderStamp::of(&self.path);
        self.replace(&mut seen, stamp, Bundle::load(&self.path))
    }

    /// Reads the folder if it has changed since it was read, and looks as it did at the last look:
    /// a bundle that is being copied is left alone. None when there is nothing to tell.
    pub(crate) fn look(&self) -> Option<Reading> {
        self.look_and(Bundle::load)
    }

    pub(super) fn look_and(
        &self,
        load: impl FnOnce(&Path) -> Result<Bundle, BundleError>,
    ) -> Option<Reading> {
        let mut seen = self.seen();
        let stamp = FolderStamp::of(&self.path);
        if stamp == seen.read {
            seen.changed = None;
            return None;
        }
        if seen.changed.as_ref() != Some(&stamp) {
            seen.changed = Some(stamp);
            return None;
        }
        let loaded = load(&self.path);
        let after = FolderStamp::of(&self.path);
        if after != stamp {
            // What was read may be of two bundles.
            seen.changed = Some(after);
            return None;
        }
        let had_faults = seen.faulty;
        let reading = self.replace(&mut seen, stamp, loaded);
        let is_news = !matches!(reading, Reading::Good { is_new: false, .. });
        (is_news || had_faults).then_some(reading)
    }

    /// Puts what was loaded in force; `stamp` is from before that, so that what changed meanwhile
    /// looks different at the next look.
    fn replace(
        &self,
        seen: &mut Seen,
        stamp: FolderStamp,
        loaded: Result<Bundle, BundleError>,
    ) -> Reading {
        seen.read = stamp;
        seen.changed = None;
        match loaded {
            Ok(bundle) => {
                seen.faulty = false;
                self.refused.send_replace(Vec::new());
                let digest = bundle.digest().clone();
                let is_new = digest != *self.in_force.load().digest();
                if is_new {
                    let bundle = Arc::new(bundle);
                    let before = self.in_force.swap(Arc::clone(&bundle));
                    self.teller.changed(&before, &bundle);
                }
                Reading::Good { digest, is_new }
            }
            Err(error) => {
                seen.faulty = true;
                self.refused.send_replace(error.faults.clone());
                self.teller.refused(&self.in_force.load(), &error);
                Reading::Faulty(error)
            }
        }
    }

    fn seen(&self) -> MutexGuard<'_, Seen> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl PolicyFolder {
    /// Writes to the log what is probably not meant in the bundle in force: a mistyped tag may leave
    /// a weaker policy to apply, and nobody looks at a bundle that loads.
    pub(crate) fn tell_warnings(&self) {
        let warnings = self.in_force.load().warnings();
        for warning in warnings.iter().take(MAX_WARNINGS) {
            let (origin, what, fix) = (&warning.origin, &warning.what, &warning.fix);
            tracing::warn!("{origin}: {what}; {fix}");
        }
        let more = warnings.len().saturating_sub(MAX_WARNINGS);
        if more > 0 {
            tracing::warn!("{more} more warnings: `jit-broker policy check` shows them");
        }
    }
}

/// How many warnings of one bundle go to the log.
const MAX_WARNINGS: usize = 20;

impl Reading {
    /// Whether another bundle is in force now.
    pub(crate) fn is_new(&self) -> bool {
        matches!(self, Self::Good { is_new: true, .. })
    }

    /// Writes to the log what came of it.
    pub(crate) fn tell(&self) {
        match self {
            Self::Good { digest, .. } => {
                tracing::info!(%digest, "policy bundle `{digest}` is in force");
            }
            Self::Faulty(error) => {
                for fault in &error.faults {
                    tracing::error!("the policies in force stay: {fault}");
                }
            }
        }
    }
}
