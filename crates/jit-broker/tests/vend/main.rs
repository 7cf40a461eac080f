//! Vending by STS, against a recording stub of it on loopback.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::missing_docs_in_private_items,
    reason = "tests fail by panicking"
)]

mod answers;
mod errors;
mod order;
mod request;
mod secrecy;
mod stage;
