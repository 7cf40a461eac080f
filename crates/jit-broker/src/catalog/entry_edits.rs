//! From what an entry says to what it is to say, by as few bytes as can be.

use super::document::{CatalogText, Entry, Field, TagsForm};
use super::edits::Edits;
use super::tag_edits::{ClutteredTags, edit_tags};
use super::toml_text;
use super::wanted::Wanted;

/// Makes the entry say what is wanted.
pub(super) fn edit_entry(
    text: &CatalogText<'_>,
    entry: &Entry,
    wanted: &Wanted,
    edits: &mut Edits,
) -> Result<(), ClutteredTags> {
    let mut lines = Lines {
        text,
        edits,
        last: text.line_end(entry.id.pair.end),
        indent: text.indent(entry.id.pair.start),
    };
    let name = toml_text::string(&wanted.name);
    lines.field("name", entry.name.as_ref(), &wanted.name, &name);
    match (&entry.ou, &wanted.ou) {
        (Some(field), None) => {
            lines.pass(field);
            lines.edits.delete(text.lines(&field.pair));
        }
        (Some(_), Some(ou)) => lines.field("ou", entry.ou.as_ref(), ou, &toml_text::string(ou)),
        (None, Some(ou)) => lines.add("ou", &toml_text::string(ou)),
        (None, None) => {}
    }
    match &entry.form {
        TagsForm::None if wanted.tags.is_empty() => {}
        TagsForm::None => lines.add("tags", &toml_text::inline_table(&wanted.tags)),
        TagsForm::Inline(field) => lines.pass(field),
        TagsForm::Dotted => entry.tags.iter().for_each(|(_, field)| lines.pass(field)),
        TagsForm::Table(_) => {}
    }
    if entry.management.is_some() || wanted.management {
        let management = wanted.management.to_string();
        let field = entry.management.as_ref();
        lines.field("management", field, &wanted.management, &management);
    }
    edit_tags(text, entry, wanted, edits)
}

/// A new entry.
pub(super) fn new_entry(id: &str, wanted: &Wanted, line_end: &str) -> String {
    let mut lines = vec![
        "[[account]]".to_owned(),
        toml_text::pair("id", id),
        toml_text::pair("name", &wanted.name),
    ];
    lines.extend(wanted.ou.as_ref().map(|ou| toml_text::pair("ou", ou)));
    if !wanted.tags.is_empty() {
        lines.push(format!("tags = {}", toml_text::inline_table(&wanted.tags)));
    }
    if wanted.management {
        lines.push("management = true".to_owned());
    }
    lines.iter().flat_map(|line| [line, line_end]).collect()
}

/// The lines of an entry, from the top on: where the next one that is missing goes.
struct Lines<'a, 't> {
    text: &'a CatalogText<'t>,
    edits: &'a mut Edits,
    last: usize,
    indent: &'t str,
}

impl Lines<'_, '_> {
    /// Makes a key say what is wanted.
    fn field<T: PartialEq>(
        &mut self,
        key: &str,
        field: Option<&Field<T>>,
        wanted: &T,
        written: &str,
    ) {
        match field {
            None => self.add(key, written),
            Some(field) => {
                self.pass(field);
                if field.value != *wanted {
                    self.edits.replace(field.written.clone(), written);
                }
            }
        }
    }

    fn pass<T>(&mut self, field: &Field<T>) {
        self.last = self.text.line_end(field.pair.end);
    }

    fn add(&mut self, key: &str, written: &str) {
        let (indent, end) = (self.indent, self.text.line_end);
        let line = format!("{indent}{key} = {written}{end}");
        self.edits.insert(self.last, line);
    }
}
