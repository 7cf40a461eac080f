use super::catalog::CatalogDraft;
use super::cedar::cedar_policies;
use super::mentions::Mentions;
use super::source::Source;
use crate::cedar::{CedarPolicy, Scope};
use crate::quoted::Quoted;

/// Reads a file of `auto-approval/`, whose name says where it applies.
pub(super) fn auto_approval<'s>(
    source: &'s Source,
    draft: Option<&CatalogDraft<'s>>,
    mentions: &mut Mentions<'s>,
) -> Option<(Scope, Vec<CedarPolicy>)> {
    let known = draft.map(|draft| &draft.known);
    let policies = cedar_policies(source, known, mentions);
    let scope = source.stem().parse::<Scope>();
    let place = source.place(0);
    let scope = match scope {
        Ok(scope) => scope,
        Err(rule) => {
            let what = format!("{} names no scope", Quoted(&source.path));
            place.fault(what, rule.to_string());
            return None;
        }
    };
    if let Some((what, fix)) = draft.and_then(|draft| wrong(&scope, draft)) {
        place.fault(what, fix);
    }
    Some((scope, policies))
}

fn wrong(scope: &Scope, draft: &CatalogDraft<'_>) -> Option<(String, &'static str)> {
    match scope {
        Scope::Account(id) if !draft.known.has_id(id) => Some((
            format!("the catalog has no account `{id}`"),
            "correct the name of the file, or add the account to `catalog.toml`",
        )),
        Scope::Account(id) if is_management(id, draft) => Some((
            format!("`{id}` is the management account, where nothing is automatic"),
            "take the file out: people have to agree there",
        )),
        Scope::Ou(path) if !draft.known.has_ou(path.as_str()) => Some((
            format!("no account of the catalog is in {}", Quoted(path.as_str())),
            "correct the name of the file, or take it out until an account is there",
        )),
        _ => None,
    }
}

fn is_management(id: &jit_domain::AccountId, draft: &CatalogDraft<'_>) -> bool {
    let mut accounts = draft.accounts.iter().map(|(account, _)| account);
    accounts.any(|account| account.management && account.id == *id)
}
