use std::sync::LazyLock;

use cedar_policy::{EntityId, EntityTypeName, EntityUid};

/// The kinds of entities in the schema.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum CedarType {
    User,
    Group,
    OrganizationalUnit,
    Account,
    PermissionSet,
    Target,
    Action,
}

const ALL: [CedarType; 7] = [
    CedarType::User,
    CedarType::Group,
    CedarType::OrganizationalUnit,
    CedarType::Account,
    CedarType::PermissionSet,
    CedarType::Target,
    CedarType::Action,
];

static NAMES: LazyLock<[EntityTypeName; 7]> = LazyLock::new(|| ALL.map(parsed));

#[expect(
    clippy::expect_used,
    reason = "each is an identifier in a namespace, and a test reads them all"
)]
fn parsed(kind: CedarType) -> EntityTypeName {
    let name = format!("Jit::{}", kind.word());
    name.parse().expect("a constant that is a type name")
}

impl CedarType {
    fn word(self) -> &'static str {
        match self {
            Self::User => "User",
            Self::Group => "Group",
            Self::OrganizationalUnit => "OrganizationalUnit",
            Self::Account => "Account",
            Self::PermissionSet => "PermissionSet",
            Self::Target => "Target",
            Self::Action => "Action",
        }
    }

    fn type_name(self) -> EntityTypeName {
        let [user, group, unit, account, set, target, action] = &*NAMES;
        let name = match self {
            Self::User => user,
            Self::Group => group,
            Self::OrganizationalUnit => unit,
            Self::Account => account,
            Self::PermissionSet => set,
            Self::Target => target,
            Self::Action => action,
        };
        name.clone()
    }

    /// The kind of an entity; none for one that the schema does not know.
    pub(crate) fn of(uid: &EntityUid) -> Option<Self> {
        ALL.into_iter()
            .find(|kind| kind.type_name() == *uid.type_name())
    }
}

/// The entity of this kind with this ID.
pub(super) fn uid(kind: CedarType, id: &str) -> EntityUid {
    EntityUid::from_type_name_and_id(kind.type_name(), EntityId::new(id))
}

/// The ID of an entity, as it was written.
pub(crate) fn id_of(uid: &EntityUid) -> &str {
    uid.id().unescaped()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_has_a_name_of_its_own_that_leads_back_to_it() {
        for kind in ALL {
            assert_eq!(CedarType::of(&uid(kind, "x")), Some(kind));
            assert_eq!(id_of(&uid(kind, "a\"b\\c\n")), "a\"b\\c\n");
        }
        assert_eq!(CedarType::of(&r#"Other::"x""#.parse().unwrap()), None);
    }
}
