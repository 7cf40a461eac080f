//! A list on stdout, page by page as it comes, in the format that was asked for.

use jit_domain::Timestamp;
use serde::Serialize;

use super::{Format, OnStdout, Reader, Screen, Ui, cannot_write, csv, foreign, write_out};
use crate::error::CommandError;

/// What a list is made of.
pub trait Listed: Serialize {
    /// The field of the list in JSON.
    const FIELD: &'static str;
    /// The names of the columns in CSV.
    const COLUMNS: &'static [&'static str];

    /// The values for these columns at this instant, whatever is in them.
    fn cells(&self, now: Timestamp) -> Vec<String>;
}

/// How pages look on a screen.
pub trait Rows<T> {
    /// The next page as lines of text, without the last newline. Foreign text in it goes through
    /// [`Foreign`](super::Foreign) or [`neutral`](super::neutral).
    fn page(&mut self, items: &[T], screen: &Screen) -> String;
}

/// A list that is being written. One that is dropped before its end is no JSON document.
#[derive(Debug)]
pub struct Listing<'a, R> {
    ui: &'a mut Ui,
    rows: R,
    written: Written,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Written {
    Nothing,
    /// What comes before the first item, and none.
    Head,
    Items,
}

impl Ui {
    /// Begins a list. Nothing is written yet.
    #[must_use]
    pub fn listing<R>(&mut self, rows: R) -> Listing<'_, R> {
        Listing {
            ui: self,
            rows,
            written: Written::Nothing,
        }
    }
}

impl<R> Listing<'_, R> {
    /// Writes a page.
    ///
    /// # Errors
    ///
    /// When stdout cannot be written. A reader that went away is no error, and wants no more pages.
    pub fn page<T: Listed>(&mut self, items: &[T]) -> Result<Reader, CommandError>
    where
        R: Rows<T>,
    {
        let bytes = match self.ui.options.format {
            Format::Table => self.table(items),
            Format::Json => self.json(items)?,
            Format::Jsonl => json_lines(items)?,
            Format::Csv => self.csv(items)?,
        };
        self.written = match self.written {
            Written::Items => Written::Items,
            _ if items.is_empty() => Written::Head,
            _ => Written::Items,
        };
        if bytes.is_empty() {
            return Ok(Reader::There);
        }
        let reader = write_out(&bytes)?;
        let is_document = self.ui.options.format == Format::Json;
        self.ui.on_stdout = if is_document && reader == Reader::There {
            OnStdout::Half
        } else {
            OnStdout::Whole
        };
        Ok(reader)
    }

    /// Writes what comes behind the last page.
    ///
    /// # Errors
    ///
    /// As [`page`](Self::page).
    pub fn end<T: Listed>(self) -> Result<(), CommandError> {
        if self.ui.options.format != Format::Json {
            return Ok(());
        }
        let field = T::FIELD;
        let end = if self.written == Written::Items {
            "\n  ]\n}\n".to_owned()
        } else {
            format!("{{\n  \"{field}\": []\n}}\n")
        };
        let (Reader::There | Reader::Gone) = write_out(end.as_bytes())?;
        self.ui.on_stdout = OnStdout::Whole;
        Ok(())
    }

    fn table<T>(&mut self, items: &[T]) -> Vec<u8>
    where
        R: Rows<T>,
    {
        if items.is_empty() {
            return Vec::new();
        }
        let mut text = self.rows.page(items, &self.ui.screen);
        text.push('\n');
        text.into_bytes()
    }

    /// The items as part of one document, which looks as if it had been written at once.
    fn json<T: Listed>(&self, items: &[T]) -> Result<Vec<u8>, CommandError> {
        let mut text = String::new();
        for item in items {
            if self.written == Written::Items || !text.is_empty() {
                text.push_str(",\n    ");
            } else {
                text = format!("{{\n  \"{}\": [\n    ", T::FIELD);
            }
            let item = serde_json::to_string_pretty(item).map_err(cannot_write)?;
            text.push_str(&foreign::visible_json(&item).replace('\n', "\n    "));
        }
        Ok(text.into_bytes())
    }

    fn csv<T: Listed>(&self, items: &[T]) -> Result<Vec<u8>, CommandError> {
        let names = || T::COLUMNS.iter().map(|&name| name.to_owned()).collect();
        let head: Option<Vec<String>> = (self.written == Written::Nothing).then(names);
        let now = self.ui.screen.now();
        let cells = items.iter().map(|item| item.cells(now));
        csv::lines(head.into_iter().chain(cells)).map_err(cannot_write)
    }
}

fn json_lines<T: Serialize>(items: &[T]) -> Result<Vec<u8>, CommandError> {
    let mut text = String::new();
    for item in items {
        let line = serde_json::to_string(item).map_err(cannot_write)?;
        text.extend([&foreign::visible_json(&line), "\n"]);
    }
    Ok(text.into_bytes())
}
