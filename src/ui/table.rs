use comfy_table::{Cell, Color, ColumnConstraint, ContentArrangement, Width, presets};
use jit_domain::StatusName;

use super::Screen;

/// Rows under headings, fitted to the terminal: cells wrap inside of their column, so that foreign
/// text cannot pass for another field.
#[derive(Debug)]
pub struct Table {
    table: comfy_table::Table,
    color: bool,
}

impl Table {
    /// An empty table with these headings.
    #[must_use]
    pub fn new(screen: &Screen, headings: &[&str]) -> Self {
        let mut table = Self::without_headings(screen);
        table.table.set_header(headings);
        table
    }

    /// An empty table without headings.
    #[must_use]
    pub fn without_headings(screen: &Screen) -> Self {
        let mut table = comfy_table::Table::new();
        table
            .load_style(presets::NOTHING)
            .set_content_arrangement(ContentArrangement::Dynamic)
            .force_no_tty();
        if let Some(width) = screen.width() {
            table.set_width(width);
        }
        if screen.has_color() {
            table.enforce_styling();
        }
        Self {
            table,
            color: screen.has_color(),
        }
    }

    /// Adds a row. Foreign text must have been neutralised.
    pub fn row<C: Into<Cell>>(&mut self, cells: impl IntoIterator<Item = C>) {
        self.table.add_row(cells.into_iter().collect::<Vec<C>>());
    }

    /// A cell with what is said of a status, in its colour, or in that of what is not well.
    #[must_use]
    pub fn status(&self, status: StatusName, text: &str, is_bad: bool) -> Cell {
        let cell = Cell::new(text);
        let color = match status {
            _ if is_bad => Color::Red,
            StatusName::Active => Color::Green,
            StatusName::Pending | StatusName::Scheduled => Color::Yellow,
            StatusName::Rejected | StatusName::Revoked | StatusName::Failed => Color::Red,
            StatusName::Ended | StatusName::Cancelled | StatusName::Expired => Color::DarkGrey,
        };
        if self.color { cell.fg(color) } else { cell }
    }

    /// The lines, without white space at their ends. The first `kept` columns never wrap.
    #[must_use]
    pub fn lines(mut self, kept: usize) -> String {
        let last = self.table.column_count().saturating_sub(1);
        for (index, column) in self.table.column_iter_mut().enumerate() {
            column.set_padding((0, if index == last { 0 } else { 2 }));
            if index < kept {
                column.set_constraint(ColumnConstraint::ContentWidth);
            } else if index == last {
                column.set_constraint(ColumnConstraint::LowerBoundary(Width::Fixed(16)));
            }
        }
        self.table.trim_fmt()
    }

    /// How wide each column is where nothing wraps.
    #[must_use]
    pub fn natural_widths(&self) -> Vec<u16> {
        self.table.column_max_content_widths()
    }

    /// The lines, without white space at their ends, in columns that are as wide as these; those
    /// without a width are as wide as what is in them. What is longer wraps.
    #[must_use]
    pub fn lines_at(mut self, widths: &[Option<u16>]) -> String {
        let last = self.table.column_count().saturating_sub(1);
        for (index, column) in self.table.column_iter_mut().enumerate() {
            let gap = if index == last { 0 } else { 2 };
            column.set_padding((0, gap));
            let width = widths.get(index).copied().flatten();
            column.set_constraint(match width {
                Some(width) => ColumnConstraint::Absolute(Width::Fixed(width + gap)),
                None => ColumnConstraint::ContentWidth,
            });
        }
        self.table.trim_fmt()
    }
}

/// The columns of stdout, where it is a terminal.
pub(super) fn stdout_width() -> Option<u16> {
    known(comfy_table::Table::new().width())
}

/// The columns of stderr, where it is a terminal.
pub(super) fn stderr_width() -> Option<u16> {
    known(comfy_table::Table::new().use_stderr().width())
}

/// A terminal that nobody told its size, as some containers and editors have, says 0.
fn known(width: Option<u16>) -> Option<u16> {
    width.filter(|columns| *columns > 0)
}
