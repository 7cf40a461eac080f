use std::collections::BTreeMap;
use std::path::PathBuf;

use super::{Environment, KEYS, Key, Kind, Place, Problem, file};

/// Where settings come from, besides the defaults; later ones win.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    /// The file; none to go without.
    pub file: Option<PathBuf>,
    /// The variables.
    pub environment: Environment,
    /// Flags, each with the key it sets and the text: `("--listen", "listen", "127.0.0.1:0")`.
    pub flags: Vec<(String, String, String)>,
}

/// A setting as it was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Value {
    Text(String),
    Number(u32),
    Switch(bool),
    List(Vec<String>),
    Table(BTreeMap<String, String>),
}

/// Settings from one source, by key.
#[derive(Debug, Default)]
pub(super) struct Layer(pub(super) BTreeMap<&'static str, (Value, Place)>);

impl Layer {
    /// Adds a setting that is written as text.
    pub(super) fn add_text(
        &mut self,
        key: &Key,
        text: &str,
        place: Place,
        problems: &mut Vec<Problem>,
    ) {
        match Value::of_text(key.kind, text) {
            Ok(value) => self.add(key, value, place),
            Err(what) => problems.push(Problem::at(&place, format!("`{}`: {what}", key.name))),
        }
    }

    pub(super) fn add(&mut self, key: &Key, value: Value, place: Place) {
        self.0.insert(key.name, (value, place));
    }
}

/// Puts the layers on top of each other.
pub(super) fn merge(sources: &Sources, problems: &mut Vec<Problem>) -> Layer {
    let mut merged = Layer::default();
    for key in KEYS {
        if let Some(text) = key.default {
            merged.add_text(key, text, Place::Default, problems);
        }
    }
    if let Some(path) = &sources.file {
        merged.0.extend(file::layer(path, problems).0);
    }
    merged.0.extend(sources.environment.layer(problems).0);
    merged.0.extend(flags(&sources.flags, problems).0);
    merged
}

fn flags(flags: &[(String, String, String)], problems: &mut Vec<Problem>) -> Layer {
    let mut layer = Layer::default();
    for (flag, name, text) in flags {
        let place = Place::Flag(flag.clone());
        match KEYS.iter().find(|key| key.name == name) {
            Some(key) => layer.add_text(key, text, place, problems),
            None => problems.push(Problem::at(&place, format!("there is no setting `{name}`"))),
        }
    }
    layer
}

impl Value {
    /// Reads what a variable or flag says.
    fn of_text(kind: Kind, text: &str) -> Result<Self, String> {
        match kind {
            Kind::Text | Kind::Path | Kind::OneOf(_) => Self::text(kind, text),
            Kind::Number { .. } => match text.parse() {
                Ok(number) => Self::number(kind, number),
                Err(_) => Err(expected(kind)),
            },
            Kind::Switch => match text {
                "true" => Ok(Self::Switch(true)),
                "false" => Ok(Self::Switch(false)),
                _ => Err(expected(kind)),
            },
            Kind::List => Ok(Self::List(items(text).map(str::to_owned).collect())),
            Kind::Table => {
                let pairs = items(text).map(|item| {
                    let (name, value) = item.split_once('=').ok_or_else(|| expected(kind))?;
                    Ok((name.trim().to_owned(), value.trim().to_owned()))
                });
                Ok(Self::Table(pairs.collect::<Result<_, String>>()?))
            }
        }
    }

    pub(super) fn text(kind: Kind, text: &str) -> Result<Self, String> {
        let fits = match kind {
            Kind::OneOf(words) => words.contains(&text),
            Kind::Text | Kind::Path => !text.trim().is_empty() && !text.contains('\0'),
            _ => false,
        };
        if fits {
            Ok(Self::Text(text.to_owned()))
        } else {
            Err(expected(kind))
        }
    }

    pub(super) fn number(kind: Kind, number: i64) -> Result<Self, String> {
        let Kind::Number { min, max } = kind else {
            return Err(expected(kind));
        };
        match u32::try_from(number) {
            Ok(number) if (min..=max).contains(&number) => Ok(Self::Number(number)),
            _ => Err(expected(kind)),
        }
    }
}

/// What to write instead.
pub(super) fn expected(kind: Kind) -> String {
    match kind {
        Kind::Text => "must be a text that is not empty".to_owned(),
        Kind::Path => "must be a path".to_owned(),
        Kind::Number { min, max } => format!("must be a whole number from {min} to {max}"),
        Kind::Switch => "must be `true` or `false`".to_owned(),
        Kind::OneOf(words) => format!("must be one of `{}`", words.join("`, `")),
        Kind::List => "must be a list of texts".to_owned(),
        Kind::Table => "must be a table of names and texts".to_owned(),
    }
}

fn items(text: &str) -> impl Iterator<Item = &str> {
    text.split(',')
        .map(str::trim)
        .filter(|item| !item.is_empty())
}
