use std::ops::Range;

use super::document::{CatalogText, Entry, Field, TagsForm};
use super::edits::Edits;
use super::toml_text;
use super::wanted::Wanted;

/// Tags of an entry that stand between comments inside of braces, where nothing can be put in or
/// taken out without guessing whose comment is whose.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct ClutteredTags;

/// Makes the tags that are written say what is wanted.
pub(super) fn edit_tags(
    text: &CatalogText<'_>,
    entry: &Entry,
    wanted: &Wanted,
    edits: &mut Edits,
) -> Result<(), ClutteredTags> {
    match &entry.form {
        TagsForm::None => Ok(()),
        TagsForm::Inline(table) => edit_inline(text, entry, table, wanted, edits),
        TagsForm::Dotted => {
            edit_lines(text, entry, None, wanted, edits);
            Ok(())
        }
        TagsForm::Table(header) => {
            edit_lines(text, entry, Some(header), wanted, edits);
            Ok(())
        }
    }
}

/// Tags of which each has a line: `[account.tags]` with its header, or `tags.Key = …` without.
fn edit_lines(
    text: &CatalogText<'_>,
    entry: &Entry,
    header: Option<&Range<usize>>,
    wanted: &Wanted,
    edits: &mut Edits,
) {
    for (key, tag) in &entry.tags {
        match wanted.tags.get(key) {
            None => edits.delete(text.lines(&tag.pair)),
            Some(value) if *value != tag.value => {
                edits.replace(tag.written.clone(), toml_text::string(value));
            }
            Some(_) => {}
        }
    }
    let pairs = entry.tags.iter().map(|(_, tag)| &tag.pair);
    let Some(last) = pairs.chain(header).max_by_key(|part| part.end) else {
        return;
    };
    let (place, end) = (text.line_end(last.end), text.line_end);
    let prefix = if header.is_some() { "" } else { "tags." };
    // The key of `tags.Key = …` begins at `Key`, its line at what stands before `tags`.
    let indent = text.indent(last.start);
    for (key, value) in added(entry, wanted) {
        let pair = toml_text::pair(key, value);
        edits.insert(place, format!("{indent}{prefix}{pair}{end}"));
    }
}

fn edit_inline(
    text: &CatalogText<'_>,
    entry: &Entry,
    table: &Field<()>,
    wanted: &Wanted,
    edits: &mut Edits,
) -> Result<(), ClutteredTags> {
    let keys_stay = entry.tags.len() == wanted.tags.len()
        && entry
            .tags
            .iter()
            .all(|(key, _)| wanted.tags.contains_key(key));
    if keys_stay {
        for (key, tag) in &entry.tags {
            if let Some(value) = wanted.tags.get(key).filter(|value| **value != tag.value) {
                edits.replace(tag.written.clone(), toml_text::string(value));
            }
        }
        return Ok(());
    }
    if has_comment(text, entry, table) {
        return Err(ClutteredTags);
    }
    let mut pairs = Vec::new();
    for (key, tag) in &entry.tags {
        match wanted.tags.get(key) {
            None => {}
            Some(value) if *value == tag.value => {
                pairs.extend(text.text.get(tag.pair.clone()).map(str::to_owned));
            }
            Some(value) => pairs.push(toml_text::pair(key, value)),
        }
    }
    pairs.extend(added(entry, wanted).map(|(key, value)| toml_text::pair(key, value)));
    edits.replace(table.written.clone(), toml_text::inline_table_of(&pairs));
    Ok(())
}

/// Whether there is a comment between the braces, outside of keys and values.
fn has_comment(text: &CatalogText<'_>, entry: &Entry, table: &Field<()>) -> bool {
    let mut from = table.written.start;
    let mut pairs: Vec<_> = entry.tags.iter().map(|(_, tag)| tag.pair.clone()).collect();
    pairs.sort_by_key(|pair| pair.start);
    pairs.push(table.written.end..table.written.end);
    pairs.into_iter().any(|pair| {
        let between = text.text.get(from..pair.start).unwrap_or_default();
        from = pair.end;
        between.contains('#')
    })
}

/// The tags that are wanted and not written, in order of key.
fn added<'a>(entry: &'a Entry, wanted: &'a Wanted) -> impl Iterator<Item = (&'a str, &'a str)> {
    let is_new = |key: &str| !entry.tags.iter().any(|(written, _)| written == key);
    let tags = wanted.tags.iter();
    tags.filter(move |(key, _)| is_new(key))
        .map(|(key, value)| (key.as_str(), value.as_str()))
}
