use std::fmt::{self, Write as _};
use std::str::Chars;

use unicode_properties::{GeneralCategory, UnicodeGeneralCategory};

/// How a character of text that somebody else wrote may be shown to people: nothing that cannot be
/// seen, moves the cursor, reorders a line or begins a new one is shown as itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Glyph {
    /// As itself. Markup is for the place to escape where it is shown.
    Shown(char),
    /// The end of a line, U+000A.
    LineFeed,
    /// U+0009.
    Tab,
    /// By its number.
    Hidden(char),
}

/// On one line: `⏎`, `⇥` and `\u{…}` stand for what has no shape.
impl fmt::Display for Glyph {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Shown(c) => f.write_char(*c),
            Self::LineFeed => f.write_char('⏎'),
            Self::Tab => f.write_char('⇥'),
            Self::Hidden(c) => c.escape_unicode().fmt(f),
        }
    }
}

/// The most marks that may stand on one letter; Vietnamese and Hebrew with points need three.
const MAX_MARKS: usize = 3;

/// The characters of a text as they may be shown, one for one.
#[must_use]
pub fn glyphs(text: &str) -> Glyphs<'_> {
    Glyphs {
        rest: text.chars(),
        marks: MAX_MARKS,
    }
}

/// What [`glyphs`] gives.
#[derive(Clone, Debug)]
pub struct Glyphs<'a> {
    rest: Chars<'a>,
    /// How many marks stand on the last letter; as many as may where there is none.
    marks: usize,
}

impl Iterator for Glyphs<'_> {
    type Item = Glyph;

    fn next(&mut self) -> Option<Glyph> {
        let c = self.rest.next()?;
        if is_mark(c) && !is_hidden(c) {
            self.marks += 1;
            return Some(if self.marks > MAX_MARKS {
                Glyph::Hidden(c)
            } else {
                Glyph::Shown(c)
            });
        }
        let glyph = match c {
            '\n' => Glyph::LineFeed,
            '\t' => Glyph::Tab,
            c if is_hidden(c) => Glyph::Hidden(c),
            c => Glyph::Shown(c),
        };
        // A mark may stand on what is shown as itself, not on an escape or a white space.
        let bears_marks = matches!(glyph, Glyph::Shown(c) if !matches!(c, ' ' | '\u{3000}'));
        self.marks = if bears_marks { 0 } else { MAX_MARKS };
        Some(glyph)
    }
}

fn is_mark(c: char) -> bool {
    use GeneralCategory::{EnclosingMark, NonspacingMark};
    !c.is_ascii() && matches!(c.general_category(), NonspacingMark | EnclosingMark)
}

/// Whether nobody sees the character where it stands: controls, what changes the direction, spaces of
/// other widths than the usual ones, what Unicode gives no look, and letters and marks that show
/// nothing.
#[must_use]
pub fn is_hidden(c: char) -> bool {
    match c {
        ' '..='~' | '\u{3000}' => false,
        c => has_no_look(c.general_category()) || is_invisible(c),
    }
}

fn has_no_look(category: GeneralCategory) -> bool {
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
    use super::{Glyph, glyphs};

    fn in_a_line(text: &str) -> String {
        glyphs(text).map(|glyph| glyph.to_string()).collect()
    }

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
            assert_eq!(in_a_line(text), shown, "{text:?}");
        }
    }

    #[test]
    fn no_scalar_value_gets_through_that_moves_or_hides() {
        for c in '\0'..=char::MAX {
            let shown = in_a_line(&format!("a{c}"));
            assert!(!shown.chars().any(char::is_control), "{c:?}");
            let bidi = |c| matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}');
            assert!(!shown.contains(bidi), "{c:?}");
        }
    }

    #[test]
    fn a_flood_of_marks_is_stopped_after_three() {
        let shown = in_a_line(&format!("a{}", "\u{301}".repeat(5)));
        assert_eq!(shown, "a\u{301}\u{301}\u{301}\\u{301}\\u{301}");
    }

    #[test]
    fn there_is_one_for_each_character() {
        let text = "a\u{301}\u{301}\n\t\u{202e}<";
        let expected = [
            Glyph::Shown('a'),
            Glyph::Shown('\u{301}'),
            Glyph::Shown('\u{301}'),
            Glyph::LineFeed,
            Glyph::Tab,
            Glyph::Hidden('\u{202e}'),
            Glyph::Shown('<'),
        ];
        assert_eq!(glyphs(text).collect::<Vec<_>>(), expected);
    }
}
