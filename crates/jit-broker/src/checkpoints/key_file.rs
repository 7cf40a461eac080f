use std::fmt;
use std::fs::{File, OpenOptions};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use async_trait::async_trait;
use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair as _};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jit_audit::{PublicKey, SIGNATURE_BYTES};
use rustls::pki_types::PrivatePkcs8KeyDer;
use rustls::pki_types::pem::PemObject as _;
use zeroize::Zeroizing;

use super::signer::{CheckpointSigner, SignError};

/// The longest key file that is read, in bytes; a key has about 120.
const MAX_BYTES: u64 = 16 * 1024;

/// Characters on a line of PEM.
///
/// Source: RFC 7468, section 2.
const PEM_LINE: usize = 64;

/// The key file cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum KeyFileError {
    /// It cannot be read or written.
    #[error("`{}`: {source}", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// Others can read it.
    #[error("`{}`: others can read this key; make it readable for its owner alone (chmod 600)", .0.display())]
    Loose(PathBuf),
    /// Somebody else could have put it there.
    #[error("`{}`: this key belongs to another user", .0.display())]
    ForeignOwner(PathBuf),
    /// It is not an Ed25519 key.
    #[error("`{}`: not an Ed25519 key in PKCS #8, PEM", .0.display())]
    NotAKey(PathBuf),
}

/// A key pair in a file for its owner alone.
pub struct KeyFile {
    pair: Ed25519KeyPair,
    public: PublicKey,
}

impl fmt::Debug for KeyFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("KeyFile").field(&self.public).finish()
    }
}

impl KeyFile {
    /// Reads the key.
    ///
    /// # Errors
    ///
    /// [`KeyFileError`]
    pub fn load(path: &Path) -> Result<Self, KeyFileError> {
        let failed = |source| KeyFileError::File {
            path: path.to_owned(),
            source,
        };
        let file = File::open(path).map_err(failed)?;
        check_owner(path, &file)?;
        let mut pem = Zeroizing::new(Vec::new());
        file.take(MAX_BYTES).read_to_end(&mut pem).map_err(failed)?;
        Self::parse(&pem).ok_or_else(|| KeyFileError::NotAKey(path.to_owned()))
    }

    /// Makes a new key in a file that is not there yet, for its owner alone.
    ///
    /// # Errors
    ///
    /// [`KeyFileError::File`], also when there is such a file: a key that signed is never lost.
    pub fn make(path: &Path) -> Result<Self, KeyFileError> {
        let failed = |source| KeyFileError::File {
            path: path.to_owned(),
            source,
        };
        let pem = new_pem().map_err(failed)?;
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut file = options.open(path).map_err(failed)?;
        file.write_all(pem.as_bytes()).map_err(failed)?;
        file.sync_all().map_err(failed)?;
        Self::parse(pem.as_bytes()).ok_or_else(|| KeyFileError::NotAKey(path.to_owned()))
    }

    fn parse(pem: &[u8]) -> Option<Self> {
        let der = PrivatePkcs8KeyDer::from_pem_slice(pem).ok()?;
        let pair = Ed25519KeyPair::from_pkcs8(der.secret_pkcs8_der()).ok()?;
        let public = PublicKey::try_from(pair.public_key().as_ref()).ok()?;
        Some(Self { pair, public })
    }
}

fn new_pem() -> io::Result<Zeroizing<String>> {
    let cannot = |_| io::Error::other("no key could be made");
    let pair = Ed25519KeyPair::generate().map_err(cannot)?;
    let der = pair.to_pkcs8v1().map_err(cannot)?;
    let encoded = Zeroizing::new(STANDARD.encode(der.as_ref()));
    let mut pem = Zeroizing::new("-----BEGIN PRIVATE KEY-----\n".to_owned());
    let mut rest = encoded.as_str();
    while !rest.is_empty() {
        let (line, behind) = rest.split_at_checked(PEM_LINE).unwrap_or((rest, ""));
        pem.push_str(line);
        pem.push('\n');
        rest = behind;
    }
    pem.push_str("-----END PRIVATE KEY-----\n");
    Ok(pem)
}

#[cfg(unix)]
fn check_owner(path: &Path, file: &File) -> Result<(), KeyFileError> {
    use std::os::unix::fs::MetadataExt as _;
    let metadata = file.metadata().map_err(|source| KeyFileError::File {
        path: path.to_owned(),
        source,
    })?;
    let owner = metadata.uid();
    if owner != rustix::process::geteuid().as_raw() && owner != 0 {
        return Err(KeyFileError::ForeignOwner(path.to_owned()));
    }
    if metadata.mode() & 0o077 != 0 {
        return Err(KeyFileError::Loose(path.to_owned()));
    }
    Ok(())
}

#[cfg(not(unix))]
fn check_owner(_path: &Path, _file: &File) -> Result<(), KeyFileError> {
    Ok(())
}

#[async_trait]
impl CheckpointSigner for KeyFile {
    fn key(&self) -> &PublicKey {
        &self.public
    }

    async fn sign(&self, message: &[u8]) -> Result<[u8; SIGNATURE_BYTES], SignError> {
        let signature = self.pair.sign(message);
        let signature = signature.as_ref().try_into();
        signature.map_err(|_| SignError("the key made no Ed25519 signature".to_owned()))
    }
}
