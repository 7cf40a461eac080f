use unicode_properties::{GeneralCategory, UnicodeGeneralCategory};

/// The most characters of one text that a page shows.
const MAX_CHARS: usize = 160;

/// The most marks that may stand on one letter; Vietnamese and Hebrew with points need three.
const MAX_MARKS: usize = 3;

/// Text of other people for a place between tags: escaped, on one line, in a direction of its own,
/// with what does not show made visible, cut after [`MAX_CHARS`].
pub(super) fn foreign(text: &str) -> String {
    let mut shown = String::from("<bdi>");
    let mut marks = MAX_MARKS;
    for c in text.chars().take(MAX_CHARS) {
        push(&mut shown, c, &mut marks);
    }
    if text.chars().nth(MAX_CHARS).is_some() {
        shown.push('…');
    }
    shown.push_str("</bdi>");
    shown
}

fn push(shown: &mut String, c: char, marks: &mut usize) {
    use GeneralCategory::{
        Control, EnclosingMark, Format, LineSeparator, NonspacingMark, ParagraphSeparator,
        PrivateUse, SpaceSeparator, Surrogate, Unassigned,
    };
    let bears_marks = match (c, c.general_category()) {
        ('<', _) => push_all(shown, "&lt;"),
        ('>', _) => push_all(shown, "&gt;"),
        ('&', _) => push_all(shown, "&amp;"),
        ('"', _) => push_all(shown, "&quot;"),
        ('\'', _) => push_all(shown, "&#39;"),
        ('\n', _) => push_all(shown, "⏎"),
        (' ', _) => push_all(shown, " "),
        (_, NonspacingMark | EnclosingMark) if *marks < MAX_MARKS && !is_invisible(c) => {
            *marks += 1;
            shown.push(c);
            return;
        }
        (
            _,
            Control | Format | LineSeparator | ParagraphSeparator | PrivateUse | SpaceSeparator
            | Surrogate | Unassigned | NonspacingMark | EnclosingMark,
        ) => push_all(shown, &c.escape_unicode().to_string()),
        (c, _) if is_invisible(c) => push_all(shown, &c.escape_unicode().to_string()),
        (c, _) => {
            shown.push(c);
            true
        }
    };
    *marks = if bears_marks { 0 } else { MAX_MARKS };
}

/// What is written so bears no marks: they would belong to something that is not there.
fn push_all(shown: &mut String, text: &str) -> bool {
    shown.push_str(text);
    false
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
    use proptest::prelude::{any, proptest};

    use super::*;

    fn inside(text: &str) -> String {
        let shown = foreign(text);
        let inside = shown.strip_prefix("<bdi>").unwrap();
        inside.strip_suffix("</bdi>").unwrap().to_owned()
    }

    #[test]
    fn markup_is_text() {
        assert_eq!(
            inside("<script>alert('1')</script> & \"x\""),
            "&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt; &amp; &quot;x&quot;"
        );
    }

    #[test]
    fn what_does_not_show_is_made_visible() {
        assert_eq!(inside("a\u{202e}b\u{1b}[1m"), "a\\u{202e}b\\u{1b}[1m");
        assert_eq!(inside("a\nb\u{200b}c\u{3164}"), "a⏎b\\u{200b}c\\u{3164}");
        assert_eq!(inside("Größe 鍵 e\u{301}"), "Größe 鍵 e\u{301}");
        assert_eq!(
            inside(&format!("e{}", "\u{301}".repeat(4))),
            format!("e{}\\u{{301}}", "\u{301}".repeat(3))
        );
        assert_eq!(inside(&"x".repeat(161)), format!("{}…", "x".repeat(160)));
    }

    proptest! {
        #[test]
        fn no_text_opens_a_tag_or_ends_a_line(text in any::<String>()) {
            let shown = inside(&text);
            let bad = |c: char| matches!(c, '<' | '>' | '"' | '\'') || c.is_control();
            assert!(!shown.contains(bad), "{shown:?}");
        }
    }
}
