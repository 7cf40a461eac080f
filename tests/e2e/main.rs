//! The real binaries against real parts: a certified OpenID provider, an AWS emulator, the real AWS
//! CLI and boto3. `cargo xtask test` installs what they need.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test says no by panicking"
)]

mod auto_login;
mod aws;
mod crash;
mod life;
mod quickstart;
mod served_broker;
mod sign_in;
mod tls;
