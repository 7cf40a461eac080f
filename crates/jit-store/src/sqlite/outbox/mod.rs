//! The outbox in SQLite: every change is a job of the one writer, so that two brokers in one
//! process cannot claim the same delivery, and what was claimed is durable before it is tried.

use async_trait::async_trait;
use jit_domain::{SinkName, Timestamp};
use rusqlite::Connection;

use super::SqliteStore;
use crate::{
    Announcement, Arrival, Backlog, Claim, Delivery, Outbox, RoutedNotice, Settlement, StoreError,
};

mod deliveries;
mod moments;
mod notices;

pub(super) use notices::{insert as insert_notice, unrouted};

/// Gives back what the last process held: the lock on the folder says that it is gone.
pub(super) fn release_leases(connection: &Connection) -> rusqlite::Result<()> {
    let held = "UPDATE deliveries SET lease_owner = NULL, lease_until = NULL
                WHERE delivered_at IS NULL AND given_up_at IS NULL AND lease_owner IS NOT NULL";
    connection.execute(held, []).map(drop)
}

#[async_trait]
impl Outbox for SqliteStore {
    async fn tell_moments(&self, now: Timestamp, limit: u32) -> Result<u32, StoreError> {
        let due = self
            .readers
            .read(move |connection| moments::due(connection, now, limit));
        if due.await?.is_empty() {
            return Ok(0);
        }
        self.writer
            .run(move |connection| moments::tell(connection, now, limit))
            .await
    }

    async fn announce(&self, announcement: Announcement) -> Result<bool, StoreError> {
        self.writer
            .run(move |connection| notices::announce(connection, &announcement))
            .await
    }

    async fn route(&self, routed: Vec<RoutedNotice>) -> Result<(), StoreError> {
        self.writer
            .run(move |connection| {
                routed
                    .iter()
                    .try_for_each(|notice| notices::route(connection, notice))
            })
            .await
    }

    async fn claim(&self, claim: Claim) -> Result<Vec<Delivery>, StoreError> {
        let looked = claim.clone();
        let due = self
            .readers
            .read(move |connection| deliveries::is_any_due(connection, &looked));
        if !due.await? {
            return Ok(Vec::new());
        }
        self.writer
            .run(move |connection| deliveries::claim(connection, &claim))
            .await
    }

    async fn settle(&self, settlements: Vec<Settlement>) -> Result<(), StoreError> {
        self.writer
            .run(move |connection| {
                settlements
                    .iter()
                    .try_for_each(|settlement| deliveries::settle(connection, settlement))
            })
            .await
    }

    async fn give_up(
        &self,
        before: Timestamp,
        now: Timestamp,
    ) -> Result<Vec<(SinkName, u64)>, StoreError> {
        let overdue = self
            .readers
            .read(move |connection| deliveries::overdue(connection, before, now));
        if overdue.await?.is_empty() {
            return Ok(Vec::new());
        }
        self.writer
            .run(move |connection| deliveries::give_up(connection, before, now))
            .await
    }

    async fn backlog(&self) -> Result<Vec<Backlog>, StoreError> {
        self.readers.read(deliveries::backlog).await
    }

    async fn arrivals(
        &self,
        sink: &SinkName,
        since: Timestamp,
        limit: u32,
    ) -> Result<Vec<Arrival>, StoreError> {
        let sink = sink.clone();
        self.readers
            .read(move |connection| deliveries::arrivals(connection, &sink, since, limit))
            .await
    }
}
