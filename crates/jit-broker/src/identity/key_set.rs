use std::fmt;
use std::sync::Arc;

use jsonwebtoken::DecodingKey;
use serde::Deserialize;
use serde_json::Value;

use super::{KeyError, SignatureAlgorithm};

/// The most keys that a set may have.
const MAX_KEYS: usize = 100;

/// The public signature keys of an issuer.
///
/// Source: RFC 7517, section 5. As it says there, keys that cannot be used here (of another type or
/// use) are passed over.
#[derive(Clone)]
pub struct KeySet {
    keys: Vec<PublicKey>,
}

/// The document is no set of keys.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeySetError {
    /// No JSON of the right form.
    #[error("the key set is not a JSON Web Key Set")]
    NotAKeySet,
    /// More than 100 keys.
    #[error("the key set has more than {MAX_KEYS} keys")]
    TooManyKeys,
}

#[derive(Clone)]
struct PublicKey {
    kid: Option<String>,
    algorithm: Option<SignatureAlgorithm>,
    material: Material,
    key: Arc<DecodingKey>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Material {
    Rsa,
    P256,
    P384,
    Ed25519,
}

#[derive(Deserialize)]
struct Document {
    keys: Vec<Value>,
}

#[derive(Deserialize)]
struct PublishedKey {
    kty: String,
    #[serde(rename = "use")]
    intended_use: Option<String>,
    key_ops: Option<Vec<String>>,
    alg: Option<String>,
    kid: Option<String>,
    crv: Option<String>,
    n: Option<String>,
    e: Option<String>,
    x: Option<String>,
    y: Option<String>,
}

impl KeySet {
    /// Reads a JSON Web Key Set.
    ///
    /// # Errors
    ///
    /// [`KeySetError`].
    pub fn parse(json: &[u8]) -> Result<Self, KeySetError> {
        let document: Document =
            serde_json::from_slice(json).map_err(|_| KeySetError::NotAKeySet)?;
        if document.keys.len() > MAX_KEYS {
            return Err(KeySetError::TooManyKeys);
        }
        let keys = document
            .keys
            .into_iter()
            .filter_map(PublicKey::read)
            .collect();
        Ok(Self { keys })
    }

    /// The one key with this ID that can have made such a signature. A token without a key ID is
    /// only taken where a single key can be meant.
    ///
    /// # Errors
    ///
    /// [`KeyError::Unknown`] when there is none, or more than one.
    pub fn find(
        &self,
        kid: Option<&str>,
        algorithm: SignatureAlgorithm,
    ) -> Result<Arc<DecodingKey>, KeyError> {
        let mut fitting = self
            .keys
            .iter()
            .filter(|key| kid.is_none() || key.kid.as_deref() == kid)
            .filter(|key| key.can_make(algorithm));
        match (fitting.next(), fitting.next()) {
            (Some(key), None) => Ok(Arc::clone(&key.key)),
            _ => Err(KeyError::Unknown),
        }
    }
}

impl PublicKey {
    fn read(value: Value) -> Option<Self> {
        let published: PublishedKey = serde_json::from_value(value).ok()?;
        let for_signatures = published.intended_use.as_deref().is_none_or(|u| u == "sig")
            && published
                .key_ops
                .as_ref()
                .is_none_or(|ops| ops.iter().any(|op| op == "verify"));
        if !for_signatures {
            return None;
        }
        let algorithm = match published.alg.as_deref() {
            None => None,
            Some(name) => Some(name.parse().ok()?),
        };
        let (material, key) = published.material()?;
        Some(Self {
            kid: published.kid,
            algorithm,
            material,
            key: Arc::new(key),
        })
    }

    fn can_make(&self, algorithm: SignatureAlgorithm) -> bool {
        self.algorithm.is_none_or(|own| own == algorithm)
            && self.material == Material::of(algorithm)
    }
}

impl PublishedKey {
    fn material(&self) -> Option<(Material, DecodingKey)> {
        let x = self.x.as_deref();
        let (material, key) = match (self.kty.as_str(), self.crv.as_deref()) {
            ("RSA", _) => (
                Material::Rsa,
                DecodingKey::from_rsa_components(self.n.as_deref()?, self.e.as_deref()?),
            ),
            ("EC", Some("P-256")) => (
                Material::P256,
                DecodingKey::from_ec_components(x?, self.y.as_deref()?),
            ),
            ("EC", Some("P-384")) => (
                Material::P384,
                DecodingKey::from_ec_components(x?, self.y.as_deref()?),
            ),
            ("OKP", Some("Ed25519")) => (Material::Ed25519, DecodingKey::from_ed_components(x?)),
            _ => return None,
        };
        Some((material, key.ok()?))
    }
}

impl Material {
    fn of(algorithm: SignatureAlgorithm) -> Self {
        use SignatureAlgorithm::{EdDsa, Es256, Es384, Ps256, Ps384, Ps512, Rs256, Rs384, Rs512};
        match algorithm {
            Rs256 | Rs384 | Rs512 | Ps256 | Ps384 | Ps512 => Self::Rsa,
            Es256 => Self::P256,
            Es384 => Self::P384,
            EdDsa => Self::Ed25519,
        }
    }
}

impl fmt::Debug for KeySet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list()
            .entries(self.keys.iter().map(|key| (&key.kid, key.material)))
            .finish()
    }
}
