//! The catalog from AWS: what AWS Organizations says about accounts, put into a `catalog.toml` that
//! people write in too.
//!
//! [`merge`] is pure; [`sync`] asks AWS, merges, and replaces the file.

mod access;
mod diff;
mod document;
mod edits;
mod entry_edits;
mod failure;
mod file;
mod merge;
mod merge_error;
mod organization;
mod read;
mod report;
mod shown;
mod sync;
mod tag_edits;
mod toml_text;
mod wanted;

pub use access::{Access, AccessError};
pub use diff::diff;
pub use document::DocumentError;
pub use failure::ReadError;
pub use file::FileError;
pub use merge::{Merged, merge};
pub use merge_error::{MergeError, MergeFault};
pub use organization::{Member, Organization};
pub use read::Progress;
pub use report::{Change, Named, Report, Skipped, Suspended};
pub(crate) use shown::one_line;
pub use shown::visible_json;
pub use sync::{SyncError, SyncOptions, SyncOutcome, sync};
