use std::sync::Arc;

use jit_audit::{Checkpoint, KeySet, UnsignedCheckpoint};
use jit_domain::{ChainHead, Clock, EventHash, Timestamp, link};
use jit_store::Store;

use super::failure::CheckpointFailure;
use super::place::SignedCheckpoint;
use super::signer::CheckpointSigner;

/// How many events are in memory at a time.
const PAGE: u32 = 500;

/// Makes the next checkpoint, each a continuation of the one before it.
#[derive(Debug)]
pub(crate) struct CheckpointMaker {
    store: Arc<dyn Store>,
    signer: Arc<dyn CheckpointSigner>,
    clock: Arc<dyn Clock>,
    log: Option<EventHash>,
    last: Option<Checkpoint>,
    distrusted: Option<u64>,
}

impl CheckpointMaker {
    pub(crate) fn new(
        store: Arc<dyn Store>,
        signer: Arc<dyn CheckpointSigner>,
        clock: Arc<dyn Clock>,
    ) -> Self {
        Self {
            store,
            signer,
            clock,
            log: None,
            last: None,
            distrusted: None,
        }
    }

    /// Goes on behind a checkpoint that was kept by an earlier process, if this key signed it.
    pub(crate) fn go_on_from(&mut self, jws: &str) {
        let mut own = KeySet::default();
        own.insert(*self.signer.key());
        let Ok((found, _)) = Checkpoint::verified(jws, &own) else {
            return;
        };
        if self.last_sequence() < found.sequence {
            self.last = Some(found);
        }
    }

    /// The record that the last checkpoint is about; 0 before the first.
    pub(crate) fn last_sequence(&self) -> u64 {
        self.last.as_ref().map_or(0, |last| last.sequence)
    }

    /// When the last checkpoint was made.
    pub(crate) fn last_at(&self) -> Option<Timestamp> {
        self.last.as_ref().map(|last| last.at)
    }

    /// A checkpoint of the log as it is now; none when nothing has happened since the last.
    ///
    /// # Errors
    ///
    /// [`CheckpointFailure`]; a log that does not continue the last checkpoint is never signed.
    pub(crate) async fn make(&mut self) -> Result<Option<SignedCheckpoint>, CheckpointFailure> {
        if let Some(sequence) = self.distrusted {
            return Err(CheckpointFailure::OtherLog { sequence });
        }
        let head = self.store.head().await?;
        if head.sequence == 0 && self.last.is_none() {
            return Ok(None);
        }
        let log = self.continues(&head).await?;
        if head.sequence == self.last_sequence() {
            return Ok(None);
        }
        let checkpoint = Checkpoint {
            log,
            sequence: head.sequence,
            hash: head.hash,
            at: self.clock.now(),
        };
        let unsigned = UnsignedCheckpoint::new(&checkpoint, self.signer.key().id())?;
        let signature = self.signer.sign(unsigned.to_sign()).await?;
        self.last = Some(checkpoint.clone());
        Ok(Some(SignedCheckpoint {
            checkpoint,
            jws: unsigned.signed(&signature),
        }))
    }

    /// The name of the log, if the chain from the last checkpoint on leads to this head.
    async fn continues(&mut self, head: &ChainHead) -> Result<EventHash, CheckpointFailure> {
        let distrust = |sequence| CheckpointFailure::OtherLog { sequence };
        let outcome = match (self.log().await?, &self.last) {
            (None, last) => Err(distrust(last.as_ref().map_or(0, |it| it.sequence))),
            (Some(log), None) => Ok(log),
            (Some(log), Some(last)) => {
                let same = log == last.log && self.leads(last, head).await?;
                if same {
                    Ok(log)
                } else {
                    Err(distrust(last.sequence))
                }
            }
        };
        if let Err(CheckpointFailure::OtherLog { sequence }) = &outcome {
            self.distrusted = Some(*sequence);
        }
        outcome
    }

    async fn log(&mut self) -> Result<Option<EventHash>, CheckpointFailure> {
        if self.log.is_none() {
            let first = self.store.log(0, 1).await?;
            self.log = first.into_iter().next().map(|first| first.hash);
        }
        Ok(self.log.clone())
    }

    /// Whether the record of the checkpoint is still there, and every record behind it is linked.
    async fn leads(&self, from: &Checkpoint, to: &ChainHead) -> Result<bool, CheckpointFailure> {
        let before = self.store.log(from.sequence.saturating_sub(1), 1).await?;
        let is_there = before
            .first()
            .is_some_and(|it| it.sequence == from.sequence && it.hash == from.hash);
        let mut end = ChainHead {
            sequence: from.sequence,
            hash: from.hash.clone(),
        };
        while is_there && end.sequence < to.sequence {
            let page = self.store.log(end.sequence, PAGE).await?;
            if page.is_empty() {
                return Ok(false);
            }
            for recorded in page.into_iter().filter(|it| it.sequence <= to.sequence) {
                let next = link(&end, &recorded.event)?;
                let follows = recorded.previous_hash == end.hash;
                if !follows || next.sequence != recorded.sequence || next.hash != recorded.hash {
                    return Ok(false);
                }
                end = ChainHead {
                    sequence: next.sequence,
                    hash: next.hash,
                };
            }
        }
        Ok(is_there && end == *to)
    }
}
