//! Vending by STS, against a recording stub of it on loopback.
#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

mod answers;
mod errors;
mod order;
mod request;
mod secrecy;
mod stage;
