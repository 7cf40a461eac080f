use std::collections::BTreeMap;

use super::Doubt;
use super::block::{Block, blocks};
use super::line::{Kind, lines};
use super::section_name::profile_of;

/// A configuration file in which it is certain what is `jit`'s.
#[derive(Clone, Debug)]
pub(super) struct Document<'a> {
    text: &'a str,
    blocks: Vec<Block<'a>>,
}

/// The text of a file.
///
/// # Errors
///
/// [`Doubt`] when AWS tools do not read it, or disagree about where its lines end.
pub(crate) fn check_encoding(bytes: &[u8]) -> Result<&str, Doubt> {
    let line_at = |end: usize| 1 + bytes.iter().take(end).filter(|b| **b == b'\n').count();
    let text = str::from_utf8(bytes).map_err(|err| Doubt::NotText {
        line: line_at(err.valid_up_to()),
    })?;
    if text.starts_with('\u{feff}') {
        return Err(Doubt::ByteOrderMark);
    }
    match lines(text).find(|line| line.text.contains('\r')) {
        Some(line) => Err(Doubt::CarriageReturn { line: line.number }),
        None => Ok(text),
    }
}

impl<'a> Document<'a> {
    /// Reads a file.
    ///
    /// # Errors
    ///
    /// [`Doubt`] when it is not certain what is `jit`'s in it.
    pub(super) fn read(text: &'a str) -> Result<Self, Doubt> {
        check_encoding(text.as_bytes())?;
        let blocks = blocks(text)?;
        Ok(Self { text, blocks })
    }

    /// The block of a broker.
    pub(super) fn block(&self, broker: &str) -> Option<&Block<'a>> {
        self.blocks.iter().find(|block| block.broker == broker)
    }

    /// What is before the block of a broker, and what is behind it; all of it is before a block
    /// that is not there.
    pub(super) fn around(&self, broker: &str) -> (&'a str, &'a str) {
        let end = self.text.len();
        let (from, to) = self
            .block(broker)
            .map_or((end, end), |block| (block.start, block.end));
        let piece = |range| self.text.get(range).unwrap_or_default();
        (piece(0..from), piece(to..end))
    }

    /// The block of a broker with lines that end with a line feed; empty when there is none.
    pub(super) fn block_text(&self, broker: &str) -> String {
        let block = self.block(broker);
        let text = block.and_then(|block| self.text.get(block.start..block.end));
        text.unwrap_or_default().replace("\r\n", "\n")
    }

    /// The profiles outside of the block of a broker, and the line where each begins first.
    pub(super) fn profiles_outside(&self, broker: &str) -> Result<BTreeMap<String, usize>, Doubt> {
        let ours = self
            .block(broker)
            .map_or(0..0, |block| block.start..block.end);
        let mut found = BTreeMap::new();
        for line in lines(self.text).filter(|line| !ours.contains(&line.start)) {
            if let Kind::Header(header) = line.kind()?
                && let Some(name) = profile_of(header)
            {
                found.entry(name).or_insert(line.number);
            }
        }
        Ok(found)
    }

    /// The broker in whose block a line is.
    pub(super) fn owner_of(&self, line: usize) -> Option<&'a str> {
        let has = |block: &&Block<'_>| block.inside.iter().any(|inside| inside.number == line);
        self.blocks.iter().find(has).map(|block| block.broker)
    }

    /// How lines end here: as the first one does.
    fn line_ending(&self) -> &'static str {
        let first = self.text.split_inclusive('\n').next().unwrap_or_default();
        if first.ends_with("\r\n") {
            "\r\n"
        } else {
            "\n"
        }
    }

    /// The file with another block, or without one. A block's text has lines that end with a line
    /// feed, but for the last, which has no ending.
    ///
    /// A new block goes to the end, one line ending behind what was there; without its block, the
    /// file ends as it did before.
    pub(super) fn with_block(&self, broker: &str, block: Option<&str>) -> String {
        let ending = self.line_ending();
        let (before, behind) = self.around(broker);
        let block = block.map(|text| text.replace('\n', ending));
        match (block, self.block(broker)) {
            (Some(new), Some(_)) => [before, &new, behind].concat(),
            (Some(new), None) => {
                let gap = if before.is_empty() { "" } else { ending };
                [before, gap, &new, ending].concat()
            }
            (None, None) => self.text.to_owned(),
            (None, Some(_)) => without(before, behind),
        }
    }
}

/// What is left when the block between these goes: with the line ending behind it, and with the one
/// before it that it came with.
fn without(before: &str, behind: &str) -> String {
    let rest = behind
        .strip_prefix("\r\n")
        .or_else(|| behind.strip_prefix('\n'))
        .unwrap_or(behind);
    let shorter = before
        .strip_suffix('\n')
        .map(|it| it.strip_suffix('\r').unwrap_or(it))
        .filter(|shorter| rest.is_empty() || shorter.ends_with('\n') || shorter.is_empty());
    [shorter.unwrap_or(before), rest].concat()
}
