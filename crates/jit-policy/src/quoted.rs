use std::fmt::{self, Write};

/// Text from a policy file in backticks, in one line: what does not print is escaped, and what is
/// long is cut after 80 characters.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Quoted<'a>(pub(crate) &'a str);

const MAX_CHARS: usize = 80;

impl fmt::Display for Quoted<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_char('`')?;
        printable(self.0, MAX_CHARS, f)?;
        f.write_char('`')
    }
}

/// Text of somebody else, such as a parser's message, in one line.
pub(crate) fn one_line(text: &str) -> String {
    let mut line = String::new();
    match printable(text, 240, &mut line) {
        Ok(()) => line,
        Err(fmt::Error) => String::new(),
    }
}

fn printable(text: &str, max: usize, out: &mut impl Write) -> fmt::Result {
    for (place, c) in text.chars().enumerate() {
        if place == max {
            return out.write_char('…');
        }
        match c {
            '"' | '\'' | '\\' => out.write_char(c)?,
            _ => write!(out, "{}", c.escape_debug())?,
        }
    }
    Ok(())
}
