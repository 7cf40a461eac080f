//! The real binaries against real parts: a certified OpenID provider and an AWS emulator.
//! `cargo xtask test` installs them.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test says no by panicking"
)]

mod auto_login;
mod crash;
mod life;
mod quickstart;
mod sign_in;
mod tls;
mod workload;
