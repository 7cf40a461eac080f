use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use url::{Host, Url};

/// A URL that nobody on the network can read along or change: `https`, or `http` to a literal
/// loopback address. Without user, password and fragment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ProtectedUrl(Url);

/// The URL is not protected, or no URL at all.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "a URL here begins with `https://`, or with `http://` and a loopback address such as `127.0.0.1`, and has no user, password or fragment"
)]
pub struct UnprotectedUrlError;

impl ProtectedUrl {
    /// The URL.
    #[must_use]
    pub fn as_url(&self) -> &Url {
        &self.0
    }

    /// Whether it leads to this very machine by a literal address.
    #[must_use]
    pub fn is_loopback(&self) -> bool {
        is_loopback(&self.0)
    }
}

fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        _ => false,
    }
}

impl FromStr for ProtectedUrl {
    type Err = UnprotectedUrlError;

    fn from_str(s: &str) -> Result<Self, Self::Err> {
        let url = Url::parse(s).map_err(|_| UnprotectedUrlError)?;
        let protected = match url.scheme() {
            "https" => url.has_host(),
            "http" => is_loopback(&url),
            _ => false,
        };
        let bare =
            url.username().is_empty() && url.password().is_none() && url.fragment().is_none();
        if protected && bare {
            Ok(Self(url))
        } else {
            Err(UnprotectedUrlError)
        }
    }
}

impl TryFrom<String> for ProtectedUrl {
    type Error = UnprotectedUrlError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<ProtectedUrl> for String {
    fn from(value: ProtectedUrl) -> Self {
        value.0.into()
    }
}

impl fmt::Display for ProtectedUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.as_str())
    }
}
