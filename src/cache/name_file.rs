use std::path::PathBuf;
use std::time::Duration;

use jit_api::{Request, TargetOffer};
use jit_domain::{AccountId, AccountName, PermissionSetName, RequestId, StatusName};
use serde::{Deserialize, Serialize};

use super::EntryKey;
use crate::config::{BrokerUrl, Folders};
use crate::file_lock::FileLock;
use crate::private_file::{self, PrivateFileError};

/// The largest file, in bytes: 2 000 targets and [`MAX_REQUESTS`] requests have room in it.
const MAX_BYTES: u64 = 512 * 1024;

/// How many requests are kept, the last ones that were seen.
const MAX_REQUESTS: usize = 200;

/// How many targets are kept.
const MAX_TARGETS: usize = 2_000;

/// How long to wait for somebody who is writing before removing what they wrote.
const LOCK_WAIT: Duration = Duration::from_secs(1);

/// What a file of another shape has another number for.
const VERSION: u32 = 1;

/// The names that commands have learnt from one broker, so that a shell can complete them without
/// asking it. Nothing is decided by them: they may be old.
#[derive(Clone, Debug)]
pub(crate) struct NameFile {
    folder: PathBuf,
    file: PathBuf,
    lock: PathBuf,
}

/// What is in the file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct KnownNames {
    version: u32,
    pub(crate) targets: Vec<KnownTarget>,
    /// The last that was seen in front.
    pub(crate) requests: Vec<KnownRequest>,
}

/// Something that may be asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct KnownTarget {
    pub(crate) account: AccountId,
    pub(crate) account_name: AccountName,
    pub(crate) permission_set: PermissionSetName,
}

/// A request as it was when it was seen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct KnownRequest {
    pub(crate) id: RequestId,
    pub(crate) account_name: AccountName,
    pub(crate) permission_set: PermissionSetName,
    pub(crate) status: StatusName,
    /// Text of a person: neutralise it before showing it.
    pub(crate) requester: String,
}

impl NameFile {
    /// The file of a broker; none where neither a variable nor a home folder tells.
    pub(crate) fn of(folders: &Folders, broker: &BrokerUrl) -> Option<Self> {
        let folder = folders.cache.as_ref()?.join("names");
        let prefix = EntryKey::prefix(broker);
        let stem = prefix.trim_end_matches('-');
        Some(Self {
            file: folder.join(format!("{stem}.json")),
            lock: folder.join(format!("{stem}.lock")),
            folder,
        })
    }

    /// What is in it. What is damaged, of another version, or open to others is as good as nothing.
    pub(crate) fn read(&self) -> KnownNames {
        let bytes = private_file::check_folder(&self.folder)
            .and_then(|()| private_file::read(&self.file, MAX_BYTES));
        let names = bytes.ok().flatten();
        let names = names.and_then(|bytes| serde_json::from_slice::<KnownNames>(&bytes).ok());
        names.filter(|it| it.version == VERSION).unwrap_or_default()
    }

    /// Keeps everything that the broker says may be asked for, and nothing else.
    pub(crate) fn learn_all_targets(&self, offers: &[TargetOffer]) {
        self.change(|names| names.targets = offers.iter().map(KnownTarget::of).collect());
    }

    /// Keeps some of what may be asked for.
    pub(crate) fn learn_targets(&self, offers: &[TargetOffer]) {
        self.change(|names| {
            for target in offers.iter().map(KnownTarget::of) {
                if !names.targets.contains(&target) {
                    names.targets.push(target);
                }
            }
        });
    }

    /// Keeps requests, the first in front.
    pub(crate) fn learn_requests(&self, requests: &[Request]) {
        self.change(|names| {
            for request in requests.iter().rev() {
                names.requests.retain(|it| it.id != request.id);
                names.requests.insert(0, KnownRequest::of(request));
            }
        });
    }

    /// Removes it.
    ///
    /// # Errors
    ///
    /// When it is still there.
    pub(crate) async fn wipe(&self) -> Result<(), PrivateFileError> {
        // Whoever is writing does not do so afterwards; a lock that is never let go, or whose folder
        // is not there, keeps nothing.
        let _lock = match private_file::check_folder(&self.folder) {
            Ok(()) => FileLock::acquire(&self.lock, LOCK_WAIT).await.ok(),
            Err(_) => None,
        };
        private_file::remove(&self.file)
    }

    /// A command does not fail, nor wait, for what only makes typing easier.
    fn change(&self, change: impl FnOnce(&mut KnownNames)) {
        if private_file::ensure_folder(&self.folder).is_err() {
            return;
        }
        let Ok(Some(_lock)) = FileLock::try_acquire(&self.lock) else {
            return;
        };
        let before = self.read();
        let mut names = before.clone();
        change(&mut names);
        names.version = VERSION;
        names.targets.truncate(MAX_TARGETS);
        names.requests.truncate(MAX_REQUESTS);
        if names != before
            && let Ok(bytes) = serde_json::to_vec(&names)
        {
            let _ = private_file::replace(&self.file, &bytes);
        }
    }
}

impl KnownTarget {
    fn of(offer: &TargetOffer) -> Self {
        Self {
            account: offer.account.clone(),
            account_name: offer.account_name.clone(),
            permission_set: offer.permission_set.clone(),
        }
    }
}

impl KnownRequest {
    fn of(request: &Request) -> Self {
        Self {
            id: request.id.clone(),
            account_name: request.account_name.clone(),
            permission_set: request.permission_set.clone(),
            status: request.status,
            requester: request.requester.name.to_string(),
        }
    }
}

#[cfg(test)]
#[path = "name_file_tests.rs"]
mod tests;
