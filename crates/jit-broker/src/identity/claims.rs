use std::collections::{BTreeMap, BTreeSet};

use jit_api::TokenKind;
use jit_domain::{Authentication, DisplayName, GroupName, Person, PersonId, Subject, Timestamp};
use serde_json::{Map, Value};

use super::{AudienceClaim, AuthError, Caller, ClaimPath, Flaw, TokenSettings, TokenType};

/// How far the issuer's clock may be off, in seconds.
const LEEWAY_SECONDS: i64 = 60;

/// The claims of a token whose signature has been verified. A claim of the wrong type is never
/// taken for an absent one.
pub(super) struct Claims(pub(super) Map<String, Value>);

impl Claims {
    /// Checks that the token is meant for this broker and valid now, and reads the person.
    pub(super) fn to_caller(
        &self,
        settings: &TokenSettings,
        now: Timestamp,
    ) -> Result<Caller, AuthError> {
        if self.required_text(&ClaimPath::top("iss"))? != settings.issuer.as_str() {
            return Err(Flaw::Issuer.into());
        }
        self.check_audience(settings)?;
        self.check_kind(settings)?;
        let lifetime = self.lifetime()?;
        let person = self.person(settings)?;
        let token_expires_at = lifetime.check(now)?;
        Ok(Caller {
            person,
            token_expires_at,
        })
    }

    fn check_audience(&self, settings: &TokenSettings) -> Result<(), Flaw> {
        let meant = match settings.audience_claim {
            AudienceClaim::Aud => self.audiences()?.contains(&settings.audience.as_str()),
            AudienceClaim::ClientId => {
                self.required_text(&ClaimPath::top("client_id"))? == settings.audience
                    && self.required_text(&ClaimPath::top("token_use"))? == "access"
            }
        };
        if meant { Ok(()) } else { Err(Flaw::Audience) }
    }

    /// Tells ID tokens and access tokens apart where the header does not. An ID token says who
    /// signed in to *jit*: it is for the client, not for the broker.
    fn check_kind(&self, settings: &TokenSettings) -> Result<(), Flaw> {
        let right = match settings.token {
            TokenKind::AccessToken => !self.looks_like_an_id_token(settings)?,
            TokenKind::IdToken => self.is_an_id_token_for(&settings.client_id)?,
        };
        if right { Ok(()) } else { Err(Flaw::Kind) }
    }

    fn looks_like_an_id_token(&self, settings: &TokenSettings) -> Result<bool, Flaw> {
        let marked_as_id = self.text(&ClaimPath::top("token_use"))? == Some("id")
            || self.0.get("typ").and_then(Value::as_str) == Some("ID")
            || ["at_hash", "c_hash"]
                .iter()
                .any(|hash| self.0.contains_key(*hash));
        let ambiguous = settings.audience_claim == AudienceClaim::Aud
            && settings
                .token_types
                .iter()
                .any(|typ| *typ != TokenType::AtJwt);
        let for_the_client = ambiguous && self.audiences()?.contains(&settings.client_id.as_str());
        Ok(marked_as_id || for_the_client)
    }

    /// Source: OpenID Connect Core 1.0, section 3.1.3.7, steps 3 to 5.
    fn is_an_id_token_for(&self, client_id: &str) -> Result<bool, Flaw> {
        let audiences = self.audiences()?;
        let authorized = match self.text(&ClaimPath::top("azp"))? {
            Some(azp) => azp == client_id,
            None => audiences.len() == 1,
        };
        let access = self.text(&ClaimPath::top("token_use"))? == Some("access");
        Ok(audiences.contains(&client_id) && authorized && !access)
    }

    fn audiences(&self) -> Result<Vec<&str>, Flaw> {
        let claim = ClaimPath::top("aud");
        let values = self.texts(&claim, OneIs::Allowed)?;
        values.ok_or(Flaw::Missing(claim))
    }

    fn lifetime(&self) -> Result<Lifetime, Flaw> {
        let exp = ClaimPath::top("exp");
        Ok(Lifetime {
            exp: self.seconds(&exp)?.ok_or(Flaw::Missing(exp))?,
            nbf: self.seconds(&ClaimPath::top("nbf"))?,
            iat: self.seconds(&ClaimPath::top("iat"))?,
            auth_time: self.seconds(&ClaimPath::top("auth_time"))?,
        })
    }

    fn person(&self, settings: &TokenSettings) -> Result<Person, AuthError> {
        let names = &settings.claims;
        let subject = self.required_text(&names.subject)?;
        let subject: Subject = subject
            .parse()
            .map_err(|_| Flaw::Malformed(names.subject.clone()))?;
        let name = self
            .text(&names.name)?
            .filter(|name| !name.trim().is_empty());
        let name = DisplayName::from(name.unwrap_or(subject.as_str()));
        let groups = self.groups(&names.groups)?;
        let attributes = self.attributes(&names.attributes)?;
        let authentication = self.authentication()?;
        let id = PersonId {
            issuer: settings.issuer.clone(),
            subject,
        };
        Ok(Person {
            id,
            name,
            groups,
            attributes,
            authentication,
        })
    }

    /// How and when the person signed in. Some issuers write a single method as a string.
    ///
    /// Source: OpenID Connect Core 1.0, section 2 (`amr`, `auth_time`); RFC 8176.
    fn authentication(&self) -> Result<Authentication, Flaw> {
        let methods = self.texts(&ClaimPath::top("amr"), OneIs::Allowed)?;
        let at = self.seconds(&ClaimPath::top("auth_time"))?;
        Ok(Authentication {
            methods: methods.map(|methods| methods.into_iter().map(str::to_owned).collect()),
            at: at.map(|seconds| Timestamp::from_millis(seconds.saturating_mul(1000))),
        })
    }

    fn groups(&self, claim: &ClaimPath) -> Result<BTreeSet<GroupName>, AuthError> {
        if self.has_groups_overage(claim)? {
            return Err(AuthError::GroupsOverage);
        }
        let groups = self.texts(claim, OneIs::Refused)?.unwrap_or_default();
        let parsed: Result<_, _> = groups.into_iter().map(str::parse).collect();
        Ok(parsed.map_err(|_| Flaw::Malformed(claim.clone()))?)
    }

    /// Whether the issuer says that the groups are elsewhere, because they are too many.
    ///
    /// Source: OpenID Connect Core 1.0, section 5.6.2 (`_claim_names`); Microsoft identity platform,
    /// "Groups overage claim" (`hasgroups`).
    fn has_groups_overage(&self, claim: &ClaimPath) -> Result<bool, Flaw> {
        let elsewhere = match self.0.get("_claim_names") {
            None => false,
            Some(Value::Object(names)) => names.keys().any(|name| claim.starts_with(name)),
            Some(_) => return Err(Flaw::Malformed(ClaimPath::top("_claim_names"))),
        };
        let has_groups = self
            .0
            .get("hasgroups")
            .is_some_and(|value| *value != Value::Bool(false));
        Ok(elsewhere || (has_groups && claim.starts_with("groups")))
    }

    fn attributes(
        &self,
        names: &BTreeMap<String, ClaimPath>,
    ) -> Result<BTreeMap<String, BTreeSet<String>>, Flaw> {
        let mut attributes = BTreeMap::new();
        for (name, claim) in names {
            if let Some(values) = self.texts(claim, OneIs::Allowed)? {
                let values = values.into_iter().map(str::to_owned).collect();
                attributes.insert(name.clone(), values);
            }
        }
        Ok(attributes)
    }

    fn required_text(&self, claim: &ClaimPath) -> Result<&str, Flaw> {
        self.text(claim)?
            .ok_or_else(|| Flaw::Missing(claim.clone()))
    }

    fn text(&self, claim: &ClaimPath) -> Result<Option<&str>, Flaw> {
        match self.value(claim)? {
            None => Ok(None),
            Some(Value::String(text)) => Ok(Some(text)),
            Some(_) => Err(Flaw::Malformed(claim.clone())),
        }
    }

    fn texts(&self, claim: &ClaimPath, one: OneIs) -> Result<Option<Vec<&str>>, Flaw> {
        let malformed = || Flaw::Malformed(claim.clone());
        match self.value(claim)? {
            None => Ok(None),
            Some(Value::String(text)) if one == OneIs::Allowed => Ok(Some(vec![text])),
            Some(Value::Array(items)) => {
                let texts: Option<_> = items.iter().map(Value::as_str).collect();
                texts.map(Some).ok_or_else(malformed)
            }
            Some(_) => Err(malformed()),
        }
    }

    /// Whole seconds since 1970. RFC 7519 would allow fractions; no issuer needs them, and a number
    /// that one reader rounds and another refuses is a gap.
    fn seconds(&self, claim: &ClaimPath) -> Result<Option<i64>, Flaw> {
        match self.value(claim)? {
            None => Ok(None),
            Some(value) => match value
                .as_u64()
                .and_then(|seconds| i64::try_from(seconds).ok())
            {
                Some(seconds) => Ok(Some(seconds)),
                None => Err(Flaw::Malformed(claim.clone())),
            },
        }
    }

    fn value(&self, claim: &ClaimPath) -> Result<Option<&Value>, Flaw> {
        let (name, inner) = claim
            .names()
            .split_first()
            .ok_or_else(|| Flaw::Missing(claim.clone()))?;
        let mut found = self.0.get(name);
        for name in inner {
            found = match found {
                None => None,
                Some(Value::Object(object)) => object.get(name),
                Some(_) => return Err(Flaw::Malformed(claim.clone())),
            };
        }
        Ok(found)
    }
}

/// Whether one string may stand for an array with one string.
#[derive(Clone, Copy, PartialEq, Eq)]
enum OneIs {
    Allowed,
    Refused,
}

/// `exp`, `nbf`, `iat` and `auth_time`, in seconds since 1970.
struct Lifetime {
    exp: i64,
    nbf: Option<i64>,
    iat: Option<i64>,
    auth_time: Option<i64>,
}

impl Lifetime {
    /// Refuses what is not valid at this instant; answers with the end, without leeway. A sign-in
    /// that lies ahead would stay young for policies that ask for its age.
    fn check(&self, now: Timestamp) -> Result<Timestamp, AuthError> {
        let now = now.millis().div_euclid(1000);
        let starts = self.nbf.max(self.iat).max(self.auth_time);
        if starts.is_some_and(|starts| starts > now.saturating_add(LEEWAY_SECONDS)) {
            return Err(Flaw::NotYetValid.into());
        }
        if now >= self.exp.saturating_add(LEEWAY_SECONDS) {
            return Err(AuthError::Expired);
        }
        Ok(Timestamp::from_millis(self.exp.saturating_mul(1000)))
    }
}
