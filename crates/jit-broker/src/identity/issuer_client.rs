use std::time::Duration;

use jit_domain::Issuer;
use reqwest::redirect::Policy;
use serde::Deserialize;

use super::{KeySet, KeySetError, ProtectedUrl, UnprotectedUrlError};

/// The largest discovery document or key set, in bytes.
const MAX_BODY_BYTES: usize = 1024 * 1024;

/// How long a connection to the issuer may take.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);

/// How long one exchange with the issuer may take as a whole.
const TOTAL_TIMEOUT: Duration = Duration::from_secs(10);

/// Fetches what an issuer publishes about itself.
///
/// Source: OpenID Connect Discovery 1.0, section 4.
#[derive(Clone, Debug)]
pub struct IssuerClient {
    http: reqwest::Client,
    issuer: Issuer,
    discovery: ProtectedUrl,
}

/// Why the issuer's documents cannot be had or used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FetchError {
    /// The issuer, or a URL that it publishes, is not protected.
    #[error("`{0}` is not a URL to fetch keys from: {1}")]
    Unprotected(String, UnprotectedUrlError),
    /// An issuer elsewhere points to this machine.
    #[error("`{0}` is on this machine, but the issuer is not")]
    PointsHere(String),
    /// The HTTP client cannot be set up.
    #[error("the HTTP client cannot be set up: {0}")]
    Setup(String),
    /// No answer.
    #[error("`{url}` cannot be reached: {cause}")]
    Unreachable {
        /// What was fetched.
        url: String,
        /// Why it failed.
        cause: String,
    },
    /// Not `200 OK`; redirects are not followed.
    #[error("`{url}` answers with status {status}")]
    Status {
        /// What was fetched.
        url: String,
        /// The HTTP status.
        status: u16,
    },
    /// The body is larger than 1 MiB.
    #[error("`{0}` answers with more than 1 MiB")]
    TooLarge(String),
    /// The discovery document cannot be read.
    #[error("`{0}` is not a discovery document")]
    NotDiscovery(String),
    /// The document is about another issuer.
    #[error(
        "the discovery document is of the issuer `{published}`, but `{configured}` is configured; both must be equal to the letter"
    )]
    OtherIssuer {
        /// What the document says.
        published: String,
        /// What the broker is configured for.
        configured: Issuer,
    },
    /// The key set cannot be used.
    #[error("`{url}`: {error}")]
    KeySet {
        /// What was fetched.
        url: String,
        /// What is wrong with it.
        error: KeySetError,
    },
}

impl FetchError {
    /// Whether waiting does not help: the configuration is wrong.
    #[must_use]
    pub fn is_misconfiguration(&self) -> bool {
        matches!(
            self,
            Self::Unprotected(..) | Self::PointsHere(_) | Self::OtherIssuer { .. }
        )
    }
}

#[derive(Deserialize)]
struct Discovery {
    issuer: String,
    jwks_uri: String,
}

impl IssuerClient {
    /// A client of one issuer.
    ///
    /// # Errors
    ///
    /// [`FetchError::Unprotected`] and [`FetchError::Setup`].
    pub fn new(issuer: Issuer) -> Result<Self, FetchError> {
        let base = issuer.as_str().strip_suffix('/').unwrap_or(issuer.as_str());
        let discovery = protected(&format!("{base}/.well-known/openid-configuration"))?;
        let mut http = reqwest::Client::builder()
            .redirect(Policy::none())
            .connect_timeout(CONNECT_TIMEOUT)
            .timeout(TOTAL_TIMEOUT)
            .user_agent(concat!("jit-broker/", env!("CARGO_PKG_VERSION")));
        if discovery.is_loopback() {
            http = http.no_proxy();
        }
        let http = http
            .build()
            .map_err(|error| FetchError::Setup(cause_of(&error)))?;
        Ok(Self {
            http,
            issuer,
            discovery,
        })
    }

    /// Where the issuer publishes its keys.
    ///
    /// # Errors
    ///
    /// [`FetchError`].
    pub(super) async fn discover(&self) -> Result<ProtectedUrl, FetchError> {
        let body = self.get(&self.discovery).await?;
        let document: Discovery = serde_json::from_slice(&body)
            .map_err(|_| FetchError::NotDiscovery(self.discovery.to_string()))?;
        if document.issuer != self.issuer.as_str() {
            return Err(FetchError::OtherIssuer {
                published: shown(&document.issuer),
                configured: self.issuer.clone(),
            });
        }
        place_of_keys(&self.discovery, &document.jwks_uri)
    }

    /// The keys at that place.
    ///
    /// # Errors
    ///
    /// [`FetchError`].
    pub(super) async fn keys(&self, url: &ProtectedUrl) -> Result<KeySet, FetchError> {
        let body = self.get(url).await?;
        KeySet::parse(&body).map_err(|error| FetchError::KeySet {
            url: url.to_string(),
            error,
        })
    }

    async fn get(&self, url: &ProtectedUrl) -> Result<Vec<u8>, FetchError> {
        let unreachable = |error: reqwest::Error| FetchError::Unreachable {
            url: url.to_string(),
            cause: cause_of(&error.without_url()),
        };
        let request = self
            .http
            .get(url.as_url().clone())
            .header("accept", "application/json");
        let mut response = request.send().await.map_err(unreachable)?;
        let status = response.status().as_u16();
        if status != 200 {
            return Err(FetchError::Status {
                url: url.to_string(),
                status,
            });
        }
        let mut body = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(unreachable)? {
            if body.len() + chunk.len() > MAX_BODY_BYTES {
                return Err(FetchError::TooLarge(url.to_string()));
            }
            body.extend_from_slice(&chunk);
        }
        Ok(body)
    }
}

fn protected(url: &str) -> Result<ProtectedUrl, FetchError> {
    url.parse()
        .map_err(|error| FetchError::Unprotected(shown(url), error))
}

/// Where the issuer says its keys are. What listens on this machine is none of the business of an
/// issuer elsewhere.
fn place_of_keys(discovery: &ProtectedUrl, url: &str) -> Result<ProtectedUrl, FetchError> {
    let place = protected(url)?;
    if place.is_loopback() && !discovery.is_loopback() {
        return Err(FetchError::PointsHere(shown(url)));
    }
    Ok(place)
}

/// Text of the issuer, for a message: cut, and with nothing in it that a terminal or the reader of
/// a log would take for something else.
fn shown(text: &str) -> String {
    text.chars()
        .take(200)
        .flat_map(char::escape_debug)
        .collect()
}

/// The innermost cause in one line: the outer ones only say that sending failed.
fn cause_of(error: &dyn std::error::Error) -> String {
    let mut innermost = error;
    while let Some(source) = innermost.source() {
        innermost = source;
    }
    innermost.to_string().replace(['\n', '\r'], " ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_issuer_elsewhere_cannot_point_to_this_machine() {
        let table = [
            (
                "https://id.example.com",
                "https://id.example.com/jwks",
                true,
            ),
            ("https://id.example.com", "https://keys.example.com/", true),
            ("https://id.example.com", "http://127.0.0.1:8080/", false),
            ("https://id.example.com", "https://127.0.0.1/", false),
            ("https://id.example.com", "https://[::1]/", false),
            ("http://127.0.0.1:9000", "http://127.0.0.1:9000/jwks", true),
        ];
        for (issuer, keys, taken) in table {
            let discovery = issuer.parse().unwrap();
            assert_eq!(place_of_keys(&discovery, keys).is_ok(), taken, "{keys}");
        }
    }

    #[test]
    fn what_an_issuer_wrote_cannot_forge_a_line_of_the_log() {
        let discovery = "https://id.example.com".parse().unwrap();
        let hostile = format!("http://x\n\u{1b}[2J\u{202e}{}", "y".repeat(4000));

        let error = place_of_keys(&discovery, &hostile).unwrap_err().to_string();

        assert!(error.len() < 1000, "{error}");
        assert!(!error.contains(['\n', '\u{1b}', '\u{202e}']), "{error:?}");
    }
}
