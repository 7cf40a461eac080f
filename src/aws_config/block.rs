use super::Doubt;
use super::line::{Kind, Line, lines};

/// The block of one broker in a file.
#[derive(Clone, Debug)]
pub(super) struct Block<'a> {
    /// The broker's URL, as the markers have it.
    pub(super) broker: &'a str,
    /// The line of the marker that begins it.
    pub(super) line: usize,
    /// Where that line begins, in bytes.
    pub(super) start: usize,
    /// Where the text of the line that ends it ends, in bytes: its line ending is not part of it.
    pub(super) end: usize,
    /// The lines between the markers.
    pub(super) inside: Vec<Line<'a>>,
}

/// All blocks of a file, in order.
///
/// # Errors
///
/// [`Doubt`] when it is not certain where one begins or ends, or what belongs to it.
pub(super) fn blocks(text: &str) -> Result<Vec<Block<'_>>, Doubt> {
    let mut all: Vec<Block<'_>> = Vec::new();
    let mut open: Option<Block<'_>> = None;
    // Whether a setting here would be one of the last profile of a block.
    let mut below = false;
    for line in lines(text) {
        match (line.kind()?, open.as_mut()) {
            (Kind::Begin(broker), None) => {
                if let Some(first) = all.iter().find(|block| block.broker == broker) {
                    let (line, first) = (line.number, first.line);
                    return Err(Doubt::SecondBlock { line, first });
                }
                open = Some(Block {
                    broker,
                    line: line.number,
                    start: line.start,
                    end: line.end(),
                    inside: Vec::new(),
                });
            }
            (Kind::End(broker), Some(block)) if block.broker == broker => {
                block.end = line.end();
                all.extend(open.take());
                below = true;
            }
            (Kind::Begin(_) | Kind::End(_), Some(block)) => {
                return Err(Doubt::NotClosed { line: block.line });
            }
            (Kind::End(_), None) => return Err(Doubt::NotBegun { line: line.number }),
            (_, Some(block)) => block.inside.push(line),
            (Kind::Header(_), None) if !line.is_indented() => below = false,
            (Kind::Header(_) | Kind::Setting, None) if below => {
                return Err(Doubt::BelowBlock { line: line.number });
            }
            _ => {}
        }
    }
    match open {
        Some(block) => Err(Doubt::NotClosed { line: block.line }),
        None => Ok(all),
    }
}

#[cfg(test)]
mod tests {
    use super::blocks;
    use crate::aws_config::Doubt;
    use crate::aws_config::line::{begin_marker, end_marker};

    #[test]
    fn a_block_is_from_marker_to_marker() {
        let (begin, end) = (begin_marker("https://a"), end_marker("https://a"));
        let text = format!("[x]\n{begin}\n[profile a]\n{end}\n");
        let found = blocks(&text).unwrap();
        assert_eq!(found.len(), 1);
        assert_eq!((found[0].broker, found[0].line), ("https://a", 2));
        let whole = text.get(found[0].start..found[0].end);
        assert_eq!(whole, Some(format!("{begin}\n[profile a]\n{end}").as_str()));

        let open = format!("[x]\n{begin}\n[profile a]\n");
        assert_eq!(blocks(&open).unwrap_err(), Doubt::NotClosed { line: 2 });
    }
}
