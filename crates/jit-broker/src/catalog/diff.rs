use std::time::Duration;

use similar::TextDiff;

use super::shown::is_plain;

/// How long the shortest difference is looked for; after that, a longer one will do.
const PATIENCE: Duration = Duration::from_secs(2);

/// The unified difference of two versions of a file, with everything escaped that a terminal would
/// obey or hide. Empty when they are the same.
#[must_use]
pub fn diff(file: &str, before: &str, after: &str) -> String {
    let diff = TextDiff::configure()
        .timeout(PATIENCE)
        .diff_lines(before, after);
    let mut unified = diff.unified_diff();
    let text = unified.context_radius(3).header(file, file).to_string();
    let mut shown = String::with_capacity(text.len());
    for line in text.lines() {
        for c in line.chars() {
            if c == '\t' || is_plain(c) {
                shown.push(c);
            } else {
                shown.extend(c.escape_debug());
            }
        }
        shown.push('\n');
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_diff_shows_what_would_deceive() {
        let shown = diff("catalog.toml", "a\nb\n", "a\n# \u{202e}\u{1b}[2J\n");
        insta::assert_snapshot!(shown, @r"
        --- catalog.toml
        +++ catalog.toml
        @@ -1,2 +1,2 @@
         a
        -b
        +# \u{202e}\u{1b}[2J
        ");
        assert_eq!(diff("catalog.toml", "a\n", "a\n"), "");
    }
}
