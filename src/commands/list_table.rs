//! How a list of requests fits a terminal. The first page decides, and later pages keep to it.

use comfy_table::Cell;
use jit_api::Request;
use jit_domain::{StatusName, Timestamp};

use super::request_view::{length, short_person};
use super::review_view::{ReviewMark, status_and_mark, waits_for_review};
use crate::ui::{Rows, Screen, Table, neutral_to};

/// The least columns of a reason beside the rest.
const REASON: u16 = 24;

/// The least columns of a requester before anything else is made shorter.
const REQUESTER: u16 = 18;

/// The least columns of what wraps where nothing else helps.
const WRAPPED: u16 = 11;

/// The columns between two cells.
const GAP: u16 = 2;

/// How far a reason below its row is indented, in columns.
const INDENT: u16 = 2;

/// What is done for a list to fit, each with all that comes before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Fit {
    /// Nothing: a reason and a requester may wrap.
    Whole,
    /// An instant is told by how far away it is.
    Distances,
    /// A requester is told by the subject alone.
    Subjects,
    /// An ID has no `req-`, which no command needs.
    ShortIds,
    /// A reason stands below the row.
    ReasonBelow,
    /// Everything but IDs and durations wraps.
    Wrapped,
    /// There are no columns.
    Paragraphs,
}

impl Fit {
    const TABLES: [Self; 6] = [
        Self::Whole,
        Self::Distances,
        Self::Subjects,
        Self::ShortIds,
        Self::ReasonBelow,
        Self::Wrapped,
    ];
}

/// A list of requests on a screen.
#[derive(Debug)]
pub(crate) struct RequestTable {
    with_requester: bool,
    layout: Option<Layout>,
}

#[derive(Clone, Debug)]
struct Layout {
    fit: Fit,
    /// Of each column, without gaps; none where a column is as wide as what is in it.
    widths: Vec<Option<u16>>,
}

impl RequestTable {
    /// A list without a page yet.
    pub(crate) fn new(with_requester: bool) -> Self {
        Self {
            with_requester,
            layout: None,
        }
    }

    fn layout(&self, requests: &[Request], screen: &Screen) -> Layout {
        let fits = |fit: &Fit| {
            let widths = self.widths(*fit, requests, screen)?;
            Some(Layout { fit: *fit, widths })
        };
        let paragraphs = || Layout {
            fit: Fit::Paragraphs,
            widths: Vec::new(),
        };
        Fit::TABLES.iter().find_map(fits).unwrap_or_else(paragraphs)
    }

    /// How wide each column becomes; none where the terminal is too narrow.
    fn widths(&self, fit: Fit, requests: &[Request], screen: &Screen) -> Option<Vec<Option<u16>>> {
        let mut table = Table::new(screen, &self.headings(fit));
        for request in requests {
            table.row(self.cells(fit, request, screen, &table));
        }
        let natural = table.natural_widths();
        let last = natural.len() - 1;
        let Some(all) = screen.width() else {
            let unbound = |(at, width)| (at < last).then_some(width);
            return Some(natural.into_iter().enumerate().map(unbound).collect());
        };
        let mut widths: Vec<u16> = (natural.iter().enumerate())
            .map(|(at, width)| (*width).min(self.least(fit, at)))
            .collect();
        let gaps = GAP * u16::try_from(last).ok()?;
        let used = widths.iter().copied().fold(gaps, u16::saturating_add);
        let mut left = all.checked_sub(used)?;
        // Names are what people look for: they get room first.
        let mut columns: Vec<_> = self
            .columns(fit)
            .zip(widths.iter_mut().zip(natural))
            .collect();
        columns.sort_by_key(|(column, _)| column.yields());
        for (_, (width, natural)) in columns {
            let more = natural.saturating_sub(*width).min(left);
            *width += more;
            left -= more;
        }
        Some(widths.into_iter().map(Some).collect())
    }

    /// The least columns that the column at this place takes, however much is in it.
    fn least(&self, fit: Fit, at: usize) -> u16 {
        match self.columns(fit).nth(at) {
            Some(Column::Reason) => REASON,
            Some(Column::Id | Column::For) => u16::MAX,
            Some(_) if fit >= Fit::Wrapped => WRAPPED,
            Some(Column::Requester) => REQUESTER,
            Some(_) | None => u16::MAX,
        }
    }

    fn columns(&self, fit: Fit) -> impl Iterator<Item = Column> {
        let ours = [
            Column::Id,
            Column::Status,
            Column::Account,
            Column::Set,
            Column::For,
            Column::When,
        ];
        let requester = self.with_requester.then_some(Column::Requester);
        let reason = (fit < Fit::ReasonBelow).then_some(Column::Reason);
        ours.into_iter().chain(requester).chain(reason)
    }

    fn headings(&self, fit: Fit) -> Vec<&'static str> {
        self.columns(fit)
            .map(|column| column.heading(fit))
            .collect()
    }

    fn cells(&self, fit: Fit, request: &Request, screen: &Screen, table: &Table) -> Vec<Cell> {
        let cell = |column| match column {
            Column::Id => id(fit, request).into(),
            Column::Status => status(request, screen, table),
            Column::Account => request.account_name.to_string().into(),
            Column::Set => request.permission_set.to_string().into(),
            Column::For => length(request).to_string().into(),
            Column::When if fit >= Fit::Distances => distance(request, screen).into(),
            Column::When => when(request, screen).into(),
            Column::Requester => requester(fit, request).into(),
            Column::Reason => reason(request).into(),
        };
        self.columns(fit).map(cell).collect()
    }

    fn table(&self, layout: &Layout, requests: &[Request], screen: &Screen, first: bool) -> String {
        let fit = layout.fit;
        let headings = || Table::new(screen, &self.headings(fit));
        let bare = || Table::without_headings(screen);
        if fit < Fit::ReasonBelow {
            let mut table = if first { headings() } else { bare() };
            for request in requests {
                table.row(self.cells(fit, request, screen, &table));
            }
            return table.lines_at(&layout.widths);
        }
        let head = first.then(|| headings().lines_at(&layout.widths));
        let rows = requests.iter().flat_map(|request| {
            let mut row = bare();
            row.row(self.cells(fit, request, screen, &row));
            [row.lines_at(&layout.widths), below(request, screen)]
        });
        let lines: Vec<String> = head.into_iter().chain(rows).collect();
        lines.join("\n")
    }

    /// One below the other, for terminals that are too narrow for a table.
    fn paragraphs(&self, requests: &[Request], screen: &Screen) -> String {
        let mut table = Table::without_headings(screen);
        for request in requests {
            let fit = Fit::Whole;
            table.row([id(fit, request).into(), status(request, screen, &table)]);
            let (set, account) = (&request.permission_set, &request.account_name);
            let what = format!("{set} in {account} for {}", length(request));
            let who = self.with_requester.then(|| requester(fit, request));
            let more = [Some(what), Some(when(request, screen)), who];
            for line in more.into_iter().flatten().chain([reason(request)]) {
                table.row(["", &line]);
            }
        }
        table.lines(1)
    }
}

impl Rows<Request> for RequestTable {
    fn page(&mut self, requests: &[Request], screen: &Screen) -> String {
        let first = self.layout.is_none();
        let layout = self.layout.take();
        let layout = layout.unwrap_or_else(|| self.layout(requests, screen));
        let text = match layout.fit {
            Fit::Paragraphs => self.paragraphs(requests, screen),
            _ => self.table(&layout, requests, screen, first),
        };
        self.layout = Some(layout);
        text
    }
}

/// In order. Text of people comes last, where it cannot pass for another field.
#[derive(Clone, Copy, Debug)]
enum Column {
    Id,
    Status,
    Account,
    Set,
    For,
    When,
    Requester,
    Reason,
}

impl Column {
    /// Its place among those that get room that is left.
    fn yields(self) -> u8 {
        match self {
            Self::Id | Self::For => 0,
            Self::Account => 1,
            Self::Set => 2,
            Self::Requester => 3,
            Self::When => 4,
            Self::Status => 5,
            Self::Reason => 6,
        }
    }

    fn heading(self, fit: Fit) -> &'static str {
        match self {
            Self::Id => "ID",
            Self::Status => "STATUS",
            Self::Account => "ACCOUNT",
            Self::Set if fit >= Fit::ShortIds => "SET",
            Self::Set => "PERMISSION SET",
            Self::For => "FOR",
            Self::When => "WHEN",
            Self::Requester => "REQUESTER",
            Self::Reason => "REASON",
        }
    }
}

fn id(fit: Fit, request: &Request) -> String {
    let id = request.id.as_str();
    let short = id.strip_prefix("req-").filter(|_| fit >= Fit::ShortIds);
    short.unwrap_or(id).to_owned()
}

fn status(request: &Request, screen: &Screen, table: &Table) -> Cell {
    let text = status_and_mark(request, screen.now());
    let bad = ReviewMark::of(request, screen.now()).is_some_and(ReviewMark::is_bad);
    table.status(request.status, &text, bad)
}

fn requester(fit: Fit, request: &Request) -> String {
    if fit >= Fit::Subjects {
        neutral_to(request.requester.subject.as_str(), 64)
    } else {
        short_person(&request.requester)
    }
}

fn reason(request: &Request) -> String {
    neutral_to(request.reason.as_str(), 60)
}

/// The reason on lines of its own, none of which begins where an ID does.
fn below(request: &Request, screen: &Screen) -> String {
    let mut table = Table::without_headings(screen);
    table.row([reason(request)]);
    let width = screen.width().map(|all| all.saturating_sub(INDENT).max(1));
    let text = table.lines_at(&[width]);
    let indented: Vec<String> = text.lines().map(|line| format!("  {line}")).collect();
    indented.join("\n")
}

/// The instant that matters in this state, and what it is.
fn moment(request: &Request, screen: &Screen) -> (Word, Timestamp) {
    let at = match request.status {
        StatusName::Active => request.window_end.map(|at| (Word::Until, at)),
        StatusName::Scheduled => request.window_start.map(|at| (Word::From, at)),
        _ if waits_for_review(request) => request.review_due.map(|due| {
            let overdue = due <= screen.now();
            let word = if overdue { Word::Overdue } else { Word::Review };
            (word, due)
        }),
        _ => None,
    };
    at.unwrap_or((Word::Asked, request.created_at))
}

enum Word {
    Until,
    From,
    Overdue,
    Review,
    Asked,
}

fn when(request: &Request, screen: &Screen) -> String {
    let (word, at) = moment(request, screen);
    let word = match word {
        Word::Until => "until",
        Word::From => "from",
        Word::Overdue => "overdue since",
        Word::Review => "review by",
        Word::Asked => "asked",
    };
    format!("{word} {}", screen.minute(at))
}

fn distance(request: &Request, screen: &Screen) -> String {
    let (word, at) = moment(request, screen);
    let word = match word {
        Word::Until => "ends",
        Word::From => "opens",
        Word::Overdue => "due",
        Word::Review => "review",
        Word::Asked => "asked",
    };
    format!("{word} {}", screen.distance(at))
}

#[cfg(test)]
#[path = "list_table_tests.rs"]
mod tests;
