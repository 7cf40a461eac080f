use std::collections::BTreeSet;
use std::fs;
use std::io::Read;
use std::path::Path;

use toml::Table;

use super::{SinkSettings, entry};

/// The largest file of sinks and the largest secret, in bytes.
const MAX_BYTES: u64 = 1024 * 1024;

/// Reads the file of sinks and the files that it names.
///
/// # Errors
///
/// Everything that is wrong, each in one line that quotes nothing secret.
pub fn read(path: &Path) -> Result<Vec<SinkSettings>, Vec<String>> {
    let shown = path.display();
    let text = bounded(path).map_err(|cause| vec![format!("cannot read `{shown}`: {cause}")])?;
    let table: Table = text.parse().map_err(|error: toml::de::Error| {
        let before = error.span().and_then(|span| text.get(..span.start));
        let line = before.map_or(1, |before| before.matches('\n').count() + 1);
        vec![format!(
            "{shown}:{line}: {}",
            error.message().replace('\n', " ")
        )]
    })?;
    let folder = path.parent().unwrap_or(Path::new(""));
    let mut problems = Vec::new();
    for key in table.keys().filter(|key| *key != "sink") {
        problems.push(format!(
            "{shown}: unknown key `{}`; begin each entry with `[[sink]]`",
            key.escape_debug()
        ));
    }
    let mut sinks = Vec::new();
    let mut names = BTreeSet::new();
    let none = toml::Value::Array(Vec::new());
    let Some(entries) = table.get("sink").unwrap_or(&none).as_array() else {
        problems.push(format!("{shown}: begin each entry with `[[sink]]`"));
        return Err(problems);
    };
    for (place, value) in (1..).zip(entries) {
        match entry::read(place, value, folder) {
            Ok(sink) if !names.insert(sink.name.clone()) => {
                problems.push(format!("{shown}: two sinks are called `{}`", sink.name));
            }
            Ok(sink) => sinks.push(sink),
            Err(problem) => problems.push(format!("{shown}: {problem}")),
        }
    }
    if problems.is_empty() {
        Ok(sinks)
    } else {
        Err(problems)
    }
}

pub(super) fn bounded(path: &Path) -> Result<String, String> {
    let mut text = String::new();
    let file = fs::File::open(path).map_err(|error| error.to_string())?;
    let read = file.take(MAX_BYTES).read_to_string(&mut text);
    read.map_err(|error| error.to_string())?;
    Ok(text)
}
