use std::fmt;
use std::path::PathBuf;

use crate::quoted::one_line;

/// One thing that is wrong with a bundle, where it is, and how to mend it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The file, relative to the folder of the bundle.
    pub file: PathBuf,
    /// The line, counted from 1; none for a whole file.
    pub line: Option<usize>,
    /// What is wrong; one line, lower case.
    pub what: String,
    /// What to write instead.
    pub fix: Option<String>,
    /// The line, to be shown; none for a whole file.
    pub excerpt: Option<Excerpt>,
}

/// A line of a policy file, and what in it is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Excerpt {
    /// The text of the line, without its end; cut where it is long, and what does not print is
    /// replaced.
    pub text: String,
    /// The byte of the text where what is wrong begins.
    pub start: usize,
    /// How many bytes it has.
    pub length: usize,
}

/// The longest text of an excerpt, in characters.
const MAX_EXCERPT: usize = 160;

impl Excerpt {
    /// The line of a file that has the byte `offset`.
    pub(crate) fn of(text: &str, offset: usize) -> Option<Self> {
        let before = text.get(..offset)?;
        let begin = before.rfind('\n').map_or(0, |end| end + 1);
        let line = text.get(begin..)?.lines().next().unwrap_or_default();
        let start = offset - begin;
        let word = line.get(start..)?;
        // What begins with a bracket goes to the end of the line.
        let end = word.find(is_end).filter(|end| *end > 0);
        let length = end.unwrap_or_else(|| word.trim_end().len());
        let text: String = line.chars().take(MAX_EXCERPT).flat_map(printable).collect();
        let left = text.len().checked_sub(start)?;
        Some(Self {
            length: length.min(left),
            start,
            text,
        })
    }
}

/// Whether a character ends a word of TOML or Cedar.
fn is_end(c: char) -> bool {
    c.is_whitespace() || "=,;()[]{}".contains(c)
}

/// The character, a space for a tab, or as many `?` as what does not print has bytes, so that the
/// places of all others stay what they are.
fn printable(c: char) -> impl Iterator<Item = char> {
    let (shown, times) = match c {
        '\t' => (' ', 1),
        ' '..='~' => (c, 1),
        _ if c.is_alphanumeric() => (c, 1),
        _ => ('?', c.len_utf8()),
    };
    std::iter::repeat_n(shown, times)
}

/// File, line and what is wrong, and the fix on a line of its own.
impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&one_line(&self.file.display().to_string()))?;
        if let Some(line) = self.line {
            write!(f, ":{line}")?;
        }
        write!(f, ": {}", self.what)?;
        if let Some(fix) = &self.fix {
            write!(f, "\n  fix: {fix}")?;
        }
        Ok(())
    }
}

/// A bundle that cannot be used, with everything that is wrong with it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub struct BundleError {
    /// In order of file and line; never empty.
    pub faults: Vec<Fault>,
}

impl fmt::Display for BundleError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, fault) in self.faults.iter().enumerate() {
            if i > 0 {
                f.write_str("\n")?;
            }
            fault.fmt(f)?;
        }
        Ok(())
    }
}
