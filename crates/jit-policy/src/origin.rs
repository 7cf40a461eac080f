use std::fmt;
use std::sync::Arc;

use serde::{Serialize, Serializer};

/// Where a policy stands in its bundle: `eligibility/sre.toml:7`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Origin {
    file: Arc<str>,
    line: usize,
}

impl Origin {
    pub(crate) fn new(file: &str, line: usize) -> Self {
        let file = file.into();
        Self { file, line }
    }

    /// The file, relative to the folder of the bundle.
    #[must_use]
    pub fn file(&self) -> &str {
        &self.file
    }

    /// The line, counted from 1.
    #[must_use]
    pub fn line(&self) -> usize {
        self.line
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.file, self.line)
    }
}

impl Serialize for Origin {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}
