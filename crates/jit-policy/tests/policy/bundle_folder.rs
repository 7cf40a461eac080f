use std::fs;
use std::path::{Path, PathBuf};

use jit_policy::{Bundle, BundleError};
use tempfile::TempDir;

/// A catalog for tests that are not about the catalog.
pub(crate) const CATALOG: &str = r#"
[[account]]
id = "111111111111"
name = "shop-prod"
ou = "prod/shop"
tags = { Environment = "Production", Data = "Personal" }
[[account]]
id = "222222222222"
name = "shop-dev"
ou = "dev"
tags = { Environment = "Development" }
[[permission_set]]
name = "PowerUser"
role = "jit/PowerUser"
tags = { Risk = "high" }
[[permission_set]]
name = "ReadOnly"
role = "jit/ReadOnly"
"#;

/// Everybody in `staff` may request everything.
pub(crate) const ELIGIBILITY: &str = r#"
[[eligibility]]
name = "staff"
who = { groups = ["staff"] }
accounts = { all = true }
permission_sets = ["PowerUser", "ReadOnly"]
max_duration = "8h"
"#;

/// One of `leads` approves everything.
pub(crate) const APPROVAL: &str = r#"
[[approval]]
name = "everything"
targets = { all = true }
max_duration = "12h"
pending_for = "8h"
[[approval.level]]
approvers = { groups = ["leads"] }
approvals = 1
"#;

/// A bundle in a folder of its own, which loads as it is.
#[derive(Debug)]
pub(crate) struct BundleFolder(TempDir);

impl BundleFolder {
    /// [`CATALOG`], [`ELIGIBILITY`] and [`APPROVAL`].
    pub(crate) fn new() -> Self {
        let folder = Self(TempDir::new().unwrap());
        folder
            .with("catalog.toml", CATALOG)
            .with("eligibility/staff.toml", ELIGIBILITY)
            .with("approvals/everything.toml", APPROVAL)
    }

    /// No file at all.
    pub(crate) fn empty() -> Self {
        Self(TempDir::new().unwrap())
    }

    /// Writes a file, or another text into it.
    pub(crate) fn with(self, path: &str, text: impl AsRef<[u8]>) -> Self {
        let path = self.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
        self
    }

    /// Removes a file.
    pub(crate) fn without(self, path: &str) -> Self {
        fs::remove_file(self.path().join(path)).unwrap();
        self
    }

    /// Where it is.
    pub(crate) fn path(&self) -> PathBuf {
        self.0.path().to_owned()
    }

    /// Loads it.
    pub(crate) fn load(&self) -> Result<Bundle, BundleError> {
        Bundle::load(&self.path())
    }

    /// Loads it; it has to be sound.
    pub(crate) fn bundle(&self) -> Bundle {
        load(&self.path())
    }

    /// Everything that is wrong with it.
    pub(crate) fn faults(&self) -> String {
        match self.load() {
            Ok(_) => "none".to_owned(),
            Err(err) => err.to_string(),
        }
    }
}

/// Loads a bundle that has to be sound.
pub(crate) fn load(folder: &Path) -> Bundle {
    Bundle::load(folder).unwrap_or_else(|err| panic!("{err}"))
}
