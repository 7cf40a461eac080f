//! Notices on their way to real receivers: a real store, real sinks; only the time is played.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test that cannot set its stage has to fail"
)]

mod aws;
mod chat;
mod command;
mod digests;
mod hostile;
mod mail;
mod moments;
mod receiver;
mod routes;
mod several_brokers;
mod sinks_file;
mod stage;
mod webhook;
