use std::io;
use std::path::PathBuf;

/// Why a task failed.
#[derive(Debug, thiserror::Error)]
pub(crate) enum TaskError {
    /// A program cannot be started.
    #[error("`{program}` cannot be run: {source}; {hint}")]
    Start {
        program: String,
        source: io::Error,
        hint: &'static str,
    },
    /// A program failed and has said why.
    #[error("`{0}` failed")]
    Failed(String),
    /// A file cannot be read or written.
    #[error("{}: {source}", path.display())]
    File { path: PathBuf, source: io::Error },
    /// A measurement broke off.
    #[error("the measurement broke off: {0}")]
    Measure(io::Error),
    /// Checked-in files are not what the code says.
    #[error("stale: {}; `cargo xtask generate` writes them anew", .0.join(", "))]
    Stale(Vec<String>),
    /// Pictures are not what the programs print.
    #[error("stale: {}; `cargo xtask pictures` draws them anew", .0.join(", "))]
    StalePictures(Vec<String>),
}

impl TaskError {
    pub(crate) fn file(path: impl Into<PathBuf>) -> impl FnOnce(io::Error) -> Self {
        let path = path.into();
        |source| Self::File { path, source }
    }
}
