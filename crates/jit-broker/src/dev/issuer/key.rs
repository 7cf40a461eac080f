use std::fmt;
use std::path::Path;

use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair as _};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use serde::Serialize;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use zeroize::Zeroizing;

use super::super::DevError;
use super::super::private_file::{read, replace};

/// The key that signs the tokens of a dev broker: P-256, made once per folder.
pub(in crate::dev) struct SigningKey {
    signing: EncodingKey,
    kid: String,
    public: Value,
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SigningKey")
            .field("kid", &self.kid)
            .finish_non_exhaustive()
    }
}

impl SigningKey {
    /// The key in this file; none when there is no such file.
    pub(in crate::dev) fn load(path: &Path) -> Result<Option<Self>, DevError> {
        let bytes = read(path).map_err(DevError::file(path))?;
        let key = bytes.map(|pkcs8| Self::from_pkcs8(&Zeroizing::new(pkcs8)));
        key.transpose()
            .map_err(|_| DevError::damaged(path, "it is not a P-256 key in PKCS #8"))
    }

    /// The key in this file, made now when there is none.
    pub(in crate::dev) fn load_or_make(path: &Path) -> Result<Self, DevError> {
        if let Some(key) = Self::load(path)? {
            return Ok(key);
        }
        let pair = EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING);
        let pkcs8 = pair
            .and_then(|pair| pair.to_pkcs8v1())
            .map_err(|_| DevError::Key)?;
        replace(path, pkcs8.as_ref()).map_err(DevError::file(path))?;
        Self::from_pkcs8(pkcs8.as_ref())
    }

    fn from_pkcs8(pkcs8: &[u8]) -> Result<Self, DevError> {
        let pair = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, pkcs8);
        let pair = pair.map_err(|_| DevError::Key)?;
        // An uncompressed point: 4, x, y (SEC 1, section 2.3.3).
        let point = pair.public_key().as_ref();
        let (x, y) = point
            .get(1..)
            .and_then(|xy| xy.split_at_checked(32))
            .ok_or(DevError::Key)?;
        let (x, y) = (URL_SAFE_NO_PAD.encode(x), URL_SAFE_NO_PAD.encode(y));
        // The thumbprint of RFC 7638, section 3.
        let members = format!(r#"{{"crv":"P-256","kty":"EC","x":"{x}","y":"{y}"}}"#);
        let kid = URL_SAFE_NO_PAD.encode(Sha256::digest(members));
        let public = json!({
            "kty": "EC", "crv": "P-256", "x": x, "y": y,
            "use": "sig", "alg": "ES256", "kid": kid,
        });
        Ok(Self {
            signing: EncodingKey::from_ec_der(pkcs8),
            kid,
            public,
        })
    }

    /// The JSON Web Key Set with the public half.
    pub(in crate::dev) fn key_set(&self) -> Value {
        json!({ "keys": [self.public] })
    }

    /// A signed token of this type (`at+jwt`, `JWT`).
    pub(super) fn sign(&self, typ: &str, claims: &impl Serialize) -> Result<String, DevError> {
        let mut header = Header::new(Algorithm::ES256);
        header.typ = Some(typ.to_owned());
        header.kid = Some(self.kid.clone());
        encode(&header, claims, &self.signing).map_err(|_| DevError::Key)
    }
}
