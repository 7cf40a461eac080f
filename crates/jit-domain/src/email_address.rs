use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::newtype::parsed_text;

/// Where mail for somebody goes: `local@domain`, at most 254 printable ASCII characters without
/// blanks, quotes and the marks that separate or enclose addresses. It identifies nobody and is
/// never compared to find out who somebody is.
///
/// Source of the length: RFC 5321, section 4.5.3.1.3, less the angle brackets.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct EmailAddress(String);

/// The text is not an address that mail is sent to.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("an address is `name@example.com`, without quotes, blanks and a display name")]
pub struct ParseEmailAddressError;

const MAX_BYTES: usize = 254;

impl FromStr for EmailAddress {
    type Err = ParseEmailAddressError;

    fn from_str(s: &str) -> Result<Self, Self::Err> {
        let is_plain = |b: u8| b.is_ascii_graphic() && !br#""(),:;<>@[\]"#.contains(&b);
        let ok = s.split_once('@').is_some_and(|(local, domain)| {
            let is_dotted = |part: &str| part.split('.').all(|label| !label.is_empty());
            is_dotted(local)
                && is_dotted(domain)
                && s.len() <= MAX_BYTES
                && local.bytes().chain(domain.bytes()).all(is_plain)
        });
        ok.then(|| Self(s.to_owned())).ok_or(ParseEmailAddressError)
    }
}

parsed_text!(EmailAddress, ParseEmailAddressError);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::newtype::corpus::{refuses, takes};

    #[test]
    fn an_address_names_one_mailbox_and_nothing_else() {
        takes::<EmailAddress>(&["a@b", "sre-team+jit@mail.example.com", "O'Neil@example.com"]);
        refuses::<EmailAddress>(&[
            "",
            "a",
            "@b",
            "a@",
            "a@b@c",
            "a..b@c",
            "a@b..c",
            "Name <a@b>",
            "a@b,c@d",
            "a@b\r\nBcc: c@d",
            "a b@c",
            "\"a\"@b",
            "ä@b",
            &format!("{}@b", "a".repeat(253)),
        ]);
    }
}
