use std::collections::BTreeMap;
use std::fs::File;
use std::io::Read;
use std::path::Path;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::layers::{Layer, Value, expected};
use super::{KEYS, Key, Kind, Place, Problem};

/// The largest file, in bytes.
const MAX_BYTES: u64 = 1024 * 1024;

/// Reads the settings file as far as it can be read, and notes every problem.
pub(super) fn layer(path: &Path, problems: &mut Vec<Problem>) -> Layer {
    match read(path) {
        Ok(text) => parse(path, &text, problems),
        Err(cause) => {
            let what = format!("cannot read `{}`: {cause}", path.display());
            problems.push(Problem::anywhere(what));
            Layer::default()
        }
    }
}

fn read(path: &Path) -> std::io::Result<String> {
    let mut text = String::new();
    File::open(path)?
        .take(MAX_BYTES)
        .read_to_string(&mut text)?;
    Ok(text)
}

fn parse(path: &Path, text: &str, problems: &mut Vec<Problem>) -> Layer {
    let (table, errors) = DeTable::parse_recoverable(text);
    let mut reading = Reading {
        path,
        text,
        problems,
        layer: Layer::default(),
    };
    for error in errors {
        let at = error.span().map_or(0, |span| span.start);
        reading.problem(at, error.message());
    }
    reading.table("", table.get_ref());
    reading.layer
}

struct Reading<'a> {
    path: &'a Path,
    text: &'a str,
    problems: &'a mut Vec<Problem>,
    layer: Layer,
}

impl Reading<'_> {
    fn table(&mut self, prefix: &str, table: &DeTable<'_>) {
        for (name, value) in table {
            let at = name.span().start;
            let name = format!("{prefix}{}", name.get_ref());
            let inside = format!("{name}.");
            if let Some(key) = KEYS.iter().find(|key| key.name == name) {
                self.setting(key, at, value);
            } else if KEYS.iter().any(|key| key.name.starts_with(&inside)) {
                match value.get_ref() {
                    DeValue::Table(inner) => self.table(&inside, inner),
                    _ => self.problem(at, &format!("`{name}`: must be a table")),
                }
            } else {
                let near = nearest(&name)
                    .map_or(String::new(), |near| format!("; did you mean `{near}`?"));
                self.problem(at, &format!("unknown key `{name}`{near}"));
            }
        }
    }

    fn setting(&mut self, key: &Key, at: usize, value: &Spanned<DeValue<'_>>) {
        match read_value(key.kind, value.get_ref()) {
            Ok(value) => {
                let place = self.place(at);
                self.layer.add(key, value, place);
            }
            Err(what) => self.problem(at, &format!("`{}`: {what}", key.name)),
        }
    }

    fn problem(&mut self, at: usize, what: &str) {
        let place = self.place(at);
        self.problems
            .push(Problem::at(&place, what.replace(['\n', '\r'], " ")));
    }

    fn place(&self, at: usize) -> Place {
        let before = self.text.as_bytes().iter().take(at);
        let line = before.filter(|byte| **byte == b'\n').count() + 1;
        Place::File {
            file: self.path.to_owned(),
            line,
        }
    }
}

fn read_value(kind: Kind, value: &DeValue<'_>) -> Result<Value, String> {
    match (kind, value) {
        (Kind::Text | Kind::Path | Kind::OneOf(_), DeValue::String(text)) => {
            Value::text(kind, text)
        }
        (Kind::Number { .. }, DeValue::Integer(number)) => {
            let number = i64::from_str_radix(number.as_str(), number.radix());
            number.map_or_else(
                |_| Err(expected(kind)),
                |number| Value::number(kind, number),
            )
        }
        (Kind::Switch, DeValue::Boolean(on)) => Ok(Value::Switch(*on)),
        (Kind::List, DeValue::Array(items)) => {
            let texts: Option<Vec<_>> = items.iter().map(|item| text(item.get_ref())).collect();
            texts.map(Value::List).ok_or_else(|| expected(kind))
        }
        (Kind::Table, DeValue::Table(table)) => {
            let pairs = table
                .iter()
                .map(|(name, value)| Some((name.get_ref().to_string(), text(value.get_ref())?)));
            let pairs: Option<BTreeMap<_, _>> = pairs.collect();
            pairs.map(Value::Table).ok_or_else(|| expected(kind))
        }
        _ => Err(expected(kind)),
    }
}

fn text(value: &DeValue<'_>) -> Option<String> {
    value
        .as_str()
        .filter(|text| !text.is_empty())
        .map(str::to_owned)
}

/// The key that was probably meant: the one that shares the longest beginning or end.
fn nearest(name: &str) -> Option<&'static str> {
    let likeness = |key: &Key| {
        let start = key
            .name
            .bytes()
            .zip(name.bytes())
            .take_while(|(a, b)| a == b)
            .count();
        let end = key
            .name
            .bytes()
            .rev()
            .zip(name.bytes().rev())
            .take_while(|(a, b)| a == b)
            .count();
        start.max(end)
    };
    let best = KEYS.iter().max_by_key(|key| likeness(key))?;
    let enough = (name.len() * 2).div_ceil(3);
    (likeness(best) >= enough).then_some(best.name)
}
