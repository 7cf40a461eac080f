//! One file for each use case. Who may do what is decided here, and nowhere before: a second way
//! in could not skip it.

mod failure;
mod limits;

pub use failure::Failure;
pub use limits::{LimitSettings, Limits};
