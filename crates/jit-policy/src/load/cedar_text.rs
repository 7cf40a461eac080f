//! Cedar text before Cedar reads it: where each policy begins, and whether it is small enough to
//! be read at all.

use std::ops::Range;

/// The longest policy, in bytes. Cedar's parser and evaluator work by recursion, so that what a
/// policy may cost is bounded by its length and its nesting.
const MAX_POLICY: usize = 16 * 1024;
/// How deep brackets may nest in one policy.
const MAX_NESTING: usize = 24;
/// The most policies in one file.
const MAX_POLICIES: usize = 2000;
/// The most words and operators in one policy: each may nest the expression by one.
const MAX_PARTS: usize = 1024;

/// One policy of a file, as bytes of it, comments before it left out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct PolicyText {
    /// Where.
    pub(super) span: Range<usize>,
    /// Why it is not given to Cedar, if it is not.
    pub(super) refused: Option<&'static str>,
}

/// The policies of a text, each with its semicolon; what is behind the last semicolon counts as one
/// when it is more than white space and comments.
///
/// # Errors
///
/// When there are more than a file may have.
pub(super) fn policies(text: &str) -> Result<Vec<PolicyText>, &'static str> {
    let mut policies = Vec::new();
    let mut reader = Reader::default();
    for (at, byte) in text.bytes().enumerate() {
        reader.read(at, byte);
        if let Some(policy) = reader.take_finished(at + 1) {
            policies.push(policy);
        }
        if policies.len() > MAX_POLICIES {
            return Err("a file has at most 2000 policies");
        }
    }
    policies.extend(reader.take(text.len()));
    Ok(policies)
}

/// What kind of text the reader is in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Within {
    #[default]
    Code,
    /// A slash that may begin a comment.
    Slash,
    Comment,
    Text,
    /// A backslash in a text.
    Escape,
}

#[derive(Debug, Default)]
struct Reader {
    within: Within,
    begin: Option<usize>,
    finished: bool,
    nesting: usize,
    deepest: usize,
    parts: usize,
    word: usize,
}

impl Reader {
    fn read(&mut self, at: usize, byte: u8) {
        self.within = match (self.within, byte) {
            (Within::Slash, b'/') => {
                // The slash before was no code: a policy does not begin with its comments.
                if self.begin == Some(at.saturating_sub(1)) {
                    self.begin = None;
                }
                Within::Comment
            }
            // A comment ends with the line, whoever ends the lines: Cedar takes either byte.
            (Within::Comment, b'\n' | b'\r') | (Within::Text, b'"') => Within::Code,
            (Within::Comment, _) => Within::Comment,
            (Within::Text, b'\\') => Within::Escape,
            (Within::Text | Within::Escape, _) => Within::Text,
            (Within::Code, b'/') => {
                self.code(at, byte);
                Within::Slash
            }
            (Within::Code | Within::Slash, b'"') => {
                self.code(at, byte);
                Within::Text
            }
            (Within::Code | Within::Slash, _) => {
                self.code(at, byte);
                Within::Code
            }
        };
    }

    fn code(&mut self, at: usize, byte: u8) {
        if byte.is_ascii_whitespace() {
            self.word = 0;
            return;
        }
        self.begin.get_or_insert(at);
        match byte {
            b'(' | b'[' | b'{' => {
                self.nesting += 1;
                self.deepest = self.deepest.max(self.nesting);
            }
            b')' | b']' | b'}' => self.nesting = self.nesting.saturating_sub(1),
            b';' => self.finished = true,
            _ => {}
        }
        self.count_parts(byte);
    }

    /// Counts what nests without brackets: symbols, member accesses and words, of which keywords
    /// such as `if` and `in` are some.
    fn count_parts(&mut self, byte: u8) {
        let of_word = byte.is_ascii_alphanumeric() || byte == b'_' || byte >= 0x80;
        if of_word {
            self.parts += usize::from(self.word == 0);
            self.word += 1;
        } else {
            self.parts += usize::from(b"&|+-*!<>=.[".contains(&byte));
            self.word = 0;
        }
    }

    fn take_finished(&mut self, end: usize) -> Option<PolicyText> {
        if self.finished { self.take(end) } else { None }
    }

    fn take(&mut self, end: usize) -> Option<PolicyText> {
        let reader = std::mem::take(self);
        let begin = reader.begin?;
        let refused = if end - begin > MAX_POLICY {
            Some("a policy has at most 16 KiB")
        } else if reader.deepest > MAX_NESTING {
            Some("the brackets of a policy nest at most 24 deep")
        } else if reader.parts > MAX_PARTS {
            Some("a policy has at most 1024 words and operators outside of quotes")
        } else {
            None
        };
        Some(PolicyText {
            span: begin..end,
            refused,
        })
    }
}
