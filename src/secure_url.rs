//! URLs that a secret may travel to.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use url::{Host, Url};

/// A URL that a secret may travel to: `https`, or `http` to a literal loopback address
/// (`127.0.0.1` or `[::1]`; never a name, because a name may resolve to anything). It has a host
/// and neither user information nor a fragment.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct SecureUrl(Url);

/// Why a URL is not taken.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SecureUrlError {
    /// Not a URL at all.
    #[error("`{0}` is not a URL")]
    Malformed(String),
    /// Anyone on the way could read or change it.
    #[error("`{0}` has to begin with `https://`, or with `http://127.0.0.1` or `http://[::1]`")]
    Insecure(String),
    /// It carries a user name, a password or a fragment.
    #[error("`{0}` must carry neither user name, password nor fragment")]
    Decorated(String),
}

impl SecureUrl {
    /// Takes a parsed URL in.
    ///
    /// # Errors
    ///
    /// [`SecureUrlError`] says which rule it breaks. User information is not repeated.
    pub fn new(url: &Url) -> Result<Self, SecureUrlError> {
        if !url.username().is_empty() || url.password().is_some() || url.fragment().is_some() {
            return Err(SecureUrlError::Decorated(origin_of(url)));
        }
        let secure = match url.scheme() {
            "https" => url.host().is_some(),
            "http" => is_literal_loopback(url),
            _ => false,
        };
        secure
            .then(|| Self(url.clone()))
            .ok_or_else(|| SecureUrlError::Insecure(origin_of(url)))
    }

    /// The URL.
    #[must_use]
    pub fn as_url(&self) -> &Url {
        &self.0
    }

    /// True when it stays on this machine by its very spelling.
    #[must_use]
    pub fn is_loopback(&self) -> bool {
        is_literal_loopback(&self.0)
    }

    /// True when scheme, host and port are the same.
    #[must_use]
    pub fn has_origin_of(&self, other: &Url) -> bool {
        self.0.origin() == other.origin()
    }
}

/// True for `127.0.0.1` and `[::1]`, the only hosts that plain HTTP may name.
fn is_literal_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Ipv4(address)) => address == std::net::Ipv4Addr::LOCALHOST,
        Some(Host::Ipv6(address)) => address == std::net::Ipv6Addr::LOCALHOST,
        Some(Host::Domain(_)) | None => false,
    }
}

/// Enough of a URL to recognise it in an error: never its user, query or fragment.
fn origin_of(url: &Url) -> String {
    match url.host_str() {
        Some(host) => format!("{}://{host}", url.scheme()),
        None => format!("{}:", url.scheme()),
    }
}

impl FromStr for SecureUrl {
    type Err = SecureUrlError;

    fn from_str(s: &str) -> Result<Self, Self::Err> {
        // A URL that does not parse may still carry a password; one that has no `@` cannot.
        let shown = if s.contains('@') { "…" } else { s };
        let malformed = || SecureUrlError::Malformed(shown.chars().take(200).collect());
        // Browsers and the parser leave some of them out: what is shown would not be what is opened.
        if s.chars().any(|c| c.is_control() || c.is_whitespace()) {
            return Err(malformed());
        }
        Self::new(&Url::parse(s).map_err(|_| malformed())?)
    }
}

impl TryFrom<String> for SecureUrl {
    type Error = SecureUrlError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<SecureUrl> for String {
    fn from(value: SecureUrl) -> Self {
        value.0.into()
    }
}

impl fmt::Display for SecureUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_https_and_literal_loopback_are_secure() {
        let table = [
            ("https://broker.example.com", true),
            ("https://broker.example.com:8443/jit?x=y", true),
            ("http://127.0.0.1:8080", true),
            ("http://[::1]:8080", true),
            ("https://localhost", true),
            ("http://localhost:8080", false),
            ("http://127.0.0.1.example.com", false),
            ("http://127.0.0.2", false),
            ("http://broker.example.com", false),
            ("http://0.0.0.0", false),
            ("javascript:alert(1)", false),
            ("file:///etc/passwd", false),
            ("ftp://127.0.0.1", false),
            ("https://user@broker.example.com", false),
            ("https://:secret@broker.example.com", false),
            ("https://broker.example.com/#part", false),
            ("broker.example.com", false),
            ("ht\ntps://broker.example.com", false),
            ("https://broker.example.com/\u{1b}[2J", false),
            ("https://broker.example.com/a\tb", false),
            (" https://broker.example.com", false),
            ("https://broker.example.com\u{2028}", false),
            ("data:text/html,x", false),
            ("", false),
        ];
        for (text, accepted) in table {
            assert_eq!(text.parse::<SecureUrl>().is_ok(), accepted, "{text}");
        }
    }

    #[test]
    fn an_error_never_repeats_a_password() {
        for text in [
            "https://a:hunter2@b.example.com",
            "http://a:hunter2@",
            "a:hunter2@b",
        ] {
            let error = text.parse::<SecureUrl>().unwrap_err();
            assert!(!error.to_string().contains("hunter2"), "{error}");
        }
    }
}
