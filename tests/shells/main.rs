//! TAB in the shells that people use: each is started at a terminal with the script that `jit
//! completions` prints, keys are typed, and what `jit` is then run with is what was meant.
#![cfg(unix)]
#![expect(
    unreachable_pub,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "this is the stage of tests: it stops at the first surprise"
)]

mod names;
mod pasting;
mod powershell;
mod shell;
mod stage;
mod typing;
