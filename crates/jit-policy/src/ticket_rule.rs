use std::str::FromStr;

use jit_domain::Ticket;
use regex::{Regex, RegexBuilder};

/// What an eligibility says about tickets.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct TicketRule {
    /// Whether one has to be named.
    pub(crate) required: bool,
    /// What one looks like, when it is named.
    pub(crate) pattern: Option<TicketPattern>,
}

/// A regular expression that the whole ticket has to match.
#[derive(Clone, Debug)]
pub(crate) struct TicketPattern {
    written: String,
    whole: Regex,
}

impl PartialEq for TicketPattern {
    fn eq(&self, other: &Self) -> bool {
        self.written == other.written
    }
}

impl Eq for TicketPattern {}

/// The longest pattern, in bytes.
const MAX_PATTERN: usize = 512;
/// The largest program that a pattern may compile to, in bytes; also its cache at run time.
const MAX_PROGRAM: usize = 256 * 1024;
/// How deep a pattern may nest.
const MAX_NESTING: u32 = 50;

/// The text is not a pattern that can be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum ParseTicketPatternError {
    /// Nothing would match but the empty ticket, which there is not.
    #[error("a pattern is not empty")]
    Empty,
    /// It costs too much.
    #[error(
        "a pattern has at most {MAX_PATTERN} bytes, and counted repetitions that stay in bounds"
    )]
    TooBig,
    /// It is not a regular expression.
    #[error("not a regular expression: {0}")]
    Syntax(String),
}

impl TicketPattern {
    /// The pattern as the policy writes it.
    pub(crate) fn as_str(&self) -> &str {
        &self.written
    }

    /// Whether the whole ticket matches.
    pub(crate) fn matches(&self, ticket: &Ticket) -> bool {
        self.whole.is_match(ticket.as_str())
    }
}

impl FromStr for TicketPattern {
    type Err = ParseTicketPatternError;

    fn from_str(s: &str) -> Result<Self, Self::Err> {
        if s.is_empty() {
            return Err(ParseTicketPatternError::Empty);
        }
        if s.len() > MAX_PATTERN {
            return Err(ParseTicketPatternError::TooBig);
        }
        // On its own first: `a)|(b` would otherwise close the group that anchors it.
        compile(s)?;
        let whole = compile(&format!(r"\A(?:{s})\z"))?;
        Ok(Self {
            written: s.to_owned(),
            whole,
        })
    }
}

fn compile(pattern: &str) -> Result<Regex, ParseTicketPatternError> {
    RegexBuilder::new(pattern)
        .size_limit(MAX_PROGRAM)
        .dfa_size_limit(MAX_PROGRAM)
        .nest_limit(MAX_NESTING)
        .build()
        .map_err(|err| match err {
            regex::Error::CompiledTooBig(_) => ParseTicketPatternError::TooBig,
            other => ParseTicketPatternError::Syntax(last_line(&other.to_string())),
        })
}

/// The parser draws the pattern over several lines; its last line says what is wrong.
fn last_line(message: &str) -> String {
    let line = message.lines().last().unwrap_or(message);
    line.strip_prefix("error: ").unwrap_or(line).to_owned()
}
