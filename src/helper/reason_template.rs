use std::fmt;
use std::str::FromStr;

use jit_domain::Reason;

/// A reason with places to fill in, written so that it is one plain word of `~/.aws/config`: as in a
/// URL, `+` is a space and `%2B` is a plus; `@account` and `@permission-set` are filled in.
///
/// Source of the spelling: WHATWG URL, "application/x-www-form-urlencoded parsing".
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ReasonTemplate(Vec<Part>);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Part {
    Text(String),
    Place(Place),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    Account,
    PermissionSet,
}

/// The text is no template.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum ParseReasonTemplateError {
    /// A place that nobody knows how to fill in.
    #[error(
        "`@{0}` is not filled in: there are `@account` and `@permission-set`; `%40` is an at sign"
    )]
    Unknown(String),
    /// It is no reason whatever is filled in.
    #[error("{0}")]
    NoReason(String),
}

impl FromStr for ReasonTemplate {
    type Err = ParseReasonTemplateError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let mut pieces = text.split('@');
        let mut parts = vec![Part::Text(decoded(pieces.next().unwrap_or_default()))];
        for piece in pieces {
            let end = piece.find(|c: char| !c.is_ascii_lowercase() && c != '-');
            let (name, rest) = piece
                .split_at_checked(end.unwrap_or(piece.len()))
                .unwrap_or((piece, ""));
            parts.push(Part::Place(match name {
                "account" => Place::Account,
                "permission-set" => Place::PermissionSet,
                other => return Err(ParseReasonTemplateError::Unknown(other.to_owned())),
            }));
            parts.push(Part::Text(decoded(rest)));
        }
        let template = Self(parts);
        let filled = template.fill("account", "set");
        filled.map_err(ParseReasonTemplateError::NoReason)?;
        Ok(template)
    }
}

impl ReasonTemplate {
    /// The reason for a target.
    ///
    /// # Errors
    ///
    /// Why what came of it is no reason.
    pub(super) fn fill(&self, account: &str, set: &str) -> Result<Reason, String> {
        let text: String = self
            .0
            .iter()
            .map(|part| match part {
                Part::Text(text) => text.as_str(),
                Part::Place(Place::Account) => account,
                Part::Place(Place::PermissionSet) => set,
            })
            .collect();
        text.parse()
            .map_err(|err: <Reason as FromStr>::Err| err.to_string())
    }
}

fn decoded(text: &str) -> String {
    // A text without `=` and `&` is the name of one pair.
    let name = text.replace('=', "%3D").replace('&', "%26");
    let mut pairs = url::form_urlencoded::parse(name.as_bytes());
    pairs
        .next()
        .map(|(name, _)| name.into_owned())
        .unwrap_or_default()
}

impl fmt::Display for ReasonTemplate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let filled = self.fill("@account", "@permission-set");
        f.write_str(filled.as_ref().map_or("", |reason| reason.as_str()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filled(text: &str) -> Result<String, String> {
        let template: ReasonTemplate = text
            .parse()
            .map_err(|err: ParseReasonTemplateError| err.to_string())?;
        let reason = template.fill("shop", "PowerUser")?;
        Ok(reason.to_string())
    }

    #[test]
    fn a_template_is_one_word_and_a_reason_many() {
        let table = [
            ("on-call+work", "on-call work"),
            ("on-call work", "on-call work"),
            (
                "@permission-set+in+@account+at+night",
                "PowerUser in shop at night",
            ),
            ("@account,@account", "shop,shop"),
            ("a%2Bb%20c%40d", "a+b c@d"),
            ("a=b&c=d", "a=b&c=d"),
            ("100%", "100%"),
        ];
        for (text, reason) in table {
            assert_eq!(filled(text).as_deref(), Ok(reason), "{text}");
        }
    }

    #[test]
    fn what_cannot_be_filled_in_is_refused_at_once() {
        for text in ["for @acount", "me@example.com", "@", "@Account"] {
            assert!(
                filled(text).unwrap_err().contains("is not filled in"),
                "{text}"
            );
        }
        for text in ["", "+", "a%00b", &"x".repeat(2_000)] {
            assert!(filled(text).is_err(), "{text:?}");
        }
    }
}
