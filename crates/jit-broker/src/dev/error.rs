use std::io;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use crate::http::server::ServeError;
use crate::vend::{StsSetupError, VendError};

/// A dev broker cannot start, or a development token cannot be made.
#[derive(Debug, thiserror::Error)]
pub(crate) enum DevError {
    #[error(
        "a dev broker listens on loopback only, not on `{0}`: whoever reaches it can be anybody"
    )]
    NotLoopback(SocketAddr),
    #[error("cannot listen on `{address}`: {source}")]
    Listen {
        address: SocketAddr,
        source: io::Error,
    },
    #[error("`{}`: {source}", path.display())]
    File { path: PathBuf, source: io::Error },
    #[error("`{}` is damaged: {what}", path.display())]
    Damaged { path: PathBuf, what: String },
    #[error("{file}:{line}: {what}")]
    People {
        file: String,
        line: usize,
        what: String,
    },
    #[error("{0}")]
    Checks(String),
    #[error("{0}")]
    Policy(#[from] jit_policy::BundleError),
    #[error("{0}")]
    Store(#[from] jit_store::sqlite::OpenError),
    #[error("{0}")]
    Sts(#[from] StsSetupError),
    #[error("{0}")]
    Aws(#[from] VendError),
    #[error("{0}")]
    CheckpointKey(#[from] crate::checkpoints::KeyFileError),
    #[error("the signing key of the development issuer cannot be used")]
    Key,
    #[error("no dev broker has run in `{}` yet; start one with `jit-broker dev --dir {}`", .0.display(), .0.display())]
    NeverRan(PathBuf),
    #[error("nobody here has the subject `{subject}`; there are {known}")]
    NobodyThere { subject: String, known: String },
    #[error("{0}")]
    Serve(#[from] ServeError),
}

impl DevError {
    /// Names the file in an error of the system.
    pub(super) fn file(path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_owned();
        move |source| Self::File { path, source }
    }

    /// Says that a file of the broker's own cannot be read back.
    pub(super) fn damaged(path: &Path, what: impl Into<String>) -> Self {
        Self::Damaged {
            path: path.to_owned(),
            what: what.into(),
        }
    }
}
