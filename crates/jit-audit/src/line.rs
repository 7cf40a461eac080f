use std::io::{self, BufRead};

/// The longest line that is read, in bytes: far more than the largest event, and little enough
/// that a file of anything else is no danger.
pub const MAX_LINE_BYTES: usize = 1024 * 1024;

/// Reads lines in memory that does not grow with the input.
#[derive(Debug)]
pub(crate) struct Lines<R> {
    input: R,
    buffer: Vec<u8>,
    number: u64,
}

/// One line, without its end.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Line<'a> {
    Whole(&'a [u8]),
    /// Longer than [`MAX_LINE_BYTES`]; its bytes were passed over.
    TooLong,
}

impl<R: BufRead> Lines<R> {
    pub(crate) fn new(input: R) -> Self {
        Self {
            input,
            buffer: Vec::new(),
            number: 0,
        }
    }

    /// The next line and its number, counted from 1; none at the end of the input.
    pub(crate) fn read(&mut self) -> io::Result<Option<(u64, Line<'_>)>> {
        self.buffer.clear();
        let (mut any, mut too_long, mut ended) = (false, false, false);
        while !ended {
            let available = match self.input.fill_buf() {
                Ok(available) => available,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => return Err(error),
            };
            if available.is_empty() {
                break;
            }
            any = true;
            let mut pieces = available.splitn(2, |byte| *byte == b'\n');
            let piece = pieces.next().unwrap_or_default();
            ended = pieces.next().is_some();
            if self.buffer.len() + piece.len() > MAX_LINE_BYTES {
                too_long = true;
            } else if !too_long {
                self.buffer.extend_from_slice(piece);
            }
            let used = piece.len() + usize::from(ended);
            self.input.consume(used);
        }
        if !any {
            return Ok(None);
        }
        self.number += 1;
        let line = if too_long {
            Line::TooLong
        } else {
            Line::Whole(&self.buffer)
        };
        Ok(Some((self.number, line)))
    }

    /// The whole line that was read last.
    pub(crate) fn last(&self) -> &[u8] {
        &self.buffer
    }
}

#[cfg(test)]
mod tests {
    use std::io::BufReader;

    use super::*;

    /// Each line as text, `…` for one that is too long, read through a buffer of that many bytes.
    fn lines(input: &[u8], buffer: usize) -> Vec<String> {
        let mut lines = Lines::new(BufReader::with_capacity(buffer, input));
        let mut seen = Vec::new();
        while let Some((number, line)) = lines.read().unwrap() {
            assert_eq!(number, seen.len() as u64 + 1);
            seen.push(match line {
                Line::Whole(bytes) => String::from_utf8(bytes.to_vec()).unwrap(),
                Line::TooLong => "…".to_owned(),
            });
        }
        seen
    }

    #[test]
    fn lines_are_the_same_whatever_the_buffer() {
        for buffer in [1, 2, 3, 64] {
            assert_eq!(lines(b"", buffer), [""; 0]);
            assert_eq!(lines(b"\n", buffer), [""]);
            assert_eq!(lines(b"ab\n\nc", buffer), ["ab", "", "c"]);
            assert_eq!(lines(b"ab\r\nc\n", buffer), ["ab\r", "c"]);
        }
    }

    #[test]
    fn a_line_that_is_too_long_is_passed_over_and_kept_out_of_memory() {
        let mut input = vec![b'x'; MAX_LINE_BYTES];
        input.extend(b"\n");
        input.extend(vec![b'y'; 3 * MAX_LINE_BYTES]);
        input.extend(b"\nend");
        let mut reader = Lines::new(BufReader::new(input.as_slice()));

        let (_, longest) = reader.read().unwrap().unwrap();
        assert!(matches!(longest, Line::Whole(bytes) if bytes.len() == MAX_LINE_BYTES));
        let (_, passed) = reader.read().unwrap().unwrap();
        assert_eq!(passed, Line::TooLong);
        let (_, end) = reader.read().unwrap().unwrap();
        assert_eq!(end, Line::Whole(b"end"));
        assert!(reader.buffer.capacity() <= 2 * MAX_LINE_BYTES);
    }
}
