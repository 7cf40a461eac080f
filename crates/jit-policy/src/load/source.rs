use std::cell::{OnceCell, RefCell};
use std::path::PathBuf;

use toml::de::DeTable;

use super::table::Table;
use crate::fault::Excerpt;
use crate::quoted::one_line;
use crate::{Fault, Origin};

/// One file of a bundle, with what is found to be wrong with it.
#[derive(Debug)]
pub(crate) struct Source {
    /// Its path in the folder, with `/` between components.
    pub(crate) path: String,
    /// What part of the bundle it is.
    pub(crate) kind: SourceKind,
    /// What it says.
    pub(crate) text: String,
    faults: RefCell<Vec<Fault>>,
    lines: OnceCell<Vec<usize>>,
}

/// What part of the bundle a file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SourceKind {
    /// `catalog.toml`
    Catalog,
    /// `people.toml`
    People,
    /// `notifications.toml`
    Notifications,
    /// `checks.toml`
    Checks,
    /// A file in `eligibility/`.
    Eligibility,
    /// A file in `approvals/`.
    Approvals,
    /// `guardrails.cedar`
    Guardrails,
    /// `deny-access.cedar`
    DenyAccess,
    /// A file in `auto-approval/`.
    AutoApproval,
    /// A file in `tests/`.
    Tests,
}

/// Where something stands: a byte of a file.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Place<'s> {
    source: &'s Source,
    offset: usize,
}

/// A file that is TOML.
#[derive(Debug)]
pub(crate) struct Document<'s> {
    source: &'s Source,
    top: DeTable<'s>,
}

/// More faults than this in one file are not kept: nobody reads them, and they take memory.
const MAX_FAULTS: usize = 100;

/// The largest file, in bytes, of which all syntax errors are noted.
const MAX_RECOVERED: usize = 64 * 1024;

impl SourceKind {
    /// How the names of such files end.
    pub(crate) fn ending(self) -> &'static str {
        match self {
            Self::Catalog
            | Self::People
            | Self::Notifications
            | Self::Checks
            | Self::Eligibility
            | Self::Approvals
            | Self::Tests => ".toml",
            Self::Guardrails | Self::DenyAccess | Self::AutoApproval => ".cedar",
        }
    }
}

impl Source {
    /// A file without faults so far.
    pub(crate) fn new(path: String, kind: SourceKind, text: String) -> Self {
        Self {
            path,
            kind,
            text,
            faults: RefCell::default(),
            lines: OnceCell::new(),
        }
    }

    /// Parses the file as TOML; none, with the faults noted, when it is not.
    pub(crate) fn document(&self) -> Option<Document<'_>> {
        let (top, errors) = self.parse();
        for error in &errors {
            let offset = error.span().map_or(0, |span| span.start);
            let what = format!("not TOML: {}", one_line(error.message()));
            self.place(offset).fault(what, "correct the syntax");
        }
        errors.is_empty().then_some(Document { source: self, top })
    }

    /// The table, and what is not TOML: all of it, or the first alone in a file so large that to
    /// note every error could exhaust the memory.
    fn parse(&self) -> (DeTable<'_>, Vec<toml::de::Error>) {
        if self.text.len() <= MAX_RECOVERED {
            let (top, errors) = DeTable::parse_recoverable(&self.text);
            return (top.into_inner(), errors);
        }
        match DeTable::parse(&self.text) {
            Ok(top) => (top.into_inner(), Vec::new()),
            Err(error) => (DeTable::new(), vec![error]),
        }
    }

    /// The name of the file without folder and ending.
    pub(crate) fn stem(&self) -> &str {
        let name = self.path.rsplit('/').next().unwrap_or_default();
        name.rsplit_once('.').map_or(name, |(stem, _)| stem)
    }

    /// A byte of the file.
    pub(crate) fn place(&self, offset: usize) -> Place<'_> {
        Place {
            source: self,
            offset,
        }
    }

    /// The newlines, as bytes of the file: looked for once, however many places are named.
    fn line_ends(&self) -> &[usize] {
        self.lines.get_or_init(|| {
            let bytes = self.text.bytes().enumerate();
            bytes
                .filter(|(_, b)| *b == b'\n')
                .map(|(at, _)| at)
                .collect()
        })
    }

    /// Everything that was found to be wrong.
    pub(crate) fn take_faults(&self) -> Vec<Fault> {
        self.faults.take()
    }
}

impl Place<'_> {
    /// The line, counted from 1.
    pub(crate) fn line(self) -> usize {
        let ends = self.source.line_ends();
        ends.partition_point(|end| *end < self.offset) + 1
    }

    /// Where it is, for what outlives the text.
    pub(crate) fn origin(self) -> Origin {
        Origin::new(&self.source.path, self.line())
    }

    /// Notes something that is wrong here, and what to write instead.
    pub(crate) fn fault(self, what: impl Into<String>, fix: impl Into<String>) {
        let mut faults = self.source.faults.borrow_mut();
        let (what, fix) = match faults.len() {
            MAX_FAULTS.. => return,
            n if n + 1 == MAX_FAULTS => (
                "there is more wrong with this file than is shown here".to_owned(),
                "mend what is shown, then load it again".to_owned(),
            ),
            _ => (what.into(), fix.into()),
        };
        faults.push(Fault {
            file: PathBuf::from(&self.source.path),
            line: Some(self.line()),
            what,
            fix: Some(fix),
            excerpt: Excerpt::of(&self.source.text, self.offset),
        });
    }
}

/// `eligibility/sre.toml:7`
impl std::fmt::Display for Place<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{}", self.source.path, self.line())
    }
}

impl<'s> Document<'s> {
    /// The file as a table with these keys, and faults for any other.
    pub(crate) fn top(&self, keys: &'static [&'static str]) -> Table<'_, 's> {
        Table::new(self.source, "this file".to_owned(), 0, &self.top, keys)
    }
}
