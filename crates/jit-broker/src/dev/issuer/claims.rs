use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use jit_domain::{Clock, GroupName, Timestamp};
use serde::Serialize;

use super::super::people::DevPerson;
use super::super::{CLIENT_ID, DevError};
use super::{Addresses, SigningKey, opaque};
use crate::app::Random;

/// How long an access token lives.
pub(in crate::dev) const ACCESS_TOKEN_LIFETIME: Duration = Duration::from_mins(10);

/// Makes the tokens of the development issuer.
pub(in crate::dev) struct TokenMaker {
    issuer: String,
    audience: String,
    key: SigningKey,
    clock: Arc<dyn Clock>,
    random: Arc<dyn Random>,
}

impl fmt::Debug for TokenMaker {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TokenMaker")
            .field("issuer", &self.issuer)
            .finish_non_exhaustive()
    }
}

/// What every token says about a person.
///
/// Sources: RFC 9068, section 2.2.1; OpenID Connect Core 1.0, section 2.
#[derive(Serialize)]
struct About<'a> {
    iss: &'a str,
    sub: &'a str,
    name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    email: Option<&'a str>,
    groups: &'a BTreeSet<GroupName>,
    amr: &'a BTreeSet<String>,
    /// When they signed in: a refresh is no sign-in.
    auth_time: i64,
    iat: i64,
    exp: i64,
}

/// Source: RFC 9068, section 2.2.
#[derive(Serialize)]
struct AccessClaims<'a> {
    #[serde(flatten)]
    about: About<'a>,
    aud: &'a str,
    client_id: &'a str,
    scope: &'a str,
    nbf: i64,
    jti: String,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    attributes: &'a BTreeMap<String, BTreeSet<String>>,
}

/// Source: OpenID Connect Core 1.0, section 2.
#[derive(Serialize)]
struct IdClaims<'a> {
    #[serde(flatten)]
    about: About<'a>,
    aud: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    nonce: Option<&'a str>,
}

impl TokenMaker {
    pub(in crate::dev) fn new(
        addresses: &Addresses,
        key: SigningKey,
        clock: Arc<dyn Clock>,
        random: Arc<dyn Random>,
    ) -> Self {
        Self {
            issuer: addresses.issuer.clone(),
            audience: addresses.broker.clone(),
            key,
            clock,
            random,
        }
    }

    pub(in crate::dev) fn key(&self) -> &SigningKey {
        &self.key
    }

    /// An access token for the broker.
    pub(in crate::dev) fn access_token(
        &self,
        person: &DevPerson,
        scope: &str,
        signed_in: Timestamp,
        lifetime: Duration,
    ) -> Result<String, DevError> {
        let about = self.about(person, signed_in, lifetime);
        let claims = AccessClaims {
            nbf: about.iat,
            about,
            aud: &self.audience,
            client_id: CLIENT_ID,
            scope,
            jti: opaque::text(self.random.as_ref()),
            attributes: &person.attributes,
        };
        self.key.sign("at+jwt", &claims)
    }

    /// An ID token for `jit`.
    pub(super) fn id_token(
        &self,
        person: &DevPerson,
        signed_in: Timestamp,
        nonce: Option<&str>,
    ) -> Result<String, DevError> {
        let claims = IdClaims {
            about: self.about(person, signed_in, ACCESS_TOKEN_LIFETIME),
            aud: CLIENT_ID,
            nonce,
        };
        self.key.sign("JWT", &claims)
    }

    /// An ID token as a platform gives it to a program: for the issuer, to be exchanged there.
    pub(in crate::dev) fn workload_token(
        &self,
        person: &DevPerson,
        now: Timestamp,
        lifetime: Duration,
    ) -> Result<String, DevError> {
        let claims = IdClaims {
            about: self.about(person, now, lifetime),
            aud: &self.issuer,
            nonce: None,
        };
        self.key.sign("JWT", &claims)
    }

    fn about<'a>(
        &'a self,
        person: &'a DevPerson,
        signed_in: Timestamp,
        lifetime: Duration,
    ) -> About<'a> {
        let iat = seconds(self.clock.now());
        let lifetime = i64::try_from(lifetime.as_secs()).unwrap_or(i64::MAX);
        About {
            iss: &self.issuer,
            sub: person.subject.as_str(),
            name: person.name.as_str(),
            email: person.email.as_deref(),
            groups: &person.groups,
            amr: &person.methods,
            auth_time: seconds(signed_in),
            iat,
            exp: iat.saturating_add(lifetime),
        }
    }
}

/// Whole seconds since 1970.
fn seconds(time: Timestamp) -> i64 {
    time.millis().div_euclid(1000)
}
