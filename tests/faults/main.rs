//! What the credential helper must survive, each by real means: the real `jit`, processes that are
//! killed or stopped, disks that are full, files that are damaged, brokers and issuers that behave
//! badly.
//!
//! The rules are those of `docs/design`; `docs/security.md` names the test of each fault.
#![cfg(target_os = "linux")]
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a test says no by panicking"
)]

mod answers;
mod broker_down;
mod clocks;
mod cold_start;
mod damaged_files;
mod full_disk;
mod gnome_keyring;
mod homes;
mod keyring;
mod killed_parent;
mod killed_while_saving;
mod other_version;
mod process;
mod refusals;
mod rotating_issuer;
mod stage;
mod stopped_holder;
mod strange_answers;
mod tokens;
