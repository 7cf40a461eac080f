//! The policy bundle in force, and how a new one takes its place.

mod folder;
#[cfg(test)]
mod tests;
mod watch;

pub(crate) use folder::PolicyFolder;
pub(crate) use watch::{LOOK_EVERY, watch};
