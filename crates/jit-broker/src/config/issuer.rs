use std::collections::{BTreeMap, BTreeSet};

use jit_api::TokenKind;
use jit_domain::Issuer;

use super::reader::Reader;
use super::settings::IssuerSettings;
use crate::identity::{AudienceClaim, ClaimNames, ProtectedUrl, TokenSettings, TokenType};

pub(super) fn read(reader: &mut Reader) -> Option<IssuerSettings> {
    let token = token(reader);
    let audience_parameter = reader.word("issuer.audience_parameter");
    let scopes = scopes(reader);
    let flows = reader.words("issuer.flows");
    Some(IssuerSettings {
        token: token?,
        audience_parameter: audience_parameter?,
        scopes: scopes?,
        flows: flows?,
    })
}

fn token(reader: &mut Reader) -> Option<TokenSettings> {
    let issuer = issuer(reader);
    let client_id = reader.required_text("issuer.client_id");
    let kind = reader.word("issuer.token");
    let audience_claim = reader.word("issuer.audience_claim");
    let algorithms = reader.words("issuer.algorithms");
    let claims = claims(reader);
    let (kind, audience_claim) = (kind?, audience_claim?);
    let token_types = token_types(reader, kind, audience_claim);
    let audience = audience(reader, kind, audience_claim, client_id.as_deref());
    Some(TokenSettings {
        issuer: issuer?,
        client_id: client_id?,
        audience: audience?,
        audience_claim,
        token: kind,
        algorithms: BTreeSet::from_iter(algorithms?),
        token_types: token_types?,
        claims: claims?,
    })
}

/// The issuer stays as it was written: `iss` is compared to the letter.
fn issuer(reader: &mut Reader) -> Option<Issuer> {
    let url: ProtectedUrl = reader.required("issuer.url")?;
    if url.as_url().query().is_some() {
        reader.fault("issuer.url", "must have no query");
        return None;
    }
    reader.parsed("issuer.url")
}

/// What the audience claim must hold. An audience that is the client itself would let ID tokens
/// pass for access tokens, so it is refused where nothing else tells them apart.
fn audience(
    reader: &mut Reader,
    kind: TokenKind,
    claim: AudienceClaim,
    client_id: Option<&str>,
) -> Option<String> {
    let is_client = kind == TokenKind::IdToken || claim == AudienceClaim::ClientId;
    if kind == TokenKind::IdToken && claim == AudienceClaim::ClientId {
        reader.fault(
            "issuer.audience_claim",
            "`client_id` is a claim of access tokens",
        );
    }
    let default = if is_client {
        client_id.map(str::to_owned)
    } else {
        reader.text("public_url")
    };
    let audience = reader.text("issuer.audience").or(default)?;
    let equal = client_id == Some(audience.as_str());
    if client_id.is_some() && is_client != equal {
        let what = if is_client {
            "must be the client ID with `token = \"id_token\"` or `audience_claim = \"client_id\"`"
        } else {
            "must not be the client ID: ID tokens would pass for access tokens"
        };
        reader.fault("issuer.audience", what);
        return None;
    }
    Some(audience)
}

fn token_types(
    reader: &mut Reader,
    kind: TokenKind,
    claim: AudienceClaim,
) -> Option<BTreeSet<TokenType>> {
    if !reader.is_set("issuer.typ") {
        let unmarked = claim == AudienceClaim::ClientId;
        return Some(TokenType::default_for(if unmarked {
            TokenKind::IdToken
        } else {
            kind
        }));
    }
    let types: BTreeSet<TokenType> = reader.words("issuer.typ")?.into_iter().collect();
    if kind == TokenKind::IdToken && types.contains(&TokenType::AtJwt) {
        reader.fault(
            "issuer.typ",
            "`at+jwt` marks access tokens, but `issuer.token` is `id_token`",
        );
        return None;
    }
    Some(types)
}

fn claims(reader: &mut Reader) -> Option<ClaimNames> {
    let subject = reader.parsed("issuer.subject_claim");
    let groups = reader.parsed("issuer.groups_claim");
    let name = reader.parsed("issuer.name_claim");
    let mut attributes = BTreeMap::new();
    for (attribute, claim) in reader.table("issuer.attribute_claims") {
        if let Some(claim) = reader.parse("issuer.attribute_claims", &claim) {
            attributes.insert(attribute, claim);
        }
    }
    Some(ClaimNames {
        subject: subject?,
        groups: groups?,
        name: name?,
        attributes,
    })
}

/// Source of the characters: RFC 6749, section 3.3.
fn scopes(reader: &mut Reader) -> Option<Vec<String>> {
    let scopes = reader.list("issuer.scopes")?;
    let is_scope_char = |byte: u8| byte.is_ascii_graphic() && byte != b'"' && byte != b'\\';
    if scopes.iter().all(|scope| scope.bytes().all(is_scope_char)) {
        return Some(scopes);
    }
    reader.fault(
        "issuer.scopes",
        "a scope has no spaces, quotes or backslashes",
    );
    None
}
