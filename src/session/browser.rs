use std::io;

use url::Url;

use crate::secure_url::SecureUrl;

/// Opens a page in the person's browser: the program that the system names for it gets the URL as
/// an argument, and no shell sees it.
///
/// # Errors
///
/// When there is no such program, or the page may not be opened.
pub(super) fn open(url: &Url, endpoint: &SecureUrl) -> io::Result<()> {
    if !may_open(url, endpoint) {
        return Err(io::Error::other("it is no page of the issuer"));
    }
    open::that_detached(url.as_str())
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
