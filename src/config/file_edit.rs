use std::path::Path;

use toml_edit::{DocumentMut, InlineTable, Item, Table, TableLike, Value};

use super::file::LoadedFile;
use super::{ConfigError, FileKey, Settings, Source};

/// One setting with its value, as a file is to have it.
///
/// There is no other way to make one than [`FileValue::parse`], which reads values as loading does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileValue {
    key: FileKey,
    text: String,
}

impl FileValue {
    /// Reads a value by the types that a file is loaded with.
    ///
    /// # Errors
    ///
    /// What is wrong with it, as a fault of the argument `VALUE`.
    pub fn parse(key: FileKey, text: &str) -> Result<Self, ConfigError> {
        let text = Settings::check_value(&key, text, &Source::Flag("VALUE"))?;
        Ok(Self { key, text })
    }

    /// The value.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }
}

/// The text of a file in which one setting has this value; comments, order and everything else stay
/// as they are.
///
/// # Errors
///
/// [`ConfigError::Syntax`] when the text is not TOML, or would not load afterwards: then something
/// else is wrong in it.
pub fn with_value(path: &Path, text: &str, value: &FileValue) -> Result<String, ConfigError> {
    let mut document = parse(path, text)?;
    let new = Value::from(value.text.as_str());
    let root: &mut dyn TableLike = document.as_table_mut();
    match &value.key {
        FileKey::BrokerUrl(name) => {
            let brokers = table_in(root, "brokers", true);
            if let Some(broker) = brokers.and_then(|it| table_in(it, name.as_str(), false)) {
                put(broker, "url", new);
            }
        }
        key => put(root, &key.to_string(), new),
    }
    loadable(path, document.to_string())
}

/// The text of a file without this setting, and with it the comment above it; none when it has no
/// such setting.
///
/// # Errors
///
/// As [`with_value`].
pub fn without(path: &Path, text: &str, key: &FileKey) -> Result<Option<String>, ConfigError> {
    let mut document = parse(path, text)?;
    let root: &mut dyn TableLike = document.as_table_mut();
    let removed = match key {
        FileKey::BrokerUrl(name) => remove_broker(root, name.as_str()),
        key => root.remove(&key.to_string()).is_some(),
    };
    if !removed {
        return Ok(None);
    }
    loadable(path, document.to_string()).map(Some)
}

/// A broker is its URL: without one nothing is left of it.
fn remove_broker(root: &mut dyn TableLike, name: &str) -> bool {
    let Some(brokers) = root.get_mut("brokers").and_then(Item::as_table_like_mut) else {
        return false;
    };
    let removed = brokers.remove(name).is_some();
    if removed && brokers.is_empty() {
        root.remove("brokers");
    }
    removed
}

fn parse(path: &Path, text: &str) -> Result<DocumentMut, ConfigError> {
    text.parse().map_err(|error: toml_edit::TomlError| {
        let offset = error.span().map_or(0, |span| span.start);
        ConfigError::syntax(path, text, offset, error.message())
    })
}

fn loadable(path: &Path, text: String) -> Result<String, ConfigError> {
    Settings::check_file(&LoadedFile::parse(path, text.clone())?)?;
    Ok(text)
}

/// Puts a value in the place of another, with the comment behind it, or after the others.
fn put(parent: &mut dyn TableLike, key: &str, mut new: Value) {
    if let Some(old) = parent.get_mut(key).and_then(Item::as_value_mut) {
        *new.decor_mut() = old.decor().clone();
        *old = new;
    } else {
        parent.insert(key, Item::Value(new));
    }
}

/// The table of this name; a new one is written as its parent is. None where something else has the
/// name, which loading refuses.
fn table_in<'a>(
    parent: &'a mut dyn TableLike,
    key: &str,
    has_no_header: bool,
) -> Option<&'a mut dyn TableLike> {
    if !parent.contains_key(key) {
        let is_inline = parent
            .iter()
            .next()
            .is_some_and(|(_, sibling)| sibling.is_inline_table());
        let new = if is_inline {
            Item::Value(Value::InlineTable(InlineTable::new()))
        } else {
            let mut table = Table::new();
            table.set_implicit(has_no_header);
            Item::Table(table)
        };
        parent.insert(key, new);
    }
    parent.get_mut(key)?.as_table_like_mut()
}

#[cfg(test)]
#[path = "file_edit_tests.rs"]
mod tests;
