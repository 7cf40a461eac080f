use std::str::FromStr;

use serde::{Deserialize, Serialize};
use unicode_properties::{GeneralCategoryGroup, UnicodeGeneralCategory};

use crate::newtype::parsed_text;

/// The ticket that a request belongs to: 1 to 128 of `[\p{L}\p{Z}\p{N}_.:/=+\-@]`, because it
/// becomes the value of a session tag.
///
/// Source of the characters: AWS STS API Reference, `Tag.Value` (which allows 256).
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Ticket(String);

/// The text is not a ticket.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a ticket is 1 to 128 letters, digits, spaces or `_.:/=+-@`")]
pub struct ParseTicketError;

impl FromStr for Ticket {
    type Err = ParseTicketError;

    fn from_str(s: &str) -> Result<Self, Self::Err> {
        let ok = !s.trim().is_empty()
            && s.chars().nth(128).is_none()
            && s.chars().all(|c| "_.:/=+-@".contains(c) || in_a_tag(c));
        ok.then(|| Self(s.to_owned())).ok_or(ParseTicketError)
    }
}

fn in_a_tag(c: char) -> bool {
    use GeneralCategoryGroup::{Letter, Number, Separator};
    matches!(c.general_category_group(), Letter | Separator | Number)
}

parsed_text!(Ticket, ParseTicketError);
