use axum::http::StatusCode;
use axum::http::header::{CACHE_CONTROL, LOCATION, REFERRER_POLICY};
use axum::response::{IntoResponse, Response};
use url::form_urlencoded::Serializer;

/// Where `jit` listens for the answer of a sign-in: `/callback` on a literal loopback address, on
/// any port.
///
/// Source: RFC 8252, sections 7.3 and 8.3.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct RedirectUri(String);

impl RedirectUri {
    /// Compares as text, so that there is nothing to normalise.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let rest = ["http://127.0.0.1:", "http://[::1]:"]
            .iter()
            .find_map(|start| text.strip_prefix(start))?;
        let port = rest.strip_suffix("/callback")?;
        let digits = port.bytes().all(|b| b.is_ascii_digit()) && !port.starts_with('0');
        let port: Option<u16> = port.parse().ok().filter(|_| digits);
        port.map(|_| Self(text.to_owned()))
    }

    pub(super) fn as_str(&self) -> &str {
        &self.0
    }

    /// Sends the browser there with these parameters.
    pub(super) fn with(&self, parameters: &[(&str, &str)]) -> Response {
        let mut query = Serializer::new(String::new());
        query.extend_pairs(parameters);
        let location = format!("{}?{}", self.0, query.finish());
        let headers = [
            (LOCATION, location),
            (CACHE_CONTROL, "no-store".to_owned()),
            (REFERRER_POLICY, "no-referrer".to_owned()),
        ];
        (StatusCode::SEE_OTHER, headers).into_response()
    }
}

#[cfg(test)]
mod tests {
    use super::RedirectUri;

    #[test]
    fn only_the_callback_on_loopback_is_redirected_to() {
        let table = [
            ("http://127.0.0.1:1/callback", true),
            ("http://127.0.0.1:65535/callback", true),
            ("http://[::1]:49152/callback", true),
            ("http://localhost:49152/callback", false),
            ("https://127.0.0.1:49152/callback", false),
            ("http://127.0.0.1/callback", false),
            ("http://127.0.0.1:/callback", false),
            ("http://127.0.0.1:0/callback", false),
            ("http://127.0.0.1:+80/callback", false),
            ("http://127.0.0.1:080/callback", false),
            ("http://127.0.0.1:65536/callback", false),
            ("http://127.0.0.2:49152/callback", false),
            ("http://127.0.0.1:49152/callback/", false),
            ("http://127.0.0.1:49152/callback?a=b", false),
            ("http://127.0.0.1:49152/callback#a", false),
            ("http://127.0.0.1:49152/x/../callback", false),
            ("http://127.0.0.1:49152@example.com/callback", false),
            ("http://127.0.0.1:49152.example.com/callback", false),
            ("http://example.com:80/callback", false),
            ("http://127.0.0.1:49152/CALLBACK", false),
            ("javascript:alert(1)//127.0.0.1:1/callback", false),
            (" http://127.0.0.1:49152/callback", false),
            ("", false),
        ];
        for (text, good) in table {
            assert_eq!(RedirectUri::parse(text).is_some(), good, "`{text}`");
        }
    }
}
