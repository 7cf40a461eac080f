use std::fmt;
use std::path::PathBuf;

use crate::quoted::one_line;

/// One thing that is wrong with a bundle, where it is, and how to mend it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The file, relative to the folder of the bundle.
    pub file: PathBuf,
    /// The line, counted from 1; none for a whole file.
    pub line: Option<usize>,
    /// What is wrong; one line, lower case.
    pub what: String,
    /// What to write instead.
    pub fix: Option<String>,
}

/// File, line and what is wrong, and the fix on a line of its own.
impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&one_line(&self.file.display().to_string()))?;
        if let Some(line) = self.line {
            write!(f, ":{line}")?;
        }
        write!(f, ": {}", self.what)?;
        if let Some(fix) = &self.fix {
            write!(f, "\n  fix: {fix}")?;
        }
        Ok(())
    }
}

/// A bundle that cannot be used, with everything that is wrong with it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub struct BundleError {
    /// In order of file and line; never empty.
    pub faults: Vec<Fault>,
}

impl fmt::Display for BundleError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, fault) in self.faults.iter().enumerate() {
            if i > 0 {
                f.write_str("\n")?;
            }
            fault.fmt(f)?;
        }
        Ok(())
    }
}
