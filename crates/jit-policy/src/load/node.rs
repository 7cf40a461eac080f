use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Display;
use std::ops::RangeInclusive;
use std::str::FromStr;

use jit_domain::WindowDuration;
use toml::de::{DeTable, DeValue};

use super::source::{Place, Source};
use super::table::Table;
use crate::quoted::Quoted;

/// The value of one key in a policy file. Each way to read it notes a fault and gives none when
/// the value is not of that kind.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Node<'t, 's> {
    source: &'s Source,
    key: &'t str,
    offset: usize,
    value: &'t DeValue<'s>,
}

/// The bounds of a duration, in whole seconds, and how to write them.
#[derive(Clone, Copy, Debug)]
pub(crate) struct DurationBounds {
    /// Shortest and longest.
    pub(crate) seconds: (u32, u32),
    /// For people.
    pub(crate) text: &'static str,
}

/// The strings of an array, each with its node.
#[derive(Clone, Debug)]
pub(crate) struct List<'t, 's, T> {
    /// Those without a fault.
    pub(crate) items: Vec<(T, Node<'t, 's>)>,
    /// Whether these are all.
    sound: bool,
}

impl<T: Ord> List<'_, '_, T> {
    /// All of them; none when any has a fault.
    pub(crate) fn into_set(self) -> Option<BTreeSet<T>> {
        let values = self.items.into_iter().map(|(value, _)| value);
        self.sound.then(|| values.collect())
    }
}

impl<'t, 's> Node<'t, 's> {
    /// The value of a key that is written at this byte.
    pub(crate) fn new(
        source: &'s Source,
        key: &'t str,
        offset: usize,
        value: &'t DeValue<'s>,
    ) -> Self {
        Self {
            source,
            key,
            offset,
            value,
        }
    }

    /// Where it is.
    pub(crate) fn place(self) -> Place<'s> {
        self.source.place(self.offset)
    }

    /// The byte where it is.
    pub(crate) fn offset(self) -> usize {
        self.offset
    }

    /// The value as it was parsed.
    pub(crate) fn value(self) -> &'t DeValue<'s> {
        self.value
    }

    /// Notes something that is wrong with it.
    pub(crate) fn fault(self, what: impl Into<String>, fix: impl Into<String>) {
        self.place().fault(what, fix);
    }

    /// Notes that it is of the wrong kind.
    pub(crate) fn wrong(self, wanted: &str, fix: &str) {
        let what = format!("{} is {}, not {wanted}", Quoted(self.key), kind(self.value));
        self.fault(what, fix);
    }

    /// A string.
    pub(crate) fn string(self) -> Option<&'t str> {
        let DeValue::String(text) = self.value else {
            self.wrong("a string", "write it in double quotes");
            return None;
        };
        Some(text)
    }

    /// A string that is parsed.
    pub(crate) fn parsed<T>(self) -> Option<T>
    where
        T: FromStr,
        T::Err: Display,
    {
        let text = self.string()?;
        match text.parse() {
            Ok(value) => Some(value),
            Err(err) => {
                let what = format!("{} cannot be {}", Quoted(self.key), Quoted(text));
                self.fault(what, one_rule(&err));
                None
            }
        }
    }

    /// `true` or `false`.
    pub(crate) fn boolean(self) -> Option<bool> {
        let DeValue::Boolean(value) = self.value else {
            self.wrong("true or false", "write `true` or `false`, without quotes");
            return None;
        };
        Some(*value)
    }

    /// A whole number within bounds.
    pub(crate) fn number(self, bounds: RangeInclusive<u32>) -> Option<u32> {
        let fix = format!("write a number from {} to {}", bounds.start(), bounds.end());
        let DeValue::Integer(written) = self.value else {
            self.wrong("a whole number", &fix);
            return None;
        };
        let value = u32::from_str_radix(written.as_str(), written.radix()).ok();
        let value = value.filter(|value| bounds.contains(value));
        if value.is_none() {
            let written = written.to_string();
            self.fault(
                format!("`{}` cannot be {}", self.key, Quoted(&written)),
                fix,
            );
        }
        value
    }

    /// A duration such as `8h` or `1h 30m`, in whole seconds within bounds.
    pub(crate) fn seconds(self, bounds: DurationBounds) -> Option<u32> {
        let text = self.string()?;
        let seconds = humantime::parse_duration(text).ok().and_then(|duration| {
            let whole = duration.subsec_nanos() == 0;
            u32::try_from(duration.as_secs()).ok().filter(|_| whole)
        });
        let (min, max) = bounds.seconds;
        let seconds = seconds.filter(|seconds| (min..=max).contains(seconds));
        if seconds.is_none() {
            let what = format!("`{}` cannot be {}", self.key, Quoted(text));
            self.fault(what, format!("write a duration from {}", bounds.text));
        }
        seconds
    }

    /// A duration that a window can have.
    pub(crate) fn duration(self, bounds: DurationBounds) -> Option<WindowDuration> {
        let seconds = self.seconds(bounds)?;
        WindowDuration::try_from(i64::from(seconds)).ok()
    }

    /// The elements of an array that is not empty; `fix` says what to write instead of another
    /// kind of value.
    pub(crate) fn elements(self, fix: &str) -> Option<Vec<Self>> {
        let DeValue::Array(array) = self.value else {
            self.wrong("an array", fix);
            return None;
        };
        if array.is_empty() {
            let what = format!("{} is empty", Quoted(self.key));
            self.fault(what, "name at least one");
            return None;
        }
        let element = |value: &'t toml::Spanned<DeValue<'s>>| {
            Self::new(self.source, self.key, value.span().start, value.get_ref())
        };
        Some(array.iter().map(element).collect())
    }

    /// An array of strings that are parsed; neither empty nor with anything twice.
    pub(crate) fn list<T>(self) -> Option<List<'t, 's, T>>
    where
        T: FromStr + Ord + Clone,
        T::Err: Display,
    {
        let elements = self.elements(&format!("write `{} = [\"…\"]`", self.key))?;
        let wanted = elements.len();
        let mut seen = BTreeSet::new();
        let mut items = Vec::new();
        for element in elements {
            let Some(value) = element.parsed::<T>() else {
                continue;
            };
            if seen.insert(value.clone()) {
                items.push((value, element));
            } else {
                let what = format!("{} is in {} twice", element.shown(), Quoted(self.key));
                element.fault(what, "leave one of them out");
            }
        }
        let sound = items.len() == wanted;
        Some(List { items, sound })
    }

    /// A table with these keys.
    pub(crate) fn table(self, keys: &'static [&'static str]) -> Option<Table<'t, 's>> {
        self.table_like(keys, &format!("write `{} = {{ … }}`", self.key))
    }

    /// A table with these keys; `fix` says what to write instead of another kind of value.
    pub(crate) fn table_like(
        self,
        keys: &'static [&'static str],
        fix: &str,
    ) -> Option<Table<'t, 's>> {
        let inner = self.inner_table(fix)?;
        let label = format!("`{}`", self.key);
        Some(Table::new(self.source, label, self.offset, inner, keys))
    }

    /// The value of a key of a table whose keys are checked elsewhere.
    pub(crate) fn peek(self, key: &'static str) -> Option<Self> {
        let DeValue::Table(inner) = self.value else {
            return None;
        };
        let (written, value) = inner.get_key_value(key)?;
        Some(Self::new(
            self.source,
            key,
            written.span().start,
            value.get_ref(),
        ))
    }

    /// A table with free keys, each with its node.
    pub(crate) fn free_table(self) -> Option<Vec<(&'t str, Self)>> {
        let inner = self.inner_table(&format!("write `{} = {{ … }}`", self.key))?;
        let nodes = inner.iter().map(|(key, value)| {
            let (name, offset) = (key.get_ref().as_ref(), key.span().start);
            (name, Self::new(self.source, name, offset, value.get_ref()))
        });
        Some(nodes.collect())
    }

    fn inner_table(self, fix: &str) -> Option<&'t DeTable<'s>> {
        let DeValue::Table(inner) = self.value else {
            self.wrong("a table", fix);
            return None;
        };
        Some(inner)
    }

    /// A table whose free keys each name a list of strings, none of them empty.
    pub(crate) fn lists(self) -> Option<BTreeMap<String, BTreeSet<String>>> {
        let entries = self.free_table()?;
        if entries.is_empty() {
            self.fault(format!("`{}` is empty", self.key), "name at least one");
            return None;
        }
        let wanted = entries.len();
        let lists = entries
            .into_iter()
            .filter_map(|(key, node)| Some((key.to_owned(), node.list::<String>()?.into_set()?)));
        let lists: BTreeMap<_, _> = lists.collect();
        (lists.len() == wanted).then_some(lists)
    }

    /// The value in backticks, if it is a string.
    pub(crate) fn shown(self) -> String {
        match self.value {
            DeValue::String(text) => Quoted(text).to_string(),
            other => kind(other).to_owned(),
        }
    }
}

fn kind(value: &DeValue<'_>) -> &'static str {
    match value {
        DeValue::String(_) => "a string",
        DeValue::Integer(_) => "a whole number",
        DeValue::Float(_) => "a number",
        DeValue::Boolean(_) => "true or false",
        DeValue::Datetime(_) => "a date or time",
        DeValue::Array(_) => "an array",
        DeValue::Table(_) => "a table",
    }
}

/// The rule that a parse error states, without the input that it may repeat.
fn one_rule(err: &impl Display) -> String {
    let text = err.to_string();
    let rule = text.split(", got `").next().unwrap_or(&text);
    crate::quoted::one_line(rule)
}
