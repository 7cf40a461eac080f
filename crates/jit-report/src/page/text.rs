use std::fmt::Write as _;

use jit_domain::{Glyph, glyphs};

/// The most characters of one text that a page shows.
const MAX_CHARS: usize = 160;

/// Text of other people for a place between tags: escaped, on one line, in a direction of its own,
/// with what does not show made visible, cut after [`MAX_CHARS`].
pub(super) fn foreign(text: &str) -> String {
    let mut shown = String::from("<bdi>");
    let mut glyphs = glyphs(text);
    for glyph in glyphs.by_ref().take(MAX_CHARS) {
        match glyph {
            Glyph::Shown('<') => shown.push_str("&lt;"),
            Glyph::Shown('>') => shown.push_str("&gt;"),
            Glyph::Shown('&') => shown.push_str("&amp;"),
            Glyph::Shown('"') => shown.push_str("&quot;"),
            Glyph::Shown('\'') => shown.push_str("&#39;"),
            glyph => {
                // Writing to a string does not fail.
                let _ = write!(shown, "{glyph}");
            }
        }
    }
    if glyphs.next().is_some() {
        shown.push('…');
    }
    shown.push_str("</bdi>");
    shown
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
