use std::path::PathBuf;

use crate::config::BrokerUrl;

use super::SessionRecord;
use crate::private_file::{self, PrivateFileError};

/// The largest record, in bytes: tokens with hundreds of groups fit.
const MAX_BYTES: u64 = 1024 * 1024;

/// A record in a file of its own, for its owner alone.
#[derive(Clone, Debug)]
pub(super) struct FileStore {
    pub(super) path: PathBuf,
}

impl FileStore {
    pub(super) fn load(
        &self,
        broker: &BrokerUrl,
    ) -> Result<Option<SessionRecord>, PrivateFileError> {
        let bytes = private_file::read(&self.path, MAX_BYTES)?;
        Ok(bytes.and_then(|it| SessionRecord::from_bytes(&it, broker)))
    }

    pub(super) fn save(&self, record: &SessionRecord) -> Result<(), PrivateFileError> {
        private_file::write(&self.path, &record.to_bytes())
    }

    pub(super) fn wipe(&self) -> Result<(), PrivateFileError> {
        private_file::remove(&self.path)
    }
}
