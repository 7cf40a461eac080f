use std::fmt;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use super::layers::{Layer, Value};
use super::{Place, Problem};

/// Takes typed settings out of the merged layers and notes what cannot be taken.
pub(super) struct Reader {
    layer: Layer,
    pub(super) problems: Vec<Problem>,
}

impl Reader {
    pub(super) fn new(layer: Layer, problems: Vec<Problem>) -> Self {
        Self { layer, problems }
    }

    /// Notes a problem with a setting, where it was written.
    pub(super) fn fault(&mut self, name: &str, what: impl fmt::Display) {
        let place = self
            .layer
            .0
            .get(name)
            .map_or(Place::Default, |(_, place)| place.clone());
        self.problems
            .push(Problem::at(&place, format!("`{name}`: {what}")));
    }

    /// Whether somebody set it.
    pub(super) fn is_set(&self, name: &str) -> bool {
        self.layer
            .0
            .get(name)
            .is_some_and(|(_, place)| *place != Place::Default)
    }

    pub(super) fn text(&self, name: &str) -> Option<String> {
        match self.value(name) {
            Some(Value::Text(text)) => Some(text.clone()),
            _ => None,
        }
    }

    /// A setting that must be there. What was there and could not be read has been noted already.
    pub(super) fn required_text(&mut self, name: &str) -> Option<String> {
        let text = self.text(name);
        let already_noted = || {
            let quoted = format!("`{name}`");
            self.problems
                .iter()
                .any(|problem| problem.what.starts_with(&quoted))
        };
        if text.is_none() && !already_noted() {
            self.fault(name, "missing");
        }
        text
    }

    pub(super) fn parsed<T: FromStr<Err: fmt::Display>>(&mut self, name: &str) -> Option<T> {
        let text = self.text(name)?;
        self.parse(name, &text)
    }

    pub(super) fn required<T: FromStr<Err: fmt::Display>>(&mut self, name: &str) -> Option<T> {
        let text = self.required_text(name)?;
        self.parse(name, &text)
    }

    pub(super) fn parse<T: FromStr<Err: fmt::Display>>(
        &mut self,
        name: &str,
        text: &str,
    ) -> Option<T> {
        match text.parse() {
            Ok(value) => Some(value),
            Err(error) => {
                self.fault(name, error);
                None
            }
        }
    }

    /// A word of a closed list, in the form that the wire types read.
    pub(super) fn word<T: serde::de::DeserializeOwned>(&mut self, name: &str) -> Option<T> {
        let text = self.text(name)?;
        self.word_of(name, &text)
    }

    /// Each item of a list as a word of a closed list.
    pub(super) fn words<T: serde::de::DeserializeOwned>(&mut self, name: &str) -> Option<Vec<T>> {
        let items = self.list(name)?;
        let words: Vec<_> = items
            .iter()
            .filter_map(|item| self.word_of(name, item))
            .collect();
        if items.is_empty() {
            self.fault(name, "must not be empty");
        }
        (words.len() == items.len()).then_some(words)
    }

    fn word_of<T: serde::de::DeserializeOwned>(&mut self, name: &str, text: &str) -> Option<T> {
        match serde_json::from_value(serde_json::Value::String(text.to_owned())) {
            Ok(word) => Some(word),
            Err(error) => {
                let what = error.to_string().replacen("unknown variant ", "", 1);
                let what = what.replacen(", expected ", " is none of them; write ", 1);
                self.fault(name, what);
                None
            }
        }
    }

    pub(super) fn number(&self, name: &str) -> u32 {
        match self.value(name) {
            Some(Value::Number(number)) => *number,
            _ => 0,
        }
    }

    pub(super) fn switch(&self, name: &str) -> Option<bool> {
        match self.value(name) {
            Some(Value::Switch(on)) => Some(*on),
            _ => None,
        }
    }

    pub(super) fn list(&self, name: &str) -> Option<Vec<String>> {
        match self.value(name) {
            Some(Value::List(items)) => Some(items.clone()),
            _ => None,
        }
    }

    pub(super) fn table(&self, name: &str) -> Vec<(String, String)> {
        match self.value(name) {
            Some(Value::Table(pairs)) => pairs.clone().into_iter().collect(),
            _ => Vec::new(),
        }
    }

    /// A path; one from the file is relative to the folder of the file.
    pub(super) fn path(&self, name: &str) -> Option<PathBuf> {
        let (value, place) = self.layer.0.get(name)?;
        let Value::Text(text) = value else {
            return None;
        };
        let folder = match place {
            Place::File { file, .. } => file.parent(),
            _ => None,
        };
        Some(folder.unwrap_or(Path::new("")).join(text))
    }

    fn value(&self, name: &str) -> Option<&Value> {
        self.layer.0.get(name).map(|(value, _)| value)
    }
}
