//! Words of others, made harmless for a terminal.

use std::fmt::{self, Write};

/// Displays text in backticks, in one line: what does not print is escaped, and what is long is cut
/// after 80 characters.
#[derive(Clone, Copy, Debug)]
pub(super) struct Shown<'a>(pub(super) &'a str);

const MAX_CHARS: usize = 80;

impl fmt::Display for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}`", one_line(self.0, MAX_CHARS))
    }
}

/// The first `max` characters of a text, in one line, with everything that does not print escaped.
pub(crate) fn one_line(text: &str, max: usize) -> String {
    let mut line = String::new();
    for (place, c) in text.chars().enumerate() {
        if place == max {
            line.push('…');
            break;
        }
        if is_plain(c) {
            line.push(c);
        } else {
            line.extend(c.escape_debug());
        }
    }
    line
}

/// Whether a terminal shows the character as what it is.
pub(super) fn is_plain(c: char) -> bool {
    matches!(c, '"' | '\'' | '\\') || c.escape_debug().eq([c])
}

/// JSON in which nothing is left that a terminal would obey or hide. It means the same: outside of
/// strings JSON has nothing of it.
#[must_use]
pub fn visible_json(json: &str) -> String {
    let mut shown = String::with_capacity(json.len());
    for c in json.chars() {
        if c == '\n' || is_plain(c) {
            shown.push(c);
        } else {
            for unit in c.encode_utf16(&mut [0; 2]) {
                // Writing to a string does not fail.
                let _ = write!(shown, "\\u{unit:04x}");
            }
        }
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_terminal_obeys_or_hides_is_escaped() {
        assert_eq!(
            Shown("Größe \"x\" 'y' \\").to_string(),
            "`Größe \"x\" 'y' \\`"
        );
        assert_eq!(
            Shown("\u{1b}[2J\u{202e}\u{9b}\u{200b}\n").to_string(),
            r"`\u{1b}[2J\u{202e}\u{9b}\u{200b}\n`"
        );
        assert_eq!(one_line("abc", 2), "ab…");
    }

    #[test]
    fn json_stays_what_it_means() {
        let value = serde_json::json!({ "name": "a\u{202e}b\u{e0001}\u{9b}\n\"" });
        let shown = visible_json(&value.to_string());
        assert!(shown.is_ascii(), "{shown}");
        assert_eq!(
            serde_json::from_str::<serde_json::Value>(&shown).unwrap(),
            value
        );
    }
}
