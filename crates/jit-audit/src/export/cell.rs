use std::fmt::Write as _;

use jit_domain::{Glyph, glyphs};

/// Appends text as a cell of a spreadsheet that is only ever text: one line, nothing invisible, and
/// no formula.
///
/// What a spreadsheet would calculate begins with one of `= + - @`, also in full width, behind
/// whatever white space; a `'` before it makes it text. Behind `,` and `;` too, because some
/// spreadsheets take the other one for the end of a cell. Line breaks show as `⏎`, tabs as `⇥`,
/// other characters without a shape as `\u{…}`.
///
/// Source: OWASP, "CSV Injection".
pub(super) fn push_inert(cell: &mut String, text: &str) {
    let mut at_begin = true;
    for glyph in glyphs(text) {
        at_begin = match glyph {
            Glyph::Shown(c) => {
                if at_begin && is_trigger(c) {
                    cell.push('\'');
                }
                matches!(c, ',' | ';') || (at_begin && c.is_whitespace())
            }
            Glyph::Hidden(c) => c == '\r' || at_begin,
            Glyph::LineFeed | Glyph::Tab => true,
        };
        // Writing to a string does not fail.
        let _ = write!(cell, "{glyph}");
    }
}

fn is_trigger(c: char) -> bool {
    matches!(
        c,
        '=' | '+' | '-' | '@' | '\u{ff1d}' | '\u{ff0b}' | '\u{ff0d}' | '\u{ff20}' | '\u{2212}'
    )
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn inert(text: &str) -> String {
        let mut cell = String::new();
        push_inert(&mut cell, text);
        cell
    }

    #[test]
    fn a_formula_is_text() {
        for (text, cell) in [
            ("stuck queue", "stuck queue"),
            ("=cmd|' /C calc'!A0", "'=cmd|' /C calc'!A0"),
            ("+1+1", "'+1+1"),
            ("-1+1", "'-1+1"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("  =1", "  '=1"),
            ("\t=1", "⇥'=1"),
            ("a\n=1", "a⏎'=1"),
            ("\u{feff}=1", "\\u{feff}'=1"),
            ("\u{ff1d}1", "'\u{ff1d}1"),
            ("a;=1", "a;'=1"),
            ("a, =1", "a, '=1"),
            ("a=1", "a=1"),
            ("x-1@y", "x-1@y"),
            ("<script>alert(1)</script>", "<script>alert(1)</script>"),
            ("\u{1b}[2J\u{202e}", "\\u{1b}[2J\\u{202e}"),
        ] {
            assert_eq!(inert(text), cell);
        }
    }

    proptest! {
        #[test]
        fn no_text_is_a_formula_or_more_than_a_line(text in "[ =+@,;\\-\t\n\r\u{feff}a'\"]{0,12}|.{0,40}") {
            let cell = inert(&text);
            prop_assert!(!cell.contains(['\n', '\r', '\t', '\0']));
            for part in cell.split([',', ';']) {
                prop_assert!(!part.trim_start().starts_with(is_trigger), "{cell}");
            }
        }
    }
}
