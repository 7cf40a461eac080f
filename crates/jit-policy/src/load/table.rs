use toml::de::{DeTable, DeValue};

use super::node::Node;
use super::source::{Place, Source};
use crate::quoted::Quoted;

/// A table of a policy file, of which every key is known.
#[derive(Clone, Debug)]
pub(crate) struct Table<'t, 's> {
    source: &'s Source,
    label: String,
    offset: usize,
    inner: &'t DeTable<'s>,
}

impl<'t, 's> Table<'t, 's> {
    /// A table with these keys; every other key is a fault.
    pub(crate) fn new(
        source: &'s Source,
        label: String,
        offset: usize,
        inner: &'t DeTable<'s>,
        keys: &'static [&'static str],
    ) -> Self {
        let table = Self {
            source,
            label,
            offset,
            inner,
        };
        table.refuse_unknown_keys(keys);
        table
    }

    fn refuse_unknown_keys(&self, keys: &'static [&'static str]) {
        let unknown = |key: &&str| !keys.contains(key);
        for (key, _) in self
            .inner
            .iter()
            .filter(|(key, _)| unknown(&key.get_ref().as_ref()))
        {
            let known: Vec<_> = keys.iter().map(|key| format!("`{key}`")).collect();
            self.source.place(key.span().start).fault(
                format!("unknown key {} in {}", Quoted(key.get_ref()), self.label),
                format!("the keys here are {}", known.join(", ")),
            );
        }
    }

    /// Whether it has no key at all.
    pub(crate) fn is_empty(&self) -> bool {
        self.inner.is_empty()
    }

    /// Whether it has any of these keys.
    pub(crate) fn has_any(&self, keys: &[&str]) -> bool {
        keys.iter().any(|key| self.inner.contains_key(*key))
    }

    /// Where the table begins.
    pub(crate) fn place(&self) -> Place<'s> {
        self.source.place(self.offset)
    }

    /// The value of a key that may be missing.
    pub(crate) fn get(&self, key: &'static str) -> Option<Node<'t, 's>> {
        let (written, value) = self.inner.get_key_value(key)?;
        let offset = written.span().start;
        Some(Node::new(self.source, key, offset, value.get_ref()))
    }

    /// The value of a key; a fault, with an example of what to add, when it is missing.
    pub(crate) fn require(&self, key: &'static str, example: &str) -> Option<Node<'t, 's>> {
        let node = self.get(key);
        if node.is_none() {
            let what = format!("{} lacks `{key}`", self.label);
            self.place().fault(what, format!("add `{example}`"));
        }
        node
    }

    /// The tables of a key, with these keys each, headed by `header`; none at all when the key is
    /// missing.
    pub(crate) fn tables(
        &self,
        key: &'static str,
        header: &str,
        keys: &'static [&'static str],
    ) -> Vec<Table<'t, 's>> {
        let Some(node) = self.get(key) else {
            return Vec::new();
        };
        let label = format!("`{header}`");
        let elements = node.elements(&format!("begin each entry with {label}"));
        let tables = elements.into_iter().flatten().filter_map(|element| {
            let DeValue::Table(inner) = element.value() else {
                element.wrong("a table", &format!("begin each entry with {label}"));
                return None;
            };
            let offset = element.offset();
            Some(Self::new(self.source, label.clone(), offset, inner, keys))
        });
        tables.collect()
    }

    /// What the value of a key is read as: the default when the key is missing, none when it is
    /// faulty.
    pub(crate) fn optional<T: Default>(
        &self,
        key: &'static str,
        read: impl FnOnce(Node<'t, 's>) -> Option<T>,
    ) -> Option<T> {
        self.get(key).map_or_else(|| Some(T::default()), read)
    }
}
