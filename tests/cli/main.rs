//! The `jit` program as people and SDKs run it, against a broker that says what a test tells it.

#![expect(
    unreachable_pub,
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::format_push_string,
    clippy::assigning_clones,
    reason = "this is the stage of tests: it stops at the first surprise"
)]

mod answers;
#[cfg(unix)]
mod asking;
mod audit;
mod break_glass;
mod config;
#[cfg(unix)]
mod config_set;
mod console;
mod console_pages;
mod credential_process;
mod decide;
#[cfg(unix)]
mod doctor;
#[cfg(unix)]
mod emulated;
mod env;
#[cfg(unix)]
mod error_files;
mod errors;
#[cfg(unix)]
mod every_error;
#[cfg(unix)]
mod exec;
mod formats;
mod help;
#[cfg(unix)]
mod hostile_files;
#[cfg(unix)]
mod hostile_screens;
mod hostile_text;
#[cfg(unix)]
mod interrupted;
#[cfg(unix)]
mod json_schemas;
mod kept_sessions;
mod list;
#[cfg(unix)]
mod login;
#[cfg(unix)]
mod logout;
#[cfg(target_os = "linux")]
mod network;
mod no_effect;
#[cfg(all(unix, not(target_os = "macos")))]
mod notify;
#[cfg(unix)]
mod picking;
mod profiles;
mod report;
mod request;
mod review;
mod revoke;
#[cfg(unix)]
mod serve_credentials;
mod show;
mod stage;
mod status;
mod take_back;
mod targets;
#[cfg(unix)]
mod terminal;
mod wait;
mod whoami;
#[cfg(unix)]
mod working;

use jit_testkit::fake_broker;
