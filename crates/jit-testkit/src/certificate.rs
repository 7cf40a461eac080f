use std::fs;
use std::path::{Path, PathBuf};

/// A certificate for `127.0.0.1`, signed by itself, and its key, as PEM files.
#[derive(Clone, Debug)]
pub struct Certificate {
    /// The certificate.
    pub certificate: PathBuf,
    /// The private key.
    pub key: PathBuf,
}

impl Certificate {
    /// Makes a new one in a folder.
    ///
    /// # Panics
    ///
    /// When the files cannot be written.
    #[must_use]
    pub fn make(folder: &Path) -> Self {
        let made = rcgen::generate_simple_self_signed(["127.0.0.1".to_owned()]);
        let made = made.expect("a certificate can be made");
        let (certificate, key) = (folder.join("certificate.pem"), folder.join("key.pem"));
        fs::write(&certificate, made.cert.pem()).expect("the folder can be written");
        fs::write(&key, made.signing_key.serialize_pem()).expect("the folder can be written");
        Self { certificate, key }
    }

    /// The section of `broker.toml` that names it.
    #[must_use]
    pub fn settings(&self) -> String {
        let (certificate, key) = (self.certificate.display(), self.key.display());
        format!("[tls]\ncertificate = \"{certificate}\"\nkey = \"{key}\"\n")
    }
}
