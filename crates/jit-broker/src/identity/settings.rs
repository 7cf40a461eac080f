use std::collections::{BTreeMap, BTreeSet};

use jit_api::TokenKind;
use jit_domain::Issuer;
use serde::{Deserialize, Serialize};

use super::{ClaimPath, SignatureAlgorithm};

/// What a token must be for the broker to take it.
#[derive(Clone, Debug)]
pub struct TokenSettings {
    /// The issuer, compared byte by byte with `iss`.
    pub issuer: Issuer,
    /// The OAuth client ID of `jit`, by which ID tokens are told from access tokens.
    pub client_id: String,
    /// What the audience claim must hold.
    pub audience: String,
    /// The claim that names the audience.
    pub audience_claim: AudienceClaim,
    /// Which of the issuer's tokens is taken.
    pub token: TokenKind,
    /// The algorithms that may have signed it.
    pub algorithms: BTreeSet<SignatureAlgorithm>,
    /// The values of the header parameter `typ` that are taken.
    pub token_types: BTreeSet<TokenType>,
    /// Where the person is described.
    pub claims: ClaimNames,
}

/// The claims that describe a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClaimNames {
    /// A string that never changes and is never given to somebody else.
    pub subject: ClaimPath,
    /// An array of strings; absent means no groups.
    pub groups: ClaimPath,
    /// A string for display; absent means that the subject is shown.
    pub name: ClaimPath,
    /// Attributes that policies select by, each with its claim: a string or an array of strings.
    pub attributes: BTreeMap<String, ClaimPath>,
}

/// The claim that names whom a token is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AudienceClaim {
    /// `aud`: a string or an array of strings (RFC 7519, section 4.1.3).
    Aud,
    /// `client_id`, together with `token_use = "access"` (Amazon Cognito, whose access tokens have
    /// no `aud`).
    ClientId,
}

/// What the header parameter `typ` says, without the prefix `application/` and in any letter case
/// (RFC 7515, section 4.1.9).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum TokenType {
    /// `at+jwt`, an access token by RFC 9068.
    #[serde(rename = "at+jwt")]
    AtJwt,
    /// `JWT`, which says nothing about the kind of token.
    #[serde(rename = "JWT")]
    Jwt,
    /// No `typ` at all.
    #[serde(rename = "absent")]
    Absent,
}

impl TokenType {
    /// The type that a header declares; none for any other.
    pub(super) fn of_header(typ: Option<&str>) -> Option<Self> {
        let Some(typ) = typ else {
            return Some(Self::Absent);
        };
        let typ = typ.to_ascii_lowercase();
        match typ.strip_prefix("application/").unwrap_or(&typ) {
            "at+jwt" => Some(Self::AtJwt),
            "jwt" => Some(Self::Jwt),
            _ => None,
        }
    }

    /// The types to take of a kind of token unless the operator says otherwise: of access tokens,
    /// those that are marked as such.
    #[must_use]
    pub fn default_for(token: TokenKind) -> BTreeSet<Self> {
        match token {
            TokenKind::AccessToken => BTreeSet::from([Self::AtJwt]),
            TokenKind::IdToken => BTreeSet::from([Self::Jwt, Self::Absent]),
        }
    }
}

impl TokenSettings {
    /// Access tokens by RFC 9068, with the claims `sub`, `groups` and `name`.
    #[must_use]
    pub fn new(issuer: Issuer, client_id: &str, audience: &str) -> Self {
        Self {
            issuer,
            client_id: client_id.to_owned(),
            audience: audience.to_owned(),
            audience_claim: AudienceClaim::Aud,
            token: TokenKind::AccessToken,
            algorithms: BTreeSet::from(SignatureAlgorithm::ALL),
            token_types: TokenType::default_for(TokenKind::AccessToken),
            claims: ClaimNames::default(),
        }
    }
}

impl Default for ClaimNames {
    fn default() -> Self {
        Self {
            subject: ClaimPath::top("sub"),
            groups: ClaimPath::top("groups"),
            name: ClaimPath::top("name"),
            attributes: BTreeMap::new(),
        }
    }
}
