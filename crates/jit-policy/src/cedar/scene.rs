use std::sync::Arc;

use cedar_policy::{Context, Entities, Entity, EntityUid, RestrictedExpression};
use jit_domain::{Person, Ticket, Timestamp, WindowDuration};

use super::names::{CedarType, uid};
use crate::Account;
use crate::catalog::CatalogTarget;
use crate::ou::with_ancestors;
use crate::quoted::one_line;

/// Everything that Cedar policies may look at, in the types of the domain.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Circumstances<'a> {
    /// Who asks.
    pub(crate) person: &'a Person,
    /// For what.
    pub(crate) target: &'a CatalogTarget<'a>,
    /// How long the window is to be.
    pub(crate) duration: WindowDuration,
    /// The ticket.
    pub(crate) ticket: Option<&'a Ticket>,
    /// Whether glass is broken.
    pub(crate) break_glass: bool,
    /// The time.
    pub(crate) now: Timestamp,
}

/// [`Circumstances`] in the types of Cedar. What people wrote is data in it, never policy text.
#[derive(Clone, Debug)]
pub(crate) struct Scene {
    pub(super) cast: Arc<Cast>,
    pub(super) context: Context,
}

/// Who asks, and in which account: the same for every permission set there.
#[derive(Debug)]
pub(crate) struct Whereabouts {
    principal: EntityUid,
    account: EntityUid,
    units: Vec<EntityUid>,
    entities: Entities,
}

/// Who asks for what: the same however long the window is to be.
#[derive(Debug)]
pub(crate) struct Cast {
    pub(super) principal: EntityUid,
    pub(super) resource: EntityUid,
    pub(super) entities: Entities,
    /// What policies about this resource can name in their scope: the target and all it is in.
    pub(super) scopes: Vec<EntityUid>,
}

type Pairs = Vec<(String, RestrictedExpression)>;

impl Scene {
    /// Sets the scene.
    ///
    /// # Errors
    ///
    /// None for text and times of the domain; whatever there is counts as a denial.
    pub(crate) fn new(circumstances: &Circumstances<'_>) -> Result<Self, String> {
        let Circumstances { person, target, .. } = circumstances;
        let cast = Cast::new(&Whereabouts::new(person, target.account)?, target)?;
        Ok(Self {
            cast: Arc::new(cast),
            context: context(circumstances)?,
        })
    }
}

impl Whereabouts {
    /// Who asks, and in which account.
    ///
    /// # Errors
    ///
    /// None for text of the domain; whatever there is counts as a denial.
    pub(crate) fn new(person: &Person, account: &Account) -> Result<Self, String> {
        let principal = principal_uid(person);
        let uid_of_account = uid(CedarType::Account, account.id.as_str());
        let units: Vec<_> = with_ancestors(&account.ou)
            .map(|ou| uid(CedarType::OrganizationalUnit, ou))
            .collect();
        let entities = [
            user(person, principal.clone())?,
            entity(
                uid_of_account.clone(),
                vec![
                    ("id".to_owned(), string(account.id.as_str())),
                    ("name".to_owned(), string(account.name.as_str())),
                    (
                        "management".to_owned(),
                        RestrictedExpression::new_bool(account.management),
                    ),
                ],
                units.clone(),
                strings(account.tags.iter()),
            )?,
        ];
        let entities =
            Entities::from_entities(entities, None).map_err(|e| one_line(&e.to_string()))?;
        Ok(Self {
            principal,
            account: uid_of_account,
            units,
            entities,
        })
    }
}

impl Cast {
    /// Who asks for what there.
    ///
    /// # Errors
    ///
    /// None for text of the domain; whatever there is counts as a denial.
    pub(crate) fn new(
        whereabouts: &Whereabouts,
        target: &CatalogTarget<'_>,
    ) -> Result<Self, String> {
        let account = whereabouts.account.clone();
        let set_name = target.permission_set.name.as_str();
        let set = uid(CedarType::PermissionSet, set_name);
        let path = format!("{}/{set_name}", target.account.id);
        let resource = uid(CedarType::Target, &path);
        let more = [
            entity(
                set.clone(),
                vec![("name".to_owned(), string(set_name))],
                Vec::new(),
                strings(target.permission_set.tags.iter()),
            )?,
            entity(
                resource.clone(),
                vec![
                    (
                        "account".to_owned(),
                        RestrictedExpression::new_entity_uid(account.clone()),
                    ),
                    (
                        "permissionSet".to_owned(),
                        RestrictedExpression::new_entity_uid(set.clone()),
                    ),
                ],
                vec![account.clone(), set.clone()],
                strings(target.selectable().tags()),
            )?,
        ];
        let entities = whereabouts.entities.clone();
        let entities = entities.add_entities(more, None);
        let mut scopes = vec![resource.clone(), account, set];
        scopes.extend(whereabouts.units.iter().cloned());
        Ok(Self {
            principal: whereabouts.principal.clone(),
            resource,
            entities: entities.map_err(|e| one_line(&e.to_string()))?,
            scopes,
        })
    }
}

/// `<issuer>#<subject>`. The issuer of OpenID Connect has no fragment, so that no two people share
/// an ID.
///
/// Source: OpenID Connect Discovery 1.0, section 3 (`issuer`: "no query or fragment components").
fn principal_uid(person: &Person) -> EntityUid {
    let id = &person.id;
    uid(CedarType::User, &format!("{}#{}", id.issuer, id.subject))
}

fn user(person: &Person, principal: EntityUid) -> Result<Entity, String> {
    let mut attributes = vec![
        ("issuer".to_owned(), string(person.id.issuer.as_str())),
        ("subject".to_owned(), string(person.id.subject.as_str())),
    ];
    let mut emails = person.attributes.get("email").into_iter().flatten();
    if let (Some(email), None) = (emails.next(), emails.next()) {
        attributes.push(("email".to_owned(), string(email)));
    }
    let groups = person.groups.iter();
    let groups = groups.map(|group| uid(CedarType::Group, group.as_str()));
    let tags = person.attributes.iter();
    let tags = tags.map(|(claim, values)| (claim.clone(), set(values)));
    entity(principal, attributes, groups.collect(), tags.collect())
}

fn entity(
    uid: EntityUid,
    attributes: Pairs,
    parents: Vec<EntityUid>,
    tags: Pairs,
) -> Result<Entity, String> {
    Entity::new_with_tags(uid, attributes, parents, tags).map_err(|e| one_line(&e.to_string()))
}

/// What is the same whatever is asked for.
///
/// # Errors
///
/// None for text and times of the domain; whatever there is counts as a denial.
pub(super) fn context(circumstances: &Circumstances<'_>) -> Result<Context, String> {
    let now = circumstances.now;
    let mut pairs = vec![
        (
            "duration".to_owned(),
            duration_ms(i64::from(circumstances.duration.seconds()) * 1000),
        ),
        (
            "now".to_owned(),
            RestrictedExpression::new_datetime(now.to_string()),
        ),
        (
            "breakGlass".to_owned(),
            RestrictedExpression::new_bool(circumstances.break_glass),
        ),
    ];
    if let Some(ticket) = circumstances.ticket {
        pairs.push(("ticket".to_owned(), string(ticket.as_str())));
    }
    let mut authentication = Vec::new();
    let said = &circumstances.person.authentication;
    if let Some(methods) = &said.methods {
        authentication.push(("methods".to_owned(), set(methods)));
    }
    if let Some(at) = said.at {
        // A clock that runs behind the issuer's makes no sign-in younger than now.
        let age = now.millis().saturating_sub(at.millis()).max(0);
        authentication.push(("age".to_owned(), duration_ms(age)));
    }
    if !authentication.is_empty() {
        let record = RestrictedExpression::new_record(authentication);
        let record = record.map_err(|e| one_line(&e.to_string()))?;
        pairs.push(("authentication".to_owned(), record));
    }
    Context::from_pairs(pairs).map_err(|e| one_line(&e.to_string()))
}

fn duration_ms(millis: i64) -> RestrictedExpression {
    RestrictedExpression::new_duration(format!("{millis}ms"))
}

fn string(text: &str) -> RestrictedExpression {
    RestrictedExpression::new_string(text.to_owned())
}

fn set<'a>(values: impl IntoIterator<Item = &'a String>) -> RestrictedExpression {
    RestrictedExpression::new_set(values.into_iter().map(|value| string(value)))
}

fn strings<'a>(
    tags: impl IntoIterator<Item = (impl AsRef<str> + 'a, impl AsRef<str> + 'a)>,
) -> Pairs {
    let tags = tags.into_iter();
    tags.map(|(key, value)| (key.as_ref().to_owned(), string(value.as_ref())))
        .collect()
}
