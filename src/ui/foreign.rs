//! Text of other people, made harmless for a terminal: what cannot be seen is shown, and nothing in
//! it can move the cursor, reorder a line or begin a new one.

use std::fmt::{self, Write as _};

use jit_domain::{Glyph, glyphs, is_hidden};

/// The most characters of foreign text in one place.
const MAX_CHARS: usize = 2048;

/// Displays foreign text with everything harmful made visible.
#[derive(Clone, Copy, Debug)]
pub struct Foreign<'a>(pub &'a str);

impl fmt::Display for Foreign<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&neutral(self.0))
    }
}

/// The text on one line with everything harmful made visible, at most 2,048 characters of it.
#[must_use]
pub fn neutral(text: &str) -> String {
    neutral_to(text, MAX_CHARS)
}

/// As [`neutral`], at most `max` characters; what was cut shows as `…`.
#[must_use]
pub fn neutral_to(text: &str, max: usize) -> String {
    let mut shown = String::new();
    let mut used = 0;
    for glyph in glyphs(text) {
        let length = match glyph {
            Glyph::Hidden(c) => c.escape_unicode().len(),
            Glyph::Shown(_) | Glyph::LineFeed | Glyph::Tab => 1,
        };
        if used + length > max {
            return cut(&shown, max);
        }
        used += length;
        // Writing to a string does not fail.
        let _ = write!(shown, "{glyph}");
    }
    shown
}

/// JSON in which nothing is left that a terminal would obey or hide. It means the same: what
/// [`neutral`] makes visible is escaped, and outside of strings JSON has none of it.
#[must_use]
pub(super) fn visible_json(json: &str) -> String {
    let mut shown = String::with_capacity(json.len());
    for c in json.chars() {
        if c == '\n' || !is_hidden(c) {
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

fn cut(shown: &str, max: usize) -> String {
    let mut shown: String = shown.chars().take(max.saturating_sub(1)).collect();
    shown.push('…');
    shown
}

#[cfg(test)]
mod tests {
    use super::{Foreign, neutral, neutral_to, visible_json};

    #[test]
    fn json_means_the_same_and_shows_everything() {
        let all: String = ('\0'..=char::MAX).collect();
        let json = serde_json::to_string_pretty(&[&all, "Größe 東京 🚀"]).unwrap();

        let shown = visible_json(&json);

        let read: Vec<String> = serde_json::from_str(&shown).unwrap();
        assert_eq!(read, [&all, "Größe 東京 🚀"]);
        assert!(shown.contains("Größe 東京 🚀"));
        assert!(shown.contains("\\u009b") && shown.contains("\\u202e"));
        assert!(!shown.contains(|c: char| c.is_control() && c != '\n'));
        assert!(!shown.contains(['\u{202e}', '\u{2066}', '\u{200b}', '\u{e0041}']));
    }

    #[test]
    fn long_text_is_cut_and_says_so() {
        assert_eq!(neutral_to("abcdef", 6), "abcdef");
        assert_eq!(neutral_to("abcdefg", 6), "abcde…");
        assert_eq!(neutral_to("a\u{1b}b", 4), "a…");
        assert_eq!(neutral(&"x".repeat(5000)).chars().count(), 2048);
        assert!(neutral(&"\u{1b}".repeat(5000)).chars().count() <= 2048);
    }

    #[test]
    fn the_wrapper_shows_the_same() {
        assert_eq!(Foreign("a\u{1b}").to_string(), neutral("a\u{1b}"));
    }
}
