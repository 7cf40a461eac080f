//! The broker's own certificate.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use axum_server::tls_rustls::RustlsConfig;
use rustls::ServerConfig;
use rustls::crypto::aws_lc_rs;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};

/// Where certificate and private key are, both PEM.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TlsFiles {
    /// The certificate, followed by the intermediate ones.
    pub certificate: PathBuf,
    /// The private key of the certificate.
    pub key: PathBuf,
}

/// Certificate and key cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum TlsError {
    /// A file cannot be read, or is no PEM.
    #[error("cannot read `{file}`: {cause}")]
    File {
        /// The file.
        file: PathBuf,
        /// Why.
        cause: String,
    },
    /// There is nothing to show to clients.
    #[error("`{0}` has no certificate")]
    NoCertificate(PathBuf),
    /// The two do not belong together, or are of an unknown kind.
    #[error("the key in `{key}` cannot be used with the certificate: {cause}")]
    Pair {
        /// The file of the key.
        key: PathBuf,
        /// Why.
        cause: String,
    },
}

impl TlsFiles {
    /// Reads and checks both files.
    ///
    /// # Errors
    ///
    /// [`TlsError`].
    pub fn load(&self) -> Result<RustlsConfig, TlsError> {
        Ok(RustlsConfig::from_config(self.read()?))
    }

    /// Reads and checks both files again; connections that are open go on, new ones get the new
    /// certificate.
    ///
    /// # Errors
    ///
    /// [`TlsError`]; the certificate in force stays.
    pub fn reload(&self, config: &RustlsConfig) -> Result<(), TlsError> {
        config.reload_from_config(self.read()?);
        Ok(())
    }

    fn read(&self) -> Result<Arc<ServerConfig>, TlsError> {
        let chain = read_chain(&self.certificate)?;
        let key = PrivateKeyDer::from_pem_file(&self.key)
            .map_err(|error| unreadable(&self.key, &error))?;
        let pair = |error: rustls::Error| TlsError::Pair {
            key: self.key.clone(),
            cause: error.to_string(),
        };
        let provider = Arc::new(aws_lc_rs::default_provider());
        let mut config = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .map_err(pair)?
            .with_no_client_auth()
            .with_single_cert(chain, key)
            .map_err(pair)?;
        config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
        Ok(Arc::new(config))
    }
}

fn read_chain(file: &Path) -> Result<Vec<CertificateDer<'static>>, TlsError> {
    let chain = CertificateDer::pem_file_iter(file).map_err(|error| unreadable(file, &error))?;
    let chain: Vec<_> = chain
        .collect::<Result<_, _>>()
        .map_err(|error| unreadable(file, &error))?;
    if chain.is_empty() {
        return Err(TlsError::NoCertificate(file.to_owned()));
    }
    Ok(chain)
}

fn unreadable(file: &Path, error: &rustls::pki_types::pem::Error) -> TlsError {
    TlsError::File {
        file: file.to_owned(),
        cause: error.to_string(),
    }
}
