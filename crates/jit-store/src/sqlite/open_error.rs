use std::path::PathBuf;

/// Why the store does not open. Nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The linked SQLite can damage its files.
    #[error("SQLite {found} is linked, but a store needs 3.51.3 or newer")]
    OldSqlite {
        /// The linked version.
        found: &'static str,
    },
    /// Another broker has the store open.
    #[error("another broker is using the store in `{}`", folder.display())]
    InUse {
        /// The folder of the store.
        folder: PathBuf,
    },
    /// A newer program wrote the file.
    #[error("the store has schema {found}, and this program knows up to {known}: update it")]
    Newer {
        /// The version in the file.
        found: i64,
        /// The version that this program writes.
        known: usize,
    },
    /// The file is a database of something else.
    #[error("the file is not a store of the broker")]
    NotAStore,
    /// The end of the audit log does not verify.
    #[error("the store is damaged: {0}")]
    Damaged(String),
    /// The folder or a file in it cannot be used.
    #[error("cannot use `{}`: {source}", path.display())]
    File {
        /// What was touched.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// SQLite refused.
    #[error("cannot open the store: {0}")]
    Sqlite(#[from] rusqlite::Error),
}
