use std::collections::BTreeMap;

use jit_domain::{AccountId, AccountName};
use jit_policy::OuPath;

use super::document::{Entry, TagsForm};
use super::organization::Member;
use super::shown::Shown;

/// What an entry is to say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Wanted {
    pub(super) name: String,
    /// None for the root.
    pub(super) ou: Option<String>,
    pub(super) tags: BTreeMap<String, String>,
    pub(super) management: bool,
}

/// Something that AWS allows and a catalog cannot say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Unsayable {
    pub(super) what: String,
    pub(super) fix: String,
}

impl Wanted {
    /// What AWS says.
    pub(super) fn of(member: &Member, management: &AccountId) -> Result<Self, Unsayable> {
        Ok(Self {
            name: name(member)?,
            ou: ou(member)?,
            tags: tags(member)?,
            management: member.id == *management,
        })
    }

    /// What AWS says where the entry does not keep its own.
    pub(super) fn for_entry(
        entry: &Entry,
        member: &Member,
        management: &AccountId,
    ) -> Result<Self, Unsayable> {
        let own = Self::own(entry);
        if entry.kept {
            return Ok(own);
        }
        Ok(Self {
            name: match &entry.name {
                Some(field) if field.kept => own.name,
                _ => name(member)?,
            },
            ou: match &entry.ou {
                Some(field) if field.kept => own.ou,
                _ => ou(member)?,
            },
            tags: match &entry.form {
                TagsForm::Inline(field) if field.kept => own.tags,
                _ => {
                    let mut wanted = tags(member)?;
                    let kept = entry.tags.iter().filter(|(_, field)| field.kept);
                    wanted.extend(kept.map(|(key, field)| (key.clone(), field.value.clone())));
                    wanted
                }
            },
            management: match &entry.management {
                Some(field) if field.kept => own.management,
                _ => member.id == *management,
            },
        })
    }

    /// What the entry says now.
    pub(super) fn own(entry: &Entry) -> Self {
        let tags = entry.tags.iter();
        Self {
            name: entry.name().to_owned(),
            ou: entry.ou.as_ref().map(|field| field.value.clone()),
            tags: tags
                .map(|(key, field)| (key.clone(), field.value.clone()))
                .collect(),
            management: entry.management(),
        }
    }

    /// The fields in which the two differ.
    pub(super) fn differences(&self, other: &Self) -> Vec<String> {
        let mut fields = Vec::new();
        for (field, differs) in [
            ("name", self.name != other.name),
            ("ou", self.ou != other.ou),
            ("management", self.management != other.management),
        ] {
            if differs {
                fields.push(field.to_owned());
            }
        }
        let mut keys: Vec<_> = self.tags.keys().chain(other.tags.keys()).collect();
        keys.sort_unstable();
        keys.dedup();
        let differ = keys
            .into_iter()
            .filter(|key| self.tags.get(*key) != other.tags.get(*key));
        fields.extend(differ.map(|key| format!("tags.{key}")));
        fields
    }
}

fn name(member: &Member) -> Result<String, Unsayable> {
    match member.name.parse::<AccountName>() {
        Ok(name) => Ok(name.to_string()),
        Err(rule) => Err(Unsayable {
            what: format!("its name cannot be that of an account in a catalog: {rule}"),
            fix: "rename it in AWS, or write a name by hand: `name = \"…\" # keep`".to_owned(),
        }),
    }
}

fn ou(member: &Member) -> Result<Option<String>, Unsayable> {
    if member.units.is_empty() {
        return Ok(None);
    }
    for unit in &member.units {
        if unit.contains('/') || unit.parse::<OuPath>().is_err() {
            return Err(Unsayable {
                what: format!(
                    "its organizational unit {} cannot be part of a path: 1 to 128 characters, \
                     no `.`, no `/`, no outer spaces, no control characters",
                    Shown(unit)
                ),
                fix: OU_FIX.to_owned(),
            });
        }
    }
    match member.units.join("/").parse::<OuPath>() {
        Ok(path) => Ok(Some(path.as_str().to_owned())),
        Err(rule) => Err(Unsayable {
            what: rule.to_string(),
            fix: OU_FIX.to_owned(),
        }),
    }
}

const OU_FIX: &str = "rename the unit in AWS, or write a path by hand: `ou = \"…\" # keep`";

/// Source of the bounds: AWS Organizations API Reference, `Tag`.
fn tags(member: &Member) -> Result<BTreeMap<String, String>, Unsayable> {
    let fits = |text: &str, min: usize, max: usize| {
        (min..=max).contains(&text.chars().count()) && !text.chars().any(char::is_control)
    };
    for (key, value) in &member.tags {
        if !fits(key, 1, 128) || !fits(value, 0, 256) {
            return Err(Unsayable {
                what: format!(
                    "its tag {} cannot be written in a catalog: control characters, or too long",
                    Shown(key)
                ),
                fix: "correct the tag in AWS".to_owned(),
            });
        }
    }
    Ok(member.tags.clone())
}
