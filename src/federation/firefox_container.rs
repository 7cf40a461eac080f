use std::str::FromStr;

use url::form_urlencoded::byte_serialize;

/// The longest name, in characters: Firefox shows it in every tab.
const MAX_NAME: usize = 64;

/// The name of a container of Firefox, which keeps the cookies of its tabs apart from all others:
/// several accounts can be open at once. `@target` stands for what the console is opened for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct FirefoxContainer(String);

/// The text is not the name of a container.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a container has a name of 1 to {MAX_NAME} characters that can be seen")]
pub(crate) struct ParseContainerError;

impl FromStr for FirefoxContainer {
    type Err = ParseContainerError;

    fn from_str(s: &str) -> Result<Self, Self::Err> {
        let fits = (1..=MAX_NAME).contains(&s.chars().count());
        let ok = fits && !s.trim().is_empty() && !s.chars().any(char::is_control);
        ok.then(|| Self(s.to_owned())).ok_or(ParseContainerError)
    }
}

impl FirefoxContainer {
    /// The address that opens a page in this container, for the extension "Open external links in a
    /// container". It is as secret as the page's.
    pub(crate) fn address_of(&self, page: &str, target: &str) -> String {
        let name = encoded(&self.0.replace("@target", target));
        let page = encoded(page);
        format!("ext+container:name={name}&url={page}")
    }
}

/// A space is `%20`, which means the same to whoever reads `+` as a plus.
fn encoded(text: &str) -> String {
    byte_serialize(text.as_bytes())
        .collect::<String>()
        .replace('+', "%20")
}

#[cfg(test)]
mod tests {
    use super::{FirefoxContainer, encoded};

    #[test]
    fn a_name_cannot_bring_another_page_along() {
        let name: FirefoxContainer = "a&url=@target#".parse().unwrap();
        let page = "https://signin.aws.amazon.com/federation?a=b&c=d%2B+e";
        assert_eq!(
            name.address_of(page, "https://evil.example.com&url=b"),
            "ext+container:name=a%26url%3Dhttps%3A%2F%2Fevil.example.com%26url%3Db%23\
             &url=https%3A%2F%2Fsignin.aws.amazon.com%2Ffederation%3Fa%3Db%26c%3Dd%252B%2Be"
        );
    }

    #[test]
    fn a_name_is_short_and_can_be_seen() {
        let long = "x".repeat(65);
        for text in ["", "  ", "a\nb", "a\u{1b}[2J", &long] {
            assert!(text.parse::<FirefoxContainer>().is_err(), "{text:?}");
        }
        assert_eq!(encoded("PowerUser in ä+b"), "PowerUser%20in%20%C3%A4%2Bb");
    }
}
