use std::io;

use url::Url;

use crate::secure_url::SecureUrl;

/// Has a page opened, if it is one of the issuer.
///
/// # Errors
///
/// When the page may not be opened, or there is nothing to open it with.
pub(super) fn open(
    url: &Url,
    endpoint: &SecureUrl,
    open: impl FnOnce(&Url) -> io::Result<()>,
) -> io::Result<()> {
    if !may_open(url, endpoint) {
        return Err(io::Error::other("it is no page of the issuer"));
    }
    open(url)
}

/// A page of the endpoint's own origin, which is `https` or loopback.
fn may_open(url: &Url, endpoint: &SecureUrl) -> bool {
    matches!(url.scheme(), "https" | "http") && endpoint.has_origin_of(url)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_pages_of_the_issuer_are_opened() {
        let endpoint: SecureUrl = "https://issuer.example.com/authorize".parse().unwrap();
        let table = [
            ("https://issuer.example.com/authorize?x=y", true),
            ("https://evil.example.com/authorize", false),
            ("http://issuer.example.com/authorize", false),
            ("https://issuer.example.com:444/authorize", false),
            ("javascript:alert(1)", false),
            ("file:///etc/passwd", false),
            ("data:text/html,x", false),
        ];
        for (url, accepted) in table {
            assert_eq!(
                may_open(&url.parse().unwrap(), &endpoint),
                accepted,
                "{url}"
            );
        }
    }
}
