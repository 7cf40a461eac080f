use std::fmt;

use jit_domain::{AccountId, Partition};
use jit_policy::BundleError;

use super::document::DocumentError;
use super::shown::Shown;

/// Why a catalog stays as it is.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MergeError {
    /// The text that is there cannot be worked on.
    #[error(transparent)]
    Document(#[from] DocumentError),
    /// The catalog is for another partition than the organization.
    #[error(
        "the catalog is for partition `{catalog}`, and the organization is in `{organization}`"
    )]
    Partition {
        /// What the catalog says.
        catalog: Partition,
        /// What AWS says.
        organization: Partition,
    },
    /// Entries that are there cannot say what AWS says, so they would go on saying what is no longer
    /// true.
    #[error("{}", joined(.0))]
    Entries(Vec<MergeFault>),
    /// The outcome would not load.
    #[error("the new catalog would not load: {0}")]
    WouldNotLoad(BundleError),
    /// The outcome would not say what it should: a mistake of this program.
    #[error("the new catalog would not say what AWS says; nothing was written")]
    Unfaithful,
}

/// An entry that cannot say what AWS says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MergeFault {
    /// The account.
    pub id: AccountId,
    /// Its name in the file.
    pub name: String,
    /// What is the matter.
    pub what: String,
    /// What to do about it.
    pub fix: String,
}

impl fmt::Display for MergeFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            id,
            name,
            what,
            fix,
        } = self;
        write!(f, "account {id} {}: {what}\n  fix: {fix}", Shown(name))
    }
}

fn joined(faults: &[MergeFault]) -> String {
    let faults: Vec<_> = faults.iter().map(ToString::to_string).collect();
    faults.join("\n")
}
