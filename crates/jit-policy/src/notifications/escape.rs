//! Text of people, made inert for where it is shown.

use std::fmt::Write as _;

use jit_domain::{Glyph, glyphs};

use super::Format;

/// The longest value that a template shows, in characters: a reason has at most as many.
const MAX_CHARS: usize = 1024;

/// What a line of a value begins with that is not its first: no line that a person wrote looks like
/// one of ours.
const CONTINUED: &str = "\n                │ ";

/// A value as it may stand in a text of this format: nothing in it is read as markup, a mention or
/// a command, nothing in it hides or turns the text around it, and it ends somewhere.
pub(super) fn inert(value: &str, format: Format) -> String {
    let mut out = String::with_capacity(value.len());
    let mut glyphs = glyphs(value);
    for glyph in glyphs.by_ref().take(MAX_CHARS) {
        push(&mut out, glyph, format);
    }
    if glyphs.next().is_some() {
        out.push('…');
    }
    out
}

fn push(out: &mut String, glyph: Glyph, format: Format) {
    match (format, glyph) {
        // Of a line that ends with both, the line feed is left.
        (_, Glyph::Hidden('\r')) => {}
        (Format::Html, Glyph::LineFeed) => out.push_str("<br>"),
        (_, Glyph::LineFeed) => out.push_str(CONTINUED),
        (_, Glyph::Tab) => out.push('\t'),
        (Format::Html | Format::Slack, Glyph::Shown('&')) => out.push_str("&amp;"),
        (Format::Html | Format::Slack, Glyph::Shown('<')) => out.push_str("&lt;"),
        (Format::Html | Format::Slack, Glyph::Shown('>')) => out.push_str("&gt;"),
        (Format::Html, Glyph::Shown('"')) => out.push_str("&quot;"),
        (Format::Html, Glyph::Shown('\'')) => out.push_str("&#39;"),
        (_, glyph) => {
            // Writing to a string does not fail.
            let _ = write!(out, "{glyph}");
        }
    }
}

/// Text on one line, at most `max` characters long.
pub(super) fn one_line(text: &str, max: usize) -> String {
    let words: Vec<_> = text.split_whitespace().collect();
    let line = words.join(" ");
    if line.chars().nth(max).is_none() {
        return line;
    }
    let mut cut: String = line.chars().take(max.saturating_sub(1)).collect();
    cut.push('…');
    cut
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_channel_would_obey_is_made_text() {
        let bad = "<!channel> <@U1> & \"quoted\" 'a' \u{1b}[31m \u{202e}cba\u{200b}\r\nBcc: x@y\0";
        assert_eq!(
            inert(bad, Format::Plain),
            "<!channel> <@U1> & \"quoted\" 'a' \\u{1b}[31m \\u{202e}cba\\u{200b}\n                │ Bcc: x@y\\u{0}"
        );
        assert_eq!(
            inert(bad, Format::Slack),
            "&lt;!channel&gt; &lt;@U1&gt; &amp; \"quoted\" 'a' \\u{1b}[31m \
             \\u{202e}cba\\u{200b}\n                │ Bcc: x@y\\u{0}"
        );
        assert_eq!(
            inert(bad, Format::Html),
            "&lt;!channel&gt; &lt;@U1&gt; &amp; &quot;quoted&quot; &#39;a&#39; \\u{1b}[31m \
             \\u{202e}cba\\u{200b}<br>Bcc: x@y\\u{0}"
        );
    }

    #[test]
    fn a_value_is_cut_at_its_limit_and_not_before() {
        let whole = "ä".repeat(MAX_CHARS);
        assert_eq!(inert(&whole, Format::Plain), whole);
        assert_eq!(
            inert(&"ä".repeat(10_240), Format::Plain),
            format!("{whole}…")
        );
    }

    #[test]
    fn a_line_is_one_line_of_bounded_length() {
        assert_eq!(one_line("a\r\nb\u{85}c\u{2028}d  e ", 99), "a b c d e");
        assert_eq!(one_line("abcdef", 6), "abcdef");
        assert_eq!(one_line("abcdefg", 6), "abcde…");
    }
}
