//! Storage of the broker. A [`Store`] takes one [`UnitOfWork`] at a time: the event, the row it
//! leads to, the notices and the idempotency key are written in one transaction or not at all, and
//! are durable when [`Store::commit`] returns.

#[cfg(test)]
mod contract;
mod error;
mod idempotency;
mod log_filter;
mod outbox;
mod query;
mod recorded;
pub mod sqlite;
mod store;
mod unit;
mod version;

pub use error::StoreError;
pub use idempotency::{IdempotencyKey, IdempotencyRecord, ParseIdempotencyKeyError};
pub use jit_domain::{ChainHead, EventPosition, RecordedEvent, link};
pub use log_filter::{LogFilter, LogQuery};
pub use outbox::{
    Announcement, Arrival, Backlog, Claim, Delivery, DeliveryId, DeliveryOutcome, Destination,
    LeaseOwner, Outbox, RoutedNotice, Settlement,
};
pub use query::{Cursor, Page, ParseCursorError, RequestQuery, ReviewFilter, Scope, TargetKey};
pub use recorded::{RecordedNotice, RequestWithEvents};
pub use store::{Committed, Store};
pub use unit::{Change, UnitOfWork};
pub use version::{Version, Versioned};
