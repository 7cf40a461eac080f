//! The life cycle of a request, tried from outside: tables, rules, properties and a model.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that cannot go on has failed"
)]

mod approving;
mod digests;
mod identity;
mod model;
mod moments;
mod notices;
mod oracle;
mod properties;
mod reachable;
mod replaying;
mod reviewing;
mod roles;
mod states;
mod story;
mod submitting;
mod table;
mod vending;
mod windows;
mod world;
