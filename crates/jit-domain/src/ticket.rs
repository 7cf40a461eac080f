use std::str::FromStr;

use serde::{Deserialize, Serialize};
use unicode_properties::{GeneralCategoryGroup, UnicodeGeneralCategory};

use crate::newtype::parsed_text;

/// The ticket that a request belongs to: 1 to 128 of `[\p{L}\p{Z}\p{N}_.:/=+\-@]`, because it
/// becomes the value of a session tag.
///
/// Source of the characters: AWS STS API Reference, `Tag.Value` (which allows 256).
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::newtype::corpus::{refuses, takes};

    #[test]
    fn a_ticket_has_the_characters_of_a_session_tag() {
        takes::<Ticket>(&[
            "1",
            "INC-4711",
            "https://example.com/t/1",
            "a_b.c:d/e=f+g-h@i",
            "Störung 12",
            "\u{969c}\u{5bb3} 12",
            "a\u{a0}b",
        ]);
        refuses::<Ticket>(&[
            "a\nb",
            "a\tb",
            "a\0b",
            "a\u{1b}[1m",
            "a*b",
            "a?b",
            "a,b",
            "a\"b",
            "a\\b",
            // A combining accent, an emoji, a zero-width space, a direction override: no letters.
            "e\u{301}",
            "\u{1f44d}",
            "a\u{200b}b",
            "a\u{202e}b",
        ]);
    }

    #[test]
    fn a_ticket_is_one_to_128_characters_and_not_only_spaces() {
        takes::<Ticket>(&["t", &"t".repeat(128), &"ä".repeat(128)]);
        refuses::<Ticket>(&[
            "",
            " ",
            "\u{3000}\u{a0}",
            &"t".repeat(129),
            &"ä".repeat(129),
        ]);
    }
}
