use cedar_policy::{EntityUid, Policy};
use jit_domain::{AccountId, GroupName, PermissionSetName};

use super::known::Known;
use super::mentions::Mentions;
use super::source::Place;
use crate::cedar::{CedarType, id_of};
use crate::quoted::Quoted;

/// Checks the entities that a policy names: a mistyped account in a `forbid` would otherwise forbid
/// nothing, and nobody would see it.
pub(super) fn check_entities<'s>(
    policy: &Policy,
    place: Place<'s>,
    known: Option<&Known<'s>>,
    mentions: &mut Mentions<'s>,
) {
    let mut entities = policy.entity_literals();
    entities.sort();
    entities.dedup();
    for entity in &entities {
        let id = id_of(entity);
        if let (Some(CedarType::Group), Ok(group)) =
            (CedarType::of(entity), id.parse::<GroupName>())
        {
            mentions.group(&group, place);
        }
        if let Some((what, fix)) = known.and_then(|known| wrong(entity, known)) {
            place.fault(what, fix);
        }
    }
}

fn wrong(entity: &EntityUid, known: &Known<'_>) -> Option<(String, &'static str)> {
    let id = id_of(entity);
    let quoted = Quoted(id);
    match CedarType::of(entity)? {
        CedarType::Group if id.parse::<GroupName>().is_err() => Some((
            format!("no group can be named {quoted}"),
            "spell it as the tokens of the issuer do",
        )),
        CedarType::User if !id.contains('#') => Some((
            format!("{quoted} names no person"),
            "write `Jit::User::\"<issuer>#<subject>\"`",
        )),
        CedarType::Account if !has_account(id, known) => Some((
            format!("the catalog has no account {quoted}"),
            "write the 12 digits of an account of `catalog.toml`",
        )),
        CedarType::OrganizationalUnit if !known.has_ou(id) => Some((
            format!("no account of the catalog is in {quoted}"),
            "correct the path, or leave it out until an account is there",
        )),
        CedarType::PermissionSet if !has_set(id, known) => Some((
            format!("the catalog has no permission set {quoted}"),
            "correct the name, or add the permission set to `catalog.toml`",
        )),
        CedarType::Target if !has_target(id, known) => Some((
            format!("the catalog has no target {quoted}"),
            "write `Jit::Target::\"<account ID>/<permission set>\"`",
        )),
        _ => None,
    }
}

fn has_account(id: &str, known: &Known<'_>) -> bool {
    id.parse::<AccountId>().is_ok_and(|id| known.has_id(&id))
}

fn has_set(name: &str, known: &Known<'_>) -> bool {
    let name = name.parse::<PermissionSetName>();
    name.is_ok_and(|name| known.has_set(&name))
}

fn has_target(id: &str, known: &Known<'_>) -> bool {
    let parts = id.split_once('/');
    parts.is_some_and(|(account, set)| has_account(account, known) && has_set(set, known))
}
