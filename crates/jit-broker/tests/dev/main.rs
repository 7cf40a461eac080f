//! `jit-broker dev` and `jit-broker dev-token`: the real binary, on free ports of loopback.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests fail by panicking"
)]

mod audit_export;
mod dev_token;
mod device;
mod discovery;
mod life;
mod notices;
mod pages;
mod pkce;
mod refresh;
mod restart;
mod stage;
mod start;
mod workload;
