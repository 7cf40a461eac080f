//! Connections and their limits, and the real binary from its first line to its end.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "tests fail by panicking"
)]

#[cfg(target_os = "linux")]
mod audit;
mod bad_bundles;
mod binary;
mod checkpoints_in_s3;
mod connections;
mod notices;
mod policies;
mod stage;
mod tls;
