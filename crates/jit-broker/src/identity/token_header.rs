use serde_json::{Map, Value};

use super::settings::{TokenSettings, TokenType};
use super::{Flaw, SignatureAlgorithm};

/// Header parameters that bring their own key, point to one, or change how the rest is read. The
/// key comes from the issuer's set and from nowhere else.
///
/// Source: RFC 7515, sections 4.1.2–4.1.6 and 4.1.11; RFC 7516, sections 4.1.2 and 4.1.3; RFC 7797.
const REFUSED: [&str; 8] = ["crit", "b64", "jwk", "jku", "x5u", "x5c", "enc", "zip"];

/// The longest key ID, in bytes.
const MAX_KID_BYTES: usize = 512;

/// What the header says about how to check the token.
#[derive(Debug)]
pub(super) struct TokenHeader {
    pub(super) algorithm: SignatureAlgorithm,
    pub(super) kid: Option<String>,
}

impl TokenHeader {
    pub(super) fn read(
        header: &Map<String, Value>,
        settings: &TokenSettings,
    ) -> Result<Self, Flaw> {
        if let Some(name) = REFUSED.into_iter().find(|name| header.contains_key(*name)) {
            return Err(Flaw::Parameter(name));
        }
        let algorithm = header
            .get("alg")
            .and_then(Value::as_str)
            .and_then(|name| name.parse().ok())
            .filter(|algorithm| settings.algorithms.contains(algorithm))
            .ok_or(Flaw::Algorithm)?;
        let kid = text(header, "kid")?.map(str::to_owned);
        if kid.as_ref().is_some_and(|kid| kid.len() > MAX_KID_BYTES) {
            return Err(Flaw::Header);
        }
        let typ = TokenType::of_header(text(header, "typ")?).ok_or(Flaw::Type)?;
        if !settings.token_types.contains(&typ) {
            return Err(Flaw::Type);
        }
        Ok(Self { algorithm, kid })
    }
}

fn text<'a>(header: &'a Map<String, Value>, name: &str) -> Result<Option<&'a str>, Flaw> {
    match header.get(name) {
        None => Ok(None),
        Some(Value::String(text)) => Ok(Some(text)),
        Some(_) => Err(Flaw::Header),
    }
}
