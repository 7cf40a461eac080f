//! The one factory of HTTP clients: certificates, limits, no redirects, no proxy for loopback.

use std::fs;
use std::path::PathBuf;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use reqwest::{Certificate, Client, ClientBuilder, Response, redirect};

use crate::config::Settings;
use crate::error::{CommandError, ErrorKind};
use crate::secure_url::SecureUrl;

/// How long connecting may take, TLS included.
pub const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);

/// How long an exchange may take in all, unless the caller allows it longer (long-polls).
pub const TOTAL_TIMEOUT: Duration = Duration::from_secs(30);

/// The largest answer of a broker, in bytes.
pub const MAX_BROKER_ANSWER: usize = 8 * 1024 * 1024;

/// The largest answer of an issuer, in bytes.
pub const MAX_ISSUER_ANSWER: usize = 1024 * 1024;

/// Why there is no HTTP client, or no whole answer.
#[derive(Debug, thiserror::Error)]
pub enum HttpClientError {
    /// The file with private certificate authorities cannot be read.
    #[error("cannot read the certificates in `{}`", path.display())]
    CaFile {
        /// The file.
        path: PathBuf,
        /// What the system says.
        #[source]
        cause: std::io::Error,
    },
    /// The file holds no certificates in PEM.
    #[error("`{}` holds no PEM certificate", .0.display())]
    NoCertificate(PathBuf),
    /// TLS cannot be set up.
    #[error("cannot set up TLS")]
    Tls(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// The answer is larger than it may be.
    #[error("the answer is larger than {0} bytes")]
    TooLarge(usize),
    /// The answer broke off.
    #[error("the answer broke off")]
    BrokeOff(#[source] reqwest::Error),
}

/// The HTTP clients of this process, each made when it is first needed: reading the machine's
/// certificates takes milliseconds, and a run that stays on loopback needs none.
#[derive(Debug, Default)]
pub struct HttpClients {
    ca_file: Option<PathBuf>,
    /// How long an exchange may take in all, where it is not [`TOTAL_TIMEOUT`].
    patience: Option<Duration>,
    loopback_plain: OnceLock<Client>,
    loopback_tls: OnceLock<Client>,
    remote: OnceLock<Client>,
}

impl HttpClients {
    /// Clients that trust the machine's certificate authorities, and those in a PEM file.
    #[must_use]
    pub fn new(ca_file: Option<PathBuf>) -> Arc<Self> {
        Arc::new(Self {
            ca_file,
            ..Self::default()
        })
    }

    /// The same, with another limit for whole exchanges.
    #[cfg(test)]
    pub(crate) fn with_patience(patience: Duration) -> Arc<Self> {
        Arc::new(Self {
            patience: Some(patience),
            ..Self::default()
        })
    }

    fn base(&self) -> ClientBuilder {
        Client::builder()
            .user_agent(concat!("jit/", env!("CARGO_PKG_VERSION")))
            .redirect(redirect::Policy::none())
            .referer(false)
            .connect_timeout(CONNECT_TIMEOUT)
            .timeout(self.patience.unwrap_or(TOTAL_TIMEOUT))
    }

    /// The same, under these settings.
    #[must_use]
    pub fn of(settings: &Settings) -> Arc<Self> {
        Self::new(settings.ca_file.as_ref().map(|it| it.value.clone()))
    }

    /// The client for a URL. Loopback is never reached through a proxy; anything else only over
    /// `https`, whatever a later URL says.
    ///
    /// # Errors
    ///
    /// [`HttpClientError`] when certificates cannot be had.
    pub fn for_url(&self, url: &SecureUrl) -> Result<Client, HttpClientError> {
        let tls = url.as_url().scheme() == "https";
        let slot = match (url.is_loopback(), tls) {
            (true, false) => &self.loopback_plain,
            (true, true) => &self.loopback_tls,
            (false, _) => &self.remote,
        };
        if let Some(client) = slot.get() {
            return Ok(client.clone());
        }
        let client = if tls {
            self.build_tls(url.is_loopback())?
        } else {
            // No root at all: this client speaks no TLS.
            let builder = self.base().no_proxy().tls_certs_only([]);
            builder.build().map_err(tls_error)?
        };
        Ok(slot.get_or_init(|| client).clone())
    }

    fn build_tls(&self, loopback: bool) -> Result<Client, HttpClientError> {
        let extra = self.extra_roots()?;
        let base = || {
            let base = self.base().https_only(true);
            if loopback { base.no_proxy() } else { base }
        };
        // Without any certificate of its own (a bare container) the machine's verifier fails;
        // then the roots of Mozilla's programme stand in.
        match base().tls_certs_merge(extra.clone()).build() {
            Ok(client) => Ok(client),
            Err(_) => base()
                .tls_backend_preconfigured(built_in_roots(self.ca_file.as_ref())?)
                .build()
                .map_err(tls_error),
        }
    }

    fn extra_roots(&self) -> Result<Vec<Certificate>, HttpClientError> {
        let Some(path) = &self.ca_file else {
            return Ok(Vec::new());
        };
        let pem = read_ca_file(path)?;
        let roots = Certificate::from_pem_bundle(&pem).map_err(tls_error)?;
        if roots.is_empty() {
            return Err(HttpClientError::NoCertificate(path.clone()));
        }
        Ok(roots)
    }
}

fn read_ca_file(path: &PathBuf) -> Result<Vec<u8>, HttpClientError> {
    fs::read(path).map_err(|cause| HttpClientError::CaFile {
        path: path.clone(),
        cause,
    })
}

/// TLS that trusts the built-in roots and those of the file.
fn built_in_roots(ca_file: Option<&PathBuf>) -> Result<rustls::ClientConfig, HttpClientError> {
    use rustls::pki_types::CertificateDer;
    use rustls::pki_types::pem::PemObject as _;

    let mut roots = rustls::RootCertStore::empty();
    roots.extend(webpki_roots::TLS_SERVER_ROOTS.iter().cloned());
    if let Some(path) = ca_file {
        let pem = read_ca_file(path)?;
        for certificate in CertificateDer::pem_slice_iter(&pem) {
            let certificate = certificate.map_err(tls_error)?;
            roots.add(certificate).map_err(tls_error)?;
        }
    }
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let config = rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(tls_error)?;
    Ok(config.with_root_certificates(roots).with_no_client_auth())
}

fn tls_error(error: impl std::error::Error + Send + Sync + 'static) -> HttpClientError {
    HttpClientError::Tls(Box::new(error))
}

/// What an error at the bottom of a failed call says, in words for people where it has none.
#[must_use]
pub fn in_words(cause: &dyn std::error::Error) -> String {
    let text = cause.to_string();
    if text.contains("InvalidContentType") {
        return "no TLS is spoken there".to_owned();
    }
    text
}

/// What an answer that should be JSON is instead.
#[must_use]
pub fn instead_of_json(media_type: &str) -> &'static str {
    if media_type.eq_ignore_ascii_case("text/html") {
        "it answers with a web page: a page of the network to sign in on, or a proxy, may be in between"
    } else {
        "it does not answer in JSON"
    }
}

/// Reads an answer to its end.
///
/// # Errors
///
/// [`HttpClientError::TooLarge`] as soon as it is longer than `limit` bytes, whatever its header
/// says; [`HttpClientError::BrokeOff`] when it does not come to its end.
pub async fn read_limited(mut answer: Response, limit: usize) -> Result<Vec<u8>, HttpClientError> {
    let mut body = Vec::new();
    while let Some(chunk) = answer.chunk().await.map_err(HttpClientError::BrokeOff)? {
        if body.len() + chunk.len() > limit {
            return Err(HttpClientError::TooLarge(limit));
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body)
}

impl From<HttpClientError> for CommandError {
    fn from(error: HttpClientError) -> Self {
        let kind = match error {
            HttpClientError::CaFile { .. } | HttpClientError::NoCertificate(_) => ErrorKind::Usage,
            HttpClientError::BrokeOff(_) => ErrorKind::Unreachable,
            HttpClientError::Tls(_) | HttpClientError::TooLarge(_) => ErrorKind::Failed,
        };
        Self::new(kind, &error).with_source(&error)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn client(pem: Option<&str>) -> Result<Client, HttpClientError> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("ca.pem");
        if let Some(pem) = pem {
            fs::write(&path, pem).unwrap();
        }
        let url = "https://broker.example.com".parse().unwrap();
        HttpClients::new(Some(path)).for_url(&url)
    }

    #[test]
    fn certificates_that_cannot_be_had_are_an_error_and_not_left_out() {
        assert!(matches!(client(None), Err(HttpClientError::CaFile { .. })));
        assert!(matches!(
            client(Some("nothing")),
            Err(HttpClientError::NoCertificate(_))
        ));
        let damaged = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
        assert!(client(Some(damaged)).is_err());
    }

    #[test]
    fn a_private_authority_is_added_to_those_of_the_machine() {
        let names = vec!["broker.example.com".to_owned()];
        let authority = rcgen::generate_simple_self_signed(names).unwrap();
        assert!(client(Some(&authority.cert.pem())).is_ok());
    }

    #[test]
    fn loopback_needs_no_certificates() {
        let clients = HttpClients::new(Some(PathBuf::from("/there/is/none")));
        assert!(
            clients
                .for_url(&"http://127.0.0.1:1".parse().unwrap())
                .is_ok()
        );
        assert!(
            clients
                .for_url(&"https://127.0.0.1:1".parse().unwrap())
                .is_err()
        );
    }
}
