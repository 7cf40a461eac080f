//! The broker behind its router: real store, real policy, real token checks; only AWS and the time
//! are played.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::panic,
    reason = "a test that cannot set its stage has to fail"
)]

mod audit;
mod bad_input;
mod break_glass;
mod cedar;
mod check_programs;
mod check_service;
mod checks;
mod credentials;
mod exchange;
mod glass;
mod idempotency;
mod issuer;
mod known_sessions;
mod list;
mod me_and_targets;
mod metrics;
mod permissions;
mod races;
mod reads;
mod recheck;
mod report;
mod reviews;
mod show;
mod stage;
mod store;
mod submit;
mod transitions;
mod vend_turns;
mod vendor;
mod waiting;
