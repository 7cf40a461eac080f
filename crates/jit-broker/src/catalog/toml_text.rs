//! How values are written in TOML: in one line, with everything that could deceive a reviewer
//! escaped.

use std::collections::BTreeMap;
use std::fmt::Write;

use super::shown::is_plain;

/// A basic string.
pub(super) fn string(text: &str) -> String {
    let mut written = String::with_capacity(text.len() + 2);
    written.push('"');
    for c in text.chars() {
        match c {
            '"' => written.push_str("\\\""),
            '\\' => written.push_str("\\\\"),
            c if is_plain(c) => written.push(c),
            c => {
                // Writing to a string does not fail.
                let _ = write!(written, "\\U{:08X}", u32::from(c));
            }
        }
    }
    written.push('"');
    written
}

/// A key: bare where it can be.
pub(super) fn key(name: &str) -> String {
    let is_bare = |b: u8| b.is_ascii_alphanumeric() || b == b'-' || b == b'_';
    if !name.is_empty() && name.bytes().all(is_bare) {
        name.to_owned()
    } else {
        string(name)
    }
}

/// `Key = "value"`
pub(super) fn pair(name: &str, value: &str) -> String {
    format!("{} = {}", key(name), string(value))
}

/// `{ Key = "value", … }`
pub(super) fn inline_table(tags: &BTreeMap<String, String>) -> String {
    let pairs: Vec<_> = tags.iter().map(|(key, value)| pair(key, value)).collect();
    inline_table_of(&pairs)
}

/// The same of pairs that are written already.
pub(super) fn inline_table_of(pairs: &[String]) -> String {
    if pairs.is_empty() {
        "{}".to_owned()
    } else {
        format!("{{ {} }}", pairs.join(", "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whatever_is_written_is_read_as_the_same() {
        let texts = [
            "",
            "plain",
            "two words",
            "dotted.key",
            "\"quoted\" 'twice' \\",
            "tab\tline\nreturn\rbell\u{7}\u{7f}\u{85}",
            "Größe \u{969c}\u{5bb3} \u{1f44d}",
            "\u{202e}abc\u{2066}\u{200b}\u{feff}",
        ];
        for text in texts {
            let line = pair(text, text);
            let table: toml::Table = toml::from_str(&line).unwrap();
            assert_eq!(
                table.get(text).and_then(|v| v.as_str()),
                Some(text),
                "{line}"
            );
            assert!(line.chars().all(is_plain), "{line}");
        }
    }
}
