//! The policy bundle in force, and how a new one takes its place.

mod folder;
mod journal;
#[cfg(test)]
mod tests;
mod watch;

pub(crate) use folder::PolicyFolder;
pub(crate) use journal::keep_journal;
pub(crate) use watch::{LOOK_EVERY, watch};
