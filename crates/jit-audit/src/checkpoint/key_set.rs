use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::{Value, json};

use super::key::{KeyId, PublicKey};

/// The keys that are trusted to have signed checkpoints: today's, and those before it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct KeySet {
    keys: BTreeMap<KeyId, PublicKey>,
}

/// Not a set of public keys for checkpoints.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeySetError {
    /// The text is not a JWK Set.
    #[error("it is not a JWK Set (RFC 7517), which is `{{\"keys\":[…]}}`")]
    NotASet,
    /// A key is damaged.
    #[error("its key {0}, counted from 1, is no Ed25519 public key")]
    Damaged(usize),
    /// A key bears the name of another one.
    #[error("the `kid` of its key {0}, counted from 1, is not its thumbprint (RFC 7638)")]
    OtherName(usize),
    /// A private key is in it.
    #[error("its key {0}, counted from 1, is a private one: whoever has this file can sign")]
    Private(usize),
    /// There is none that could have signed a checkpoint.
    #[error("it holds no Ed25519 key")]
    Empty,
}

#[derive(Deserialize)]
struct Set {
    keys: Vec<Jwk>,
}

#[derive(Deserialize)]
struct Jwk {
    kty: Option<String>,
    crv: Option<String>,
    x: Option<String>,
    kid: Option<String>,
    d: Option<Value>,
}

impl KeySet {
    /// Reads a JWK Set. Keys of other kinds in it are passed over, as RFC 7517, section 5 has it.
    ///
    /// # Errors
    ///
    /// [`KeySetError`]
    pub fn parse(text: &str) -> Result<Self, KeySetError> {
        let set: Set = serde_json::from_str(text).map_err(|_| KeySetError::NotASet)?;
        let mut found = Self::default();
        for (number, jwk) in (1..).zip(set.keys) {
            if jwk.kty.as_deref() != Some("OKP") || jwk.crv.as_deref() != Some("Ed25519") {
                continue;
            }
            if jwk.d.is_some() {
                return Err(KeySetError::Private(number));
            }
            let key = jwk.x.and_then(|x| PublicKey::from_coordinate(&x).ok());
            let key = key.ok_or(KeySetError::Damaged(number))?;
            if jwk.kid.is_some_and(|kid| kid != key.id().to_string()) {
                return Err(KeySetError::OtherName(number));
            }
            found.insert(key);
        }
        if found.keys.is_empty() {
            return Err(KeySetError::Empty);
        }
        Ok(found)
    }

    /// Trusts one more key.
    pub fn insert(&mut self, key: PublicKey) {
        self.keys.insert(key.id(), key);
    }

    /// The key of this name.
    #[must_use]
    pub fn get(&self, id: &KeyId) -> Option<&PublicKey> {
        self.keys.get(id)
    }

    /// The set as a JWK Set.
    #[must_use]
    pub fn to_json(&self) -> Value {
        let keys: Vec<Value> = self.keys.values().map(PublicKey::to_jwk).collect();
        json!({ "keys": keys })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const X: &str = "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo";
    const KID: &str = "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k";

    #[test]
    fn a_set_is_read_as_it_is_written() {
        let text = json!({"keys": [
            {"kty": "RSA", "n": "AQAB", "e": "AQAB", "kid": "of something else"},
            {"kty": "OKP", "crv": "X25519", "x": X},
            {"kty": "OKP", "crv": "Ed25519", "x": X, "note": "unknown"},
        ]});
        let set = KeySet::parse(&text.to_string()).unwrap();
        let written = set.to_json();
        assert_eq!(
            written,
            json!({"keys": [{"crv": "Ed25519", "kty": "OKP", "x": X, "alg": "EdDSA", "use": "sig", "kid": KID}]})
        );
        assert_eq!(KeySet::parse(&written.to_string()), Ok(set));
    }

    #[test]
    fn what_is_no_set_of_public_keys_is_refused() {
        let one = |extra: Value| {
            let mut jwk = json!({"kty": "OKP", "crv": "Ed25519", "x": X});
            jwk.as_object_mut()
                .unwrap()
                .extend(extra.as_object().unwrap().clone());
            KeySet::parse(&json!({"keys": [jwk]}).to_string())
        };
        assert!(one(json!({ "kid": KID })).is_ok());
        assert_eq!(one(json!({"kid": "mine"})), Err(KeySetError::OtherName(1)));
        assert_eq!(one(json!({"d": X})), Err(KeySetError::Private(1)));
        assert_eq!(one(json!({"x": "AA"})), Err(KeySetError::Damaged(1)));
        assert_eq!(one(json!({"x": null})), Err(KeySetError::Damaged(1)));
        assert_eq!(one(json!({"crv": "Ed448"})), Err(KeySetError::Empty));
        for text in ["", "[]", "{}", "{\"keys\":{}}", "{\"keys\":[1]}"] {
            assert_eq!(KeySet::parse(text), Err(KeySetError::NotASet), "{text}");
        }
    }
}
