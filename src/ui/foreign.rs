//! Text of other people, made harmless for a terminal: what cannot be seen is shown, and nothing in
//! it can move the cursor, reorder a line or begin a new one.

use std::fmt::{self, Write as _};

use unicode_properties::{GeneralCategory, UnicodeGeneralCategory};

/// The most characters of foreign text in one place.
const MAX_CHARS: usize = 2048;

/// The most marks that may stand on one letter; Vietnamese and Hebrew with points need three.
const MAX_MARKS: usize = 3;

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
    let mut marks = MAX_MARKS;
    for c in text.chars() {
        let piece = piece(c, &mut marks);
        let length = piece.chars().count();
        if used + length > max {
            return cut(&shown, max);
        }
        used += length;
        shown.push_str(&piece);
    }
    shown
}

/// JSON in which nothing is left that a terminal would obey or hide. It means the same: what
/// [`neutral`] makes visible is escaped, and outside of strings JSON has none of it.
#[must_use]
pub(super) fn visible_json(json: &str) -> String {
    let mut shown = String::with_capacity(json.len());
    for c in json.chars() {
        let plain = matches!(c, '\n' | ' '..='~');
        if plain || !(is_harmful(c.general_category()) || is_invisible(c)) {
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

/// How one character shows; `marks` counts the marks since the last letter.
fn piece(c: char, marks: &mut usize) -> String {
    use GeneralCategory::{EnclosingMark, NonspacingMark};
    let category = c.general_category();
    if matches!(category, NonspacingMark | EnclosingMark) && !is_invisible(c) {
        *marks += 1;
        return if *marks > MAX_MARKS {
            escape(c)
        } else {
            c.to_string()
        };
    }
    // A mark may stand on what is shown as itself, not on an escape or a white space.
    let (shown, bears_marks) = match c {
        ' ' | '\u{3000}' => (c.to_string(), false),
        '\n' => ("⏎".to_owned(), false),
        '\t' => ("⇥".to_owned(), false),
        _ if is_harmful(category) || is_invisible(c) => (escape(c), false),
        _ => (c.to_string(), true),
    };
    *marks = if bears_marks { 0 } else { MAX_MARKS };
    shown
}

fn escape(c: char) -> String {
    c.escape_unicode().to_string()
}

fn is_harmful(category: GeneralCategory) -> bool {
    use GeneralCategory::{
        Control, Format, LineSeparator, ParagraphSeparator, PrivateUse, SpaceSeparator, Surrogate,
        Unassigned,
    };
    matches!(
        category,
        Control
            | Format
            | LineSeparator
            | ParagraphSeparator
            | PrivateUse
            | SpaceSeparator
            | Surrogate
            | Unassigned
    )
}

/// Letters, symbols and marks that show nothing.
///
/// Source: Unicode Character Database, `Default_Ignorable_Code_Point`, without format characters;
/// and the empty braille pattern.
fn is_invisible(c: char) -> bool {
    matches!(
        c,
        '\u{34f}'
            | '\u{115f}'
            | '\u{1160}'
            | '\u{17b4}'
            | '\u{17b5}'
            | '\u{180b}'..='\u{180f}'
            | '\u{2800}'
            | '\u{3164}'
            | '\u{fe00}'..='\u{fe0f}'
            | '\u{ffa0}'
            | '\u{e0100}'..='\u{e01ef}'
    )
}

#[cfg(test)]
mod tests {
    use super::{Foreign, neutral, neutral_to, visible_json};

    #[test]
    fn what_cannot_be_seen_is_made_visible() {
        let table = [
            // Plain text of any language stays as it is.
            ("INC-4711: stuck queue", "INC-4711: stuck queue"),
            ("Größe 東京 ключ שלום 🚀", "Größe 東京 ключ שלום 🚀"),
            ("e\u{301}", "e\u{301}"),
            ("", ""),
            // C0, DEL, C1.
            ("a\u{0}b", r"a\u{0}b"),
            ("\u{1b}[2J\u{1b}[31m", r"\u{1b}[2J\u{1b}[31m"),
            ("\u{1b}]0;title\u{7}", r"\u{1b}]0;title\u{7}"),
            ("a\rb", r"a\u{d}b"),
            ("a\u{8}b\u{7f}", r"a\u{8}b\u{7f}"),
            ("\u{9b}2J\u{85}\u{90}", r"\u{9b}2J\u{85}\u{90}"),
            // Lines.
            ("one\ntwo", "one⏎two"),
            ("a\tb", "a⇥b"),
            (
                "a\u{2028}b\u{2029}c\u{b}d\u{c}",
                r"a\u{2028}b\u{2029}c\u{b}d\u{c}",
            ),
            // Direction.
            ("\u{202e}gpj\u{202c}", r"\u{202e}gpj\u{202c}"),
            (
                "\u{2066}x\u{2069}\u{200f}\u{61c}",
                r"\u{2066}x\u{2069}\u{200f}\u{61c}",
            ),
            // Nothing to see.
            (
                "a\u{200b}b\u{200d}c\u{feff}",
                r"a\u{200b}b\u{200d}c\u{feff}",
            ),
            ("a\u{ad}b\u{2060}c\u{180e}", r"a\u{ad}b\u{2060}c\u{180e}"),
            (
                "\u{3164}\u{115f}\u{ffa0}\u{2800}",
                r"\u{3164}\u{115f}\u{ffa0}\u{2800}",
            ),
            ("a\u{fe0f}\u{e0101}\u{34f}", r"a\u{fe0f}\u{e0101}\u{34f}"),
            ("\u{e0041}\u{e007f}", r"\u{e0041}\u{e007f}"),
            ("a\u{a0}b\u{2003}c", r"a\u{a0}b\u{2003}c"),
            // Nobody knows what these look like.
            ("\u{e000}\u{10ffff}\u{fff9}", r"\u{e000}\u{10ffff}\u{fff9}"),
            // A mark on nothing.
            ("\u{301}a", r"\u{301}a"),
            (" \u{301}", r" \u{301}"),
        ];
        for (text, shown) in table {
            assert_eq!(neutral(text), shown, "{text:?}");
        }
    }

    #[test]
    fn no_scalar_value_gets_through_that_moves_or_hides() {
        for c in '\0'..=char::MAX {
            let shown = neutral(&format!("a{c}"));
            assert!(!shown.chars().any(char::is_control), "{c:?}");
            let bidi = |c| matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}');
            assert!(!shown.contains(bidi), "{c:?}");
        }
    }

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
    fn a_flood_of_marks_is_stopped_after_three() {
        let shown = neutral(&format!("a{}", "\u{301}".repeat(5)));
        assert_eq!(shown, "a\u{301}\u{301}\u{301}\\u{301}\\u{301}");
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
