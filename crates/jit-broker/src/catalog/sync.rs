use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use jit_policy::Bundle;

use super::access::{Access, AccessError};
use super::document::CatalogText;
use super::failure::ReadError;
use super::file::{self, FileError};
use super::merge::{Merged, merge};
use super::merge_error::MergeError;
use super::read::{Progress, read};
use super::report::Report;

/// What to do.
#[derive(Clone, Debug)]
pub struct SyncOptions {
    /// The catalog.
    pub file: PathBuf,
    /// How AWS Organizations is reached.
    pub access: Access,
    /// Whether accounts that AWS does not have are taken out.
    pub prune: bool,
    /// Whether the file is replaced.
    pub write: bool,
}

/// What was done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SyncOutcome {
    /// The file as it was; empty when there was none.
    pub before: String,
    /// The file as it is now, or would be.
    pub after: String,
    /// What changed, and what was left to people.
    pub report: Report,
    /// Whether the file was written.
    pub written: bool,
    /// Why the bundle around the file does not load with what was written.
    pub bundle_faults: Vec<String>,
}

/// Why nothing was done.
#[derive(Debug, thiserror::Error)]
pub enum SyncError {
    /// The endpoint cannot be used.
    #[error(transparent)]
    Access(#[from] AccessError),
    /// AWS could not be asked.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// The catalog cannot say what AWS says.
    #[error("{}: {source}", file.display())]
    Merge {
        /// The catalog.
        file: PathBuf,
        /// Why.
        source: MergeError,
    },
    /// The catalog cannot be read or written.
    #[error(transparent)]
    File(#[from] FileError),
}

impl SyncError {
    /// What to do about it, where that is not part of the message.
    #[must_use]
    pub fn hint(&self) -> Option<&'static str> {
        match self {
            Self::Read(error) => Some(error.hint()),
            Self::Merge { source, .. } => match source {
                MergeError::Partition { .. } => {
                    Some("name the file of that partition, or use credentials of the other one")
                }
                MergeError::Document(_) => Some("correct the file by hand first"),
                MergeError::Entries(_) | MergeError::WouldNotLoad(_) => Some("nothing was written"),
                MergeError::Unfaithful => Some("report this, with the file"),
            },
            Self::File(FileError::Changed(_)) => Some("run it again"),
            Self::Access(_) | Self::File(_) => None,
        }
    }
}

/// Reads the organization and brings the catalog up to date.
///
/// # Errors
///
/// [`SyncError`]; then the file is as it was.
pub async fn sync(options: &SyncOptions, progress: &Progress) -> Result<SyncOutcome, SyncError> {
    let file = &options.file;
    let failed = |source: MergeError| SyncError::Merge {
        file: file.clone(),
        source,
    };
    // Reading AWS may take minutes: what is wrong with the file is said before.
    let before = file::read(file)?;
    CatalogText::parse(before.as_deref().unwrap_or_default())
        .map_err(|error| failed(error.into()))?;
    let clients = options.access.connect().await?;
    let organization = read(&clients, progress).await?;
    let Merged { text, report } =
        merge(before.as_deref(), &organization, options.prune).map_err(failed)?;
    let written = options.write && before.as_ref() != Some(&text);
    if written {
        file::replace(file, before.as_deref(), &text)?;
    }
    Ok(SyncOutcome {
        before: before.unwrap_or_default(),
        after: text,
        report,
        written,
        bundle_faults: if written {
            faults_around(file)
        } else {
            Vec::new()
        },
    })
}

/// What is wrong with the bundle that the file is in, if it is in one.
fn faults_around(file: &Path) -> Vec<String> {
    let folder = match file.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    let in_bundle =
        file.file_name() == Some(OsStr::new("catalog.toml")) && folder.join("eligibility").is_dir();
    if !in_bundle {
        return Vec::new();
    }
    let faults = Bundle::load(folder).err().map(|error| error.faults);
    let faults = faults.into_iter().flatten();
    faults.map(|fault| fault.to_string()).collect()
}
