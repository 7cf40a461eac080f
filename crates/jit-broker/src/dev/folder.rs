use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use super::DevError;
use super::people::People;
use super::private_file::{make_folder, read, replace};

/// Where a dev broker keeps its state: requests and log in `store/`, what its issuer needs in
/// `issuer/`, checkpoints with their key in `audit/`, and, for its owner to edit, `policy/` and `people.toml`.
#[derive(Clone, Debug)]
pub(super) struct DevFolder(PathBuf);

impl DevFolder {
    /// Makes the folder where it is missing.
    pub(super) fn make(path: &Path) -> Result<Self, DevError> {
        let folder = Self(path.to_owned());
        for part in [folder.issuer(), folder.audit()] {
            make_folder(&part).map_err(DevError::file(&part))?;
        }
        Ok(folder)
    }

    /// A folder that a broker has run in; nothing is made.
    pub(super) fn existing(path: &Path) -> Self {
        Self(path.to_owned())
    }

    pub(super) fn path(&self) -> &Path {
        &self.0
    }

    pub(super) fn policy(&self) -> PathBuf {
        self.0.join("policy")
    }

    pub(super) fn people(&self) -> PathBuf {
        self.0.join("people.toml")
    }

    /// Where notices go.
    pub(super) fn notifications(&self) -> PathBuf {
        self.0.join("notifications.txt")
    }

    pub(super) fn key(&self) -> PathBuf {
        self.issuer().join("key.p8")
    }

    pub(super) fn families(&self) -> PathBuf {
        self.issuer().join("refresh.json")
    }

    /// Where the key that signs checkpoints is.
    pub(super) fn checkpoint_key(&self) -> PathBuf {
        self.audit().join("checkpoint-key.pem")
    }

    /// The public keys for whoever verifies the log.
    pub(super) fn checkpoint_keys(&self) -> PathBuf {
        self.audit().join("checkpoint-keys.json")
    }

    pub(super) fn checkpoints(&self) -> PathBuf {
        self.audit().join("checkpoints.jws")
    }

    fn audit(&self) -> PathBuf {
        self.0.join("audit")
    }

    fn issuer(&self) -> PathBuf {
        self.0.join("issuer")
    }

    fn address(&self) -> PathBuf {
        self.issuer().join("address")
    }

    fn known_people(&self) -> PathBuf {
        self.issuer().join("people.toml")
    }

    /// The address that the last broker here listened on.
    pub(super) fn last_address(&self) -> Result<Option<SocketAddr>, DevError> {
        let path = self.address();
        let Some(bytes) = read(&path).map_err(DevError::file(&path))? else {
            return Ok(None);
        };
        let text = String::from_utf8_lossy(&bytes);
        let address = text.trim().parse();
        let address = address.map_err(|_| DevError::damaged(&path, "it is not an address"))?;
        Ok(Some(address))
    }

    pub(super) fn record_address(&self, address: SocketAddr) -> Result<(), DevError> {
        let path = self.address();
        replace(&path, format!("{address}\n").as_bytes()).map_err(DevError::file(&path))
    }

    /// The people of the last broker here.
    pub(super) fn last_people(&self) -> Result<Option<People>, DevError> {
        let path = self.known_people();
        let bytes = read(&path).map_err(DevError::file(&path))?;
        let text = bytes.map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
        text.map(|text| People::parse(&path, &text)).transpose()
    }

    /// Keeps the text of the people file that is in force, so that tokens for them can be made
    /// wherever that file was.
    pub(super) fn record_people(&self, text: &str) -> Result<(), DevError> {
        let path = self.known_people();
        replace(&path, text.as_bytes()).map_err(DevError::file(&path))
    }
}
