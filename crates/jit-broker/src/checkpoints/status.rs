use std::collections::BTreeSet;
use std::sync::{Mutex, MutexGuard, PoisonError};

use jit_domain::Timestamp;
use serde::Serialize;

/// How the checkpoints are, for whoever asks.
#[derive(Debug, Default)]
pub struct CheckpointStatus(Mutex<CheckpointHealth>);

/// How the checkpoints are. Anybody may read it, so it names kinds of places and no reasons; those
/// are in the log of the program.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct CheckpointHealth {
    /// The record that the last checkpoint is about; none before the first.
    pub sequence: Option<u64>,
    /// When it was made.
    #[schema(value_type = Option<String>)]
    pub at: Option<Timestamp>,
    /// What does not work now: `log`, `key`, or places of this kind: `file`, `s3`.
    pub failing: BTreeSet<&'static str>,
}

impl CheckpointStatus {
    /// As it is now.
    #[must_use]
    pub fn health(&self) -> CheckpointHealth {
        self.lock().clone()
    }

    pub(super) fn made(&self, sequence: u64, at: Timestamp) {
        let mut health = self.lock();
        (health.sequence, health.at) = (Some(sequence), Some(at));
    }

    /// Notes that something works, or not; answers whether that is news.
    pub(super) fn works(&self, what: &'static str, works: bool) -> bool {
        let failing = &mut self.lock().failing;
        if works {
            failing.remove(what)
        } else {
            failing.insert(what)
        }
    }

    fn lock(&self) -> MutexGuard<'_, CheckpointHealth> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
