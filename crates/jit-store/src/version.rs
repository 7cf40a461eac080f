use serde::{Deserialize, Serialize};

/// Counts the changes of one request; the first is 1. Every change names the version it was
/// decided on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Version(pub u64);

/// A value with the version that was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Versioned<T> {
    /// What a later change has to name.
    pub version: Version,
    /// The value.
    pub value: T,
}
