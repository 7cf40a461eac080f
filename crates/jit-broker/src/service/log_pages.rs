use std::sync::Arc;

use jit_domain::{ChainHead, Timestamp};
use jit_store::{LogFilter, LogQuery, RecordedEvent, Store, StoreError};

/// How many events are looked at, and in memory, at a time.
const PAGE: u32 = 500;

/// The log up to an end, page by page: the whole of it, or the events that match.
#[derive(Clone, Debug)]
pub struct LogPages {
    /// Where it is read.
    pub store: Arc<dyn Store>,
    /// Up to which event.
    pub head: ChainHead,
    /// Which events.
    pub filter: LogFilter,
    /// The instant that states of requests are read at.
    pub now: Timestamp,
}

impl LogPages {
    /// The events of the page behind `after`, and behind which event the next page begins. It may
    /// have no events where there is a filter.
    ///
    /// # Errors
    ///
    /// What the store says; also when events that the head counts are not there.
    pub async fn page(&self, after: u64) -> Result<(Vec<RecordedEvent>, u64), StoreError> {
        if !self.filter.is_empty() {
            let mut events = self.store.log_matching(&self.query(after)).await?;
            events.retain(|event| event.sequence <= self.head.sequence);
            let looked_at = after.saturating_add(PAGE.into());
            return Ok((events, looked_at.min(self.head.sequence)));
        }
        let mut events = self.store.log(after, PAGE).await?;
        events.retain(|event| event.sequence <= self.head.sequence);
        match events.last().map(|event| event.sequence) {
            Some(last) => Ok((events, last)),
            // Better no end of an export than a wrong one.
            None => Err(StoreError::Damaged(format!(
                "the events behind {after} are not there"
            ))),
        }
    }

    fn query(&self, after: u64) -> LogQuery {
        LogQuery {
            after,
            span: PAGE,
            filter: self.filter.clone(),
            now: self.now,
        }
    }
}
