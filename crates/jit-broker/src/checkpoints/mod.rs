//! Signed checkpoints of the audit log, kept outside of the database: who can write the log anew
//! cannot write them anew.

mod failure;
mod file_place;
mod job;
mod key_file;
#[cfg(test)]
mod key_file_tests;
mod maker;
mod place;
mod s3_place;
mod settings;
mod signer;
mod status;
#[cfg(test)]
mod tests;

pub use failure::CheckpointFailure;
pub use file_place::FilePlace;
pub use job::{CheckpointJob, Rhythm};
pub use key_file::{KeyFile, KeyFileError};
pub use place::{CheckpointPlace, PlaceError, SignedCheckpoint};
pub use s3_place::S3Place;
pub use settings::{CheckpointSettings, S3Settings};
pub use signer::{CheckpointSigner, SignError};
pub use status::{CheckpointHealth, CheckpointStatus};
