use std::ops::Range;

use jit_domain::{AccountId, Partition};
use toml_edit::{Document, Item, Key, Table, TableLike};

/// The text of a catalog and where its accounts are written.
#[derive(Debug)]
pub(super) struct CatalogText<'t> {
    /// The text; its last line is ended.
    pub(super) text: &'t str,
    /// What ends a line.
    pub(super) line_end: &'static str,
    /// The partition that it names.
    pub(super) partition: Option<Partition>,
    /// Its accounts, in order.
    pub(super) entries: Vec<Entry>,
}

/// One `[[account]]`.
#[derive(Debug)]
pub(super) struct Entry {
    pub(super) id: Field<AccountId>,
    /// Whether `# keep` stands behind `[[account]]`: nothing in it is changed.
    pub(super) kept: bool,
    pub(super) name: Option<Field<String>>,
    pub(super) ou: Option<Field<String>>,
    pub(super) management: Option<Field<bool>>,
    pub(super) tags: Vec<(String, Field<String>)>,
    pub(super) form: TagsForm,
    /// From `[[account]]` to the end of its last line.
    pub(super) part: Range<usize>,
}

/// A key with its value.
#[derive(Clone, Debug)]
pub(super) struct Field<T> {
    pub(super) value: T,
    /// From the key to the end of the value.
    pub(super) pair: Range<usize>,
    /// The value alone.
    pub(super) written: Range<usize>,
    /// Whether `# keep` stands behind it.
    pub(super) kept: bool,
}

/// How the tags of an account are written.
#[derive(Clone, Debug)]
pub(super) enum TagsForm {
    /// Not at all.
    None,
    /// `tags = { … }`
    Inline(Field<()>),
    /// `tags.Key = …`, a line for each.
    Dotted,
    /// `[account.tags]` and a line for each; where the header is.
    Table(Range<usize>),
}

/// A text that cannot be worked on, and where.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {what}")]
pub struct DocumentError {
    /// The line, counted from 1.
    pub(super) line: usize,
    /// What is wrong there.
    pub(super) what: String,
}

impl<'t> CatalogText<'t> {
    /// Finds the accounts. Whatever else the text holds is not looked at.
    pub(super) fn parse(text: &'t str) -> Result<Self, DocumentError> {
        let document = Document::parse(text).map_err(|error| {
            let at = error.span().map_or(0, |span| span.start);
            let message = error.message().lines().collect::<Vec<_>>().join(", ");
            problem(text, at, format!("not TOML: {message}"))
        })?;
        let top = document.as_table();
        let entries = match top.get_key_value("account") {
            None => Vec::new(),
            Some((key, item)) => {
                let tables = item.as_array_of_tables().ok_or_else(|| {
                    let what = "begin each account with a line `[[account]]`";
                    problem(text, start_of(key), what)
                })?;
                let entries = tables.iter().map(|table| Entry::parse(text, table));
                entries.collect::<Result<Vec<_>, _>>()?
            }
        };
        refuse_interleaved(text, &entries, top)?;
        let line_end = match text.split_once('\n') {
            Some((first, _)) if first.ends_with('\r') => "\r\n",
            _ => "\n",
        };
        let partition = top.get("partition").and_then(Item::as_str);
        Ok(Self {
            text,
            line_end,
            partition: partition.and_then(|text| text.parse().ok()),
            entries,
        })
    }

    /// The beginning of the line that a byte is in.
    pub(super) fn line_start(&self, place: usize) -> usize {
        let before = self.text.as_bytes().get(..place).unwrap_or_default();
        let newline = before.iter().rposition(|byte| *byte == b'\n');
        newline.map_or(0, |place| place + 1)
    }

    /// The end of the line that a byte is in, behind its line break.
    pub(super) fn line_end(&self, place: usize) -> usize {
        line_end(self.text, place)
    }

    /// The lines that a part is in.
    pub(super) fn lines(&self, part: &Range<usize>) -> Range<usize> {
        self.line_start(part.start)..self.line_end(part.end)
    }

    /// The white space that the line of a byte begins with.
    pub(super) fn indent(&self, place: usize) -> &'t str {
        let line = self.text.get(self.line_start(place)..).unwrap_or_default();
        let rest = line.trim_start_matches([' ', '\t']);
        line.strip_suffix(rest).unwrap_or_default()
    }
}

impl Entry {
    fn parse(text: &str, table: &Table) -> Result<Self, DocumentError> {
        let header = table.span().unwrap_or_default();
        let at = header.start;
        let id = string(text, table, "id")?.ok_or_else(|| problem(text, at, "`id` is missing"))?;
        let parsed = id.value.parse::<AccountId>();
        let parsed = parsed.map_err(|error| problem(text, id.pair.start, error.to_string()))?;
        let (form, tags) = match table.get_key_value("tags") {
            None => (TagsForm::None, Vec::new()),
            Some((key, item)) => (form_of(text, key, item), tags(text, key, item)?),
        };
        let end = last_byte(table).max(header.end);
        Ok(Self {
            kept: is_kept(text, header.end),
            id: id.with(parsed),
            name: string(text, table, "name")?,
            ou: string(text, table, "ou")?,
            management: boolean(text, table, "management")?,
            tags,
            form,
            part: header.start..line_end(text, end),
        })
    }

    /// The name; entries that have none are given one.
    pub(super) fn name(&self) -> &str {
        self.name.as_ref().map_or("", |name| &name.value)
    }

    /// Whether it says that it is the management account.
    pub(super) fn management(&self) -> bool {
        self.management.as_ref().is_some_and(|field| field.value)
    }
}

impl<T> Field<T> {
    fn with<U>(self, value: U) -> Field<U> {
        Field {
            value,
            pair: self.pair,
            written: self.written,
            kept: self.kept,
        }
    }
}

fn field(text: &str, key: &Key, item: &Item) -> Field<()> {
    let key = key.span().unwrap_or_default();
    let written = item.span().unwrap_or_default();
    Field {
        value: (),
        pair: key.start..written.end,
        kept: is_kept(text, written.end),
        written,
    }
}

fn string(
    text: &str,
    table: &dyn TableLike,
    name: &str,
) -> Result<Option<Field<String>>, DocumentError> {
    let Some((key, item)) = table.get_key_value(name) else {
        return Ok(None);
    };
    let value = item.as_str().ok_or_else(|| {
        let what = format!("{} must be a string", super::shown::Shown(name));
        problem(text, start_of(key), what)
    })?;
    Ok(Some(field(text, key, item).with(value.to_owned())))
}

fn boolean(text: &str, table: &Table, name: &str) -> Result<Option<Field<bool>>, DocumentError> {
    let Some((key, item)) = table.get_key_value(name) else {
        return Ok(None);
    };
    let value = item.as_bool().ok_or_else(|| {
        let what = format!("`{name}` must be `true` or `false`");
        problem(text, start_of(key), what)
    })?;
    Ok(Some(field(text, key, item).with(value)))
}

fn form_of(text: &str, key: &Key, item: &Item) -> TagsForm {
    match item.as_table() {
        None => TagsForm::Inline(field(text, key, item)),
        Some(table) if table.is_dotted() => TagsForm::Dotted,
        Some(table) => TagsForm::Table(table.span().unwrap_or_default()),
    }
}

fn tags(text: &str, key: &Key, item: &Item) -> Result<Vec<(String, Field<String>)>, DocumentError> {
    let table = item
        .as_table_like()
        .ok_or_else(|| problem(text, start_of(key), "`tags` must be a table"))?;
    let mut tags = Vec::new();
    for (name, _) in table.iter() {
        if let Some(tag) = string(text, table, name)? {
            tags.push((name.to_owned(), tag));
        }
    }
    Ok(tags)
}

/// Whether `# keep` or `# keep: why` ends the line behind a byte.
fn is_kept(text: &str, end: usize) -> bool {
    let rest = text.get(end..).unwrap_or_default();
    let line = rest.lines().next().unwrap_or_default().trim();
    let line = line.strip_prefix(',').unwrap_or(line).trim_start();
    line.strip_prefix('#').is_some_and(|comment| {
        let comment = comment.trim();
        comment == "keep" || comment.starts_with("keep:")
    })
}

/// An entry of which a part stands behind the beginning of another table cannot be moved or taken
/// out as one piece.
fn refuse_interleaved(text: &str, entries: &[Entry], top: &Table) -> Result<(), DocumentError> {
    let mut headers: Vec<_> = entries.iter().map(|entry| entry.part.start).collect();
    let others = top.iter().filter(|(name, _)| *name != "account");
    for (_, item) in others {
        let arrays = item.as_array_of_tables().into_iter().flatten();
        headers.extend(arrays.chain(item.as_table()).filter_map(first_byte));
    }
    headers.sort_unstable();
    for entry in entries {
        let next = headers.partition_point(|header| *header <= entry.part.start);
        if let Some(header) = headers.get(next)
            && *header < entry.part.end
        {
            let what = "this stands between the lines of one account; move it behind them";
            return Err(problem(text, *header, what));
        }
    }
    Ok(())
}

fn first_byte(table: &Table) -> Option<usize> {
    table.span().map(|span| span.start)
}

/// Where the last value or header of a table ends.
fn last_byte(table: &Table) -> usize {
    let ends = table.iter().map(|(_, item)| match item {
        Item::Table(inner) => last_byte(inner).max(item.span().map_or(0, |span| span.end)),
        Item::ArrayOfTables(tables) => tables.iter().map(last_byte).max().unwrap_or(0),
        _ => item.span().map_or(0, |span| span.end),
    });
    ends.max().unwrap_or(0)
}

fn line_end(text: &str, place: usize) -> usize {
    let behind = text.as_bytes().get(place..).unwrap_or_default();
    let newline = behind.iter().position(|byte| *byte == b'\n');
    newline.map_or(text.len(), |newline| place + newline + 1)
}

fn start_of(key: &Key) -> usize {
    key.span().map_or(0, |span| span.start)
}

fn problem(text: &str, at: usize, what: impl Into<String>) -> DocumentError {
    let before = text.as_bytes().iter().take(at);
    DocumentError {
        line: before.filter(|byte| **byte == b'\n').count() + 1,
        what: what.into(),
    }
}
