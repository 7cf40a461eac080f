use super::Doubt;

/// What the line that begins a block starts and ends with.
const BEGIN: (&str, &str) = ("# >>> jit profiles ", " >>>");

/// What the line that ends a block starts and ends with.
const END: (&str, &str) = ("# <<< jit profiles ", " <<<");

/// The line that begins the block of a broker.
pub(super) fn begin_marker(broker: &str) -> String {
    format!("{}{broker}{}", BEGIN.0, BEGIN.1)
}

/// The line that ends the block of a broker.
pub(super) fn end_marker(broker: &str) -> String {
    format!("{}{broker}{}", END.0, END.1)
}

/// One line of a file.
#[derive(Clone, Copy, Debug)]
pub(super) struct Line<'a> {
    /// From 1.
    pub(super) number: usize,
    /// Without its line ending.
    pub(super) text: &'a str,
    /// Where it begins in the file, in bytes.
    pub(super) start: usize,
}

/// What a line is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind<'a> {
    /// White space, or a comment.
    Nothing,
    /// The marker that begins the block of a broker.
    Begin(&'a str),
    /// The marker that ends the block of a broker.
    End(&'a str),
    /// `[…]`: what is between the brackets.
    Header(&'a str),
    /// A setting, or a line that continues one.
    Setting,
}

impl<'a> Line<'a> {
    /// Where its text ends in the file, in bytes.
    pub(super) fn end(&self) -> usize {
        self.start + self.text.len()
    }

    /// What it is. A header may be indented here, which not every AWS tool takes for one.
    pub(super) fn kind(&self) -> Result<Kind<'a>, Doubt> {
        let text = self.text.trim();
        if text.starts_with(BEGIN.0.trim_end()) || text.starts_with(END.0.trim_end()) {
            let line = self.number;
            return marker(text).ok_or(Doubt::DamagedMarker { line });
        }
        Ok(match text.chars().next() {
            None | Some('#' | ';') => Kind::Nothing,
            Some('[') => Kind::Header(header(text)),
            Some(_) => Kind::Setting,
        })
    }

    /// Whether some AWS tool may take it for more of the line above.
    pub(super) fn is_indented(&self) -> bool {
        self.text.starts_with(char::is_whitespace)
    }
}

fn marker(text: &str) -> Option<Kind<'_>> {
    let broker = |(start, end): (&str, &str)| {
        let broker = text.strip_prefix(start)?.strip_suffix(end)?;
        let one_word = !broker.is_empty() && !broker.contains(char::is_whitespace);
        one_word.then_some(broker)
    };
    broker(BEGIN)
        .map(Kind::Begin)
        .or_else(|| broker(END).map(Kind::End))
}

/// What is between the brackets; all the rest where none closes.
pub(super) fn header(text: &str) -> &str {
    let text = text.strip_prefix('[').unwrap_or(text);
    text.rsplit_once(']').map_or(text, |(name, _)| name)
}

/// The lines of a text. A carriage return before a line feed is part of the line ending.
pub(super) fn lines(text: &str) -> impl Iterator<Item = Line<'_>> {
    let mut start = 0;
    text.split_inclusive('\n')
        .zip(1..)
        .map(move |(whole, number)| {
            let text = match whole.strip_suffix('\n') {
                Some(text) => text.strip_suffix('\r').unwrap_or(text),
                None => whole,
            };
            let line = Line {
                number,
                text,
                start,
            };
            start += whole.len();
            line
        })
}
