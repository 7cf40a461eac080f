//! What was done in AWS with the sessions of a log, and whether it was done inside of a window.
//!
//! `CloudTrail` is read twice: first to learn which sessions it speaks of ([`Mentions`]), so that of
//! the log only those are kept, then to hold each call against the window of its session
//! ([`Analysis`]). So memory grows with the sessions that are in both, and with nothing else.

mod analysis;
mod call;
mod file;
mod mentions;
mod report;
mod scan;
#[cfg(test)]
mod tests;

pub use analysis::Analysis;
pub use call::{Call, RoleSession};
pub use file::{FileReport, Limits, Trouble, read_file};
pub use mentions::Mentions;
pub use report::{ActionReport, CloudTrailReport, OtherCalls, OutsideCall, RequestReport, When};
pub use scan::MAX_RECORD_BYTES;
