//! The clients that people have — the AWS CLI, boto3, and the SDKs for JavaScript, Rust and Go — get
//! their credentials from the real `jit`, and an AWS emulator says who they are. `cargo xtask test`
//! installs what they need.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test says no by panicking"
)]

mod aws_cli;
mod boto3;
mod client;
#[cfg(unix)]
mod container;
mod gate;
mod go;
mod how_often;
mod javascript;
mod life;
mod one_process;
mod output;
mod own_source;
#[cfg(unix)]
mod quoting;
mod rust;
mod stage;
mod stdin;
mod written_profiles;
