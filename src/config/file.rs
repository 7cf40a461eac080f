use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use serde::Deserialize;
use toml::Spanned;

use super::{BrokerName, ConfigError, Source, Sourced};

/// The largest configuration file, in bytes.
const MAX_BYTES: u64 = 1024 * 1024;

/// A configuration file as it is written. Unknown keys are errors: a misspelt setting must not
/// silently keep its default.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ConfigFile {
    pub(super) default_broker: Option<Spanned<BrokerName>>,
    #[serde(default)]
    pub(super) brokers: BTreeMap<BrokerName, BrokerSection>,
    pub(super) store: Option<Spanned<String>>,
    pub(super) ca_file: Option<Spanned<PathBuf>>,
}

/// `[brokers.NAME]`
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct BrokerSection {
    pub(super) url: Spanned<String>,
}

/// A file that was read, which can tell the line of each of its values.
#[derive(Debug)]
pub(super) struct LoadedFile {
    path: PathBuf,
    text: String,
    pub(super) content: ConfigFile,
}

impl LoadedFile {
    /// Reads a file; none when there is no such file.
    pub(super) fn read(path: &Path) -> Result<Option<Self>, ConfigError> {
        let text = match read_text(path) {
            Ok(text) => text,
            Err(cause) if is_absent(&cause) => return Ok(None),
            Err(cause) => {
                let path = path.to_owned();
                return Err(ConfigError::Read { path, cause });
            }
        };
        Self::parse(path, text).map(Some)
    }

    /// Reads the text of a file.
    pub(super) fn parse(path: &Path, text: String) -> Result<Self, ConfigError> {
        let content = toml::from_str(&text).map_err(|error| {
            let offset = error.span().map_or(0, |span| span.start);
            ConfigError::syntax(path, &text, offset, error.message())
        })?;
        let path = path.to_owned();
        Ok(Self {
            path,
            text,
            content,
        })
    }

    /// Where a value of this file stands.
    pub(super) fn source<T>(&self, value: &Spanned<T>) -> Source {
        Source::File {
            path: self.path.clone(),
            line: line_at(&self.text, value.span().start),
        }
    }

    /// A value of this file with its place.
    pub(super) fn sourced<T: Clone>(&self, value: &Spanned<T>) -> Sourced<T> {
        Sourced::new(value.get_ref().clone(), self.source(value))
    }
}

/// `NotADirectory`: `HOME` may be a file such as `/dev/null`.
fn is_absent(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory
    )
}

fn read_text(path: &Path) -> io::Result<String> {
    let mut text = String::new();
    File::open(path)?
        .take(MAX_BYTES + 1)
        .read_to_string(&mut text)?;
    if text.len() as u64 > MAX_BYTES {
        return Err(io::Error::other("it is larger than 1 MiB"));
    }
    Ok(text)
}

impl ConfigError {
    /// What is wrong at a byte of a file.
    pub(super) fn syntax(path: &Path, text: &str, offset: usize, message: &str) -> Self {
        Self::Syntax {
            path: path.to_owned(),
            line: line_at(text, offset),
            message: message.replace('\n', " "),
        }
    }
}

/// The line, counted from 1, that a byte of the text is on.
fn line_at(text: &str, offset: usize) -> usize {
    let before = text.bytes().take(offset);
    1 + before.filter(|byte| *byte == b'\n').count()
}
