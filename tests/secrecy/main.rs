//! No secret in any log, event, notification, message, argument, file or figure: invariant I8 of the
//! whole product, with the real binaries.
//!
//! Every secret that goes through `jit` and `jit-broker` is a canary here: text that is nowhere else.
//! Whatever either of them prints, writes, sends or starts is a [place](places), and is searched for
//! each canary in all [forms](forms) that text takes on its way. A test names the places where a canary
//! belongs. It fails when one is found elsewhere, and also when one is missing where it belongs: then
//! it was not in play.
#![cfg(target_os = "linux")]
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test says no by panicking"
)]

mod broker;
mod canaries;
mod echoes;
mod forms;
mod homes;
mod issuer;
mod life;
mod people;
mod places;
mod processes;
mod receivers;
mod searching;
mod strangers;
mod trail;
