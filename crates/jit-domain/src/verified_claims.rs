use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::{Actor, Authentication, GroupName, Person};

/// What the verified token of one call said of a person beside who they are: what policies decided
/// by. Recorded with an ask, so that the decision can be explained and made again under another
/// bundle; never looked at by a later decision.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct VerifiedClaims {
    /// The groups.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub groups: BTreeSet<GroupName>,
    /// The other claims that policies may select by.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub attributes: BTreeMap<String, BTreeSet<String>>,
    /// How and when they signed in.
    #[serde(default)]
    pub authentication: Authentication,
}

impl VerifiedClaims {
    /// The person who these claims are about.
    #[must_use]
    pub fn person(&self, actor: &Actor) -> Person {
        Person {
            id: actor.id.clone(),
            name: actor.name.clone(),
            groups: self.groups.clone(),
            attributes: self.attributes.clone(),
            authentication: self.authentication.clone(),
        }
    }
}

impl From<&Person> for VerifiedClaims {
    fn from(person: &Person) -> Self {
        Self {
            groups: person.groups.clone(),
            attributes: person.attributes.clone(),
            authentication: person.authentication.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::PersonId;

    #[test]
    fn claims_are_those_of_the_token_and_lead_back_to_the_person() {
        let person = Person {
            id: PersonId {
                issuer: "https://id.example.com".parse().unwrap(),
                subject: "engineer".parse().unwrap(),
            },
            name: "Engineer".into(),
            groups: ["sre".parse().unwrap()].into(),
            attributes: [("team".to_owned(), ["shop".to_owned()].into())].into(),
            authentication: Authentication {
                methods: Some(["mfa".to_owned()].into()),
                at: None,
            },
        };

        let claims = VerifiedClaims::from(&person);

        assert_eq!(claims.groups, person.groups);
        assert_eq!(claims.attributes, person.attributes);
        assert_eq!(claims.person(&person.to_actor()), person);
    }
}
