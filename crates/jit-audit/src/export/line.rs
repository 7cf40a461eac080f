use jit_domain::{ChainHead, EventHash};
use serde::Deserialize;

/// What a line is that a broker exports.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ExportLine {
    /// A record, and its place in the chain.
    Record(Links),
    /// The end of an export, which says what the end of the chain is.
    End(End),
}

/// What a record says of its place in the chain.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Links {
    /// Its number.
    pub sequence: u64,
    /// The hash of the record before it.
    pub previous_hash: EventHash,
    /// Its own.
    pub hash: EventHash,
}

/// The last line of an export. Without it, an export was cut off.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum End {
    /// `{"head":…}`: every record up to there is in the export.
    Whole(ChainHead),
    /// `{"filtered_head":…}`: those up to there that were asked for are. Nothing proves that none
    /// of them was left out.
    Filtered(ChainHead),
}

impl End {
    /// The end of the chain.
    #[must_use]
    pub fn head(&self) -> &ChainHead {
        match self {
            Self::Whole(head) | Self::Filtered(head) => head,
        }
    }

    /// Its name: the member of its line, and its type where all lines have one.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Whole(_) => "head",
            Self::Filtered(_) => "filtered_head",
        }
    }

    /// Its line, without the line feed.
    #[must_use]
    pub fn to_json(&self) -> String {
        let head = self.head();
        format!(
            r#"{{"{}":{{"sequence":{},"hash":"{}"}}}}"#,
            self.name(),
            head.sequence,
            head.hash
        )
    }

    /// Reads the line.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        match serde_json::from_str(text).ok()? {
            EndLine {
                head: Some(head),
                filtered_head: None,
            } => Some(Self::Whole(head)),
            EndLine {
                head: None,
                filtered_head: Some(head),
            } => Some(Self::Filtered(head)),
            _ => None,
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct EndLine {
    head: Option<ChainHead>,
    filtered_head: Option<ChainHead>,
}

impl ExportLine {
    /// Reads a line; none when it is neither.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        match serde_json::from_str(text) {
            Ok(links) => Some(Self::Record(links)),
            Err(_) => End::parse(text).map(Self::End),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_end_is_read_as_it_is_written() {
        let head = ChainHead {
            sequence: 7,
            hash: EventHash::genesis(),
        };
        for end in [End::Whole(head.clone()), End::Filtered(head)] {
            let line = end.to_json();
            assert!(line.starts_with(&format!(r#"{{"{}":{{"sequence":7,"#, end.name())));
            assert_eq!(ExportLine::parse(&line), Some(ExportLine::End(end)));
        }
    }

    #[test]
    fn what_is_no_line_of_an_export_is_none() {
        let hash = EventHash::genesis();
        for line in [
            String::new(),
            "[]".to_owned(),
            "{}".to_owned(),
            r#"{"sequence":1}"#.to_owned(),
            format!(r#"{{"head":{{"sequence":-1,"hash":"{hash}"}}}}"#),
            format!(r#"{{"head":{{"sequence":1,"hash":"{hash}"}},"new":1}}"#),
            format!(
                r#"{{"head":{{"sequence":1,"hash":"{hash}"}},"filtered_head":{{"sequence":1,"hash":"{hash}"}}}}"#
            ),
        ] {
            assert_eq!(ExportLine::parse(&line), None, "{line}");
        }
    }
}
