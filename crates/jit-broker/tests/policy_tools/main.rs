//! `jit-broker policy`, as its authors run it.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on says so")]

mod check;
mod conflicts;
mod documentation;
mod explain;
mod replay;
mod stage;
mod tests_of_a_bundle;
