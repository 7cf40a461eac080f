use std::path::PathBuf;

use url::Url;

use super::Rhythm;
use crate::vend::is_loopback;

/// Whether, how often and where checkpoints are made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckpointSettings {
    /// How often.
    pub rhythm: Rhythm,
    /// The key that signs them.
    pub key_file: PathBuf,
    /// The file they are appended to, if any.
    pub file: Option<PathBuf>,
    /// The bucket they are written to, if any.
    pub s3: Option<S3Settings>,
}

/// A bucket for checkpoints.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct S3Settings {
    /// Its name.
    pub bucket: String,
    /// What the names of all objects begin with; may be empty.
    pub prefix: String,
    /// Its region; none to have the AWS SDK decide.
    pub region: Option<String>,
    /// Another endpoint than that of AWS.
    pub endpoint: Option<Url>,
}

impl S3Settings {
    /// Whether the endpoint is literally on loopback, and so not AWS.
    pub(crate) fn is_on_loopback(&self) -> bool {
        self.endpoint.as_ref().is_some_and(is_loopback)
    }
}
