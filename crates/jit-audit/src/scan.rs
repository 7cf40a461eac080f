/// Digits of an integer that every reader takes for the same number: RFC 8785 knows only IEEE 754
/// doubles, which hold integers of 15 digits exactly.
const MAX_DIGITS: usize = 15;

/// Where the reading of a text is. Whatever is not written as the canonical form would write it is
/// none.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Scan<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Scan<'a> {
    /// At the beginning.
    pub(crate) fn new(text: &'a str) -> Self {
        Self { text, at: 0 }
    }

    pub(crate) fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    pub(crate) fn take(&mut self, byte: u8) -> Option<()> {
        (self.peek()? == byte).then(|| self.at += 1)
    }

    pub(crate) fn space(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.at += 1;
        }
    }

    /// What was read since `begin`.
    fn since(&self, begin: usize) -> Option<&'a str> {
        self.text.get(begin..self.at)
    }

    pub(crate) fn word(&mut self, word: &str) -> Option<&'a str> {
        let begin = self.at;
        self.at += word.len();
        self.since(begin).filter(|found| *found == word)
    }

    /// A string with its quotes whose escapes are those of the canonical form.
    pub(crate) fn string(&mut self) -> Option<&'a str> {
        let begin = self.at;
        self.take(b'"')?;
        loop {
            match self.peek()? {
                b'"' => break,
                b'\\' => self.escape()?,
                0..0x20 => return None,
                _ => self.at += 1,
            }
        }
        self.at += 1;
        self.since(begin)
    }

    /// Source: RFC 8785, section 3.2.2.2.
    fn escape(&mut self) -> Option<()> {
        let rest = self.text.as_bytes().get(self.at..)?;
        self.at += match rest {
            [_, b'"' | b'\\' | b'b' | b'f' | b'n' | b'r' | b't', ..] => 2,
            [_, b'u', b'0', b'0', high, low, ..] if is_control(*high, *low) => 6,
            _ => return None,
        };
        Some(())
    }

    /// An integer that is written as the canonical form writes it.
    pub(crate) fn integer(&mut self) -> Option<&'a str> {
        let begin = self.at;
        let is_negative = self.take(b'-').is_some();
        let digits = self.at;
        while matches!(self.peek(), Some(b'0'..=b'9')) {
            self.at += 1;
        }
        let length = self.at - digits;
        let leads_with_zero = self.text.as_bytes().get(digits) == Some(&b'0');
        let plain = match length {
            1 => !(leads_with_zero && is_negative),
            2..=MAX_DIGITS => !leads_with_zero,
            _ => false,
        };
        let goes_on = matches!(self.peek(), Some(b'.' | b'e' | b'E'));
        (plain && !goes_on).then(|| self.since(begin))?
    }
}

/// Whether these digits are those of a control character that has no shorter escape.
fn is_control(high: u8, low: u8) -> bool {
    match high {
        b'0' => matches!(low, b'0'..=b'7' | b'b' | b'e' | b'f'),
        b'1' => matches!(low, b'0'..=b'9' | b'a'..=b'f'),
        _ => false,
    }
}
