use super::{Screen, Table};

/// Named values, one below the other; long ones wrap beside their name.
#[derive(Debug)]
pub struct Details(Table);

impl Details {
    /// Nothing yet.
    #[must_use]
    pub fn new(screen: &Screen) -> Self {
        Self(Table::without_headings(screen))
    }

    /// Adds a value. Foreign text must have been neutralised.
    pub fn add(&mut self, name: &str, value: impl std::fmt::Display) {
        self.0.row([name.to_owned(), value.to_string()]);
    }

    /// Adds a value that may be absent.
    pub fn add_some(&mut self, name: &str, value: Option<impl std::fmt::Display>) {
        if let Some(value) = value {
            self.add(name, value);
        }
    }

    /// The lines.
    #[must_use]
    pub fn lines(self) -> String {
        self.0.lines(1)
    }
}
