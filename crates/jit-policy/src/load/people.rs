use super::mentions::Mentions;
use super::persons::person_selector;
use super::source::Source;
use crate::people::People;

/// Reads `people.toml`.
pub(super) fn people<'s>(source: &'s Source, mentions: &mut Mentions<'s>) -> Option<People> {
    let document = source.document()?;
    let top = document.top(&["administrators", "auditors", "security"]);
    let administrators = top.optional("administrators", |n| person_selector(n, mentions));
    let auditors = top.optional("auditors", |n| person_selector(n, mentions));
    let security = top.optional("security", |n| person_selector(n, mentions));
    Some(People {
        administrators: administrators?,
        auditors: auditors?,
        security: security?,
    })
}
