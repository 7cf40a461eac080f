use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::secure_url::{SecureUrl, SecureUrlError};

/// Where a broker answers: a [`SecureUrl`] without a query. A path is kept as a prefix; a slash at
/// its end makes no difference. Tokens are kept under this spelling, so two spellings of one
/// broker are two brokers.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct BrokerUrl {
    url: SecureUrl,
    text: String,
}

/// Why a URL cannot be a broker's.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ParseBrokerUrlError {
    /// A token must not travel there.
    #[error(transparent)]
    Url(#[from] SecureUrlError),
    /// It has a query.
    #[error("the URL of a broker has no `?`")]
    Query,
}

impl BrokerUrl {
    /// The URL without a slash at its end.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The URL.
    #[must_use]
    pub fn as_secure_url(&self) -> &SecureUrl {
        &self.url
    }

    /// The URL of a route, which begins with a slash (`/v1/config`). The result has the origin of
    /// the broker.
    ///
    /// # Errors
    ///
    /// [`SecureUrlError`] when the route leads away from the broker's origin.
    pub fn route(&self, route: &str) -> Result<SecureUrl, SecureUrlError> {
        let url: SecureUrl = format!("{}{route}", self.text).parse()?;
        if url.has_origin_of(self.url.as_url()) {
            Ok(url)
        } else {
            Err(SecureUrlError::Malformed(route.to_owned()))
        }
    }
}

impl FromStr for BrokerUrl {
    type Err = ParseBrokerUrlError;

    fn from_str(s: &str) -> Result<Self, Self::Err> {
        let url: SecureUrl = s.parse()?;
        if url.as_url().query().is_some() {
            return Err(ParseBrokerUrlError::Query);
        }
        let text = url.as_url().as_str().trim_end_matches('/').to_owned();
        Ok(Self { url, text })
    }
}

impl TryFrom<String> for BrokerUrl {
    type Error = ParseBrokerUrlError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<BrokerUrl> for String {
    fn from(value: BrokerUrl) -> Self {
        value.text
    }
}

impl fmt::Display for BrokerUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slash_at_the_end_makes_no_difference() {
        let table = [
            ("https://broker.example.com", "https://broker.example.com"),
            ("https://broker.example.com/", "https://broker.example.com"),
            (
                "HTTPS://Broker.Example.com:443/jit/",
                "https://broker.example.com/jit",
            ),
            ("http://127.0.0.1:8080/", "http://127.0.0.1:8080"),
        ];
        for (text, canonical) in table {
            assert_eq!(text.parse::<BrokerUrl>().unwrap().as_str(), canonical);
        }
    }

    #[test]
    fn a_route_stays_at_the_broker() {
        let broker: BrokerUrl = "https://broker.example.com/jit".parse().unwrap();
        let route = broker.route("/v1/me").unwrap();
        assert_eq!(route.to_string(), "https://broker.example.com/jit/v1/me");

        let bare: BrokerUrl = "https://broker.example.com".parse().unwrap();
        for hostile in [".evil.example.com/", ":444/v1/me", "@evil.example.com/"] {
            assert!(bare.route(hostile).is_err(), "{hostile}");
        }
    }

    #[test]
    fn a_query_is_refused() {
        let error = "https://broker.example.com/?a=b".parse::<BrokerUrl>();
        assert_eq!(error, Err(ParseBrokerUrlError::Query));
    }
}
