use std::fmt;

use aws_lc_rs::digest;
use aws_lc_rs::signature::{ED25519, UnparsedPublicKey};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// The length of a signature, in bytes.
///
/// Source: RFC 8032, section 5.1.6.
pub const SIGNATURE_BYTES: usize = 64;

/// The length of a public key, in bytes.
///
/// Source: RFC 8032, section 5.1.5.
const KEY_BYTES: usize = 32;

/// Not the public key of an Ed25519 pair.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("an Ed25519 public key is {KEY_BYTES} bytes")]
pub struct InvalidKeyError;

/// The key that checkpoints are verified with.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct PublicKey([u8; KEY_BYTES]);

/// Names a key by what it is, so that no two keys share a name.
///
/// Source: RFC 7638, JSON Web Key (JWK) Thumbprint, with SHA-256.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(transparent)]
pub struct KeyId(String);

impl fmt::Display for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PublicKey({})", self.id())
    }
}

impl TryFrom<&[u8]> for PublicKey {
    type Error = InvalidKeyError;

    fn try_from(bytes: &[u8]) -> Result<Self, InvalidKeyError> {
        bytes.try_into().map(Self).map_err(|_| InvalidKeyError)
    }
}

impl PublicKey {
    /// The key with this coordinate, as a JWK writes it.
    pub(crate) fn from_coordinate(x: &str) -> Result<Self, InvalidKeyError> {
        let bytes = URL_SAFE_NO_PAD.decode(x).map_err(|_| InvalidKeyError)?;
        Self::try_from(bytes.as_slice())
    }

    /// Its thumbprint.
    #[must_use]
    pub fn id(&self) -> KeyId {
        let members = self.required_members().to_string();
        let print = digest::digest(&digest::SHA256, members.as_bytes());
        KeyId(URL_SAFE_NO_PAD.encode(print))
    }

    /// The required members, in the order of their names.
    ///
    /// Source: RFC 8037, section 2 and appendix A.3.
    fn required_members(&self) -> Value {
        json!({ "crv": "Ed25519", "kty": "OKP", "x": URL_SAFE_NO_PAD.encode(self.0) })
    }

    /// The key as a member of a JWK Set.
    ///
    /// Source: RFC 7517, section 4; RFC 8037, section 2.
    #[must_use]
    pub fn to_jwk(&self) -> Value {
        let mut jwk = self.required_members();
        if let Some(members) = jwk.as_object_mut() {
            members.insert("alg".to_owned(), json!("EdDSA"));
            members.insert("use".to_owned(), json!("sig"));
            members.insert("kid".to_owned(), json!(self.id()));
        }
        jwk
    }

    /// Whether the signature of the message was made with the private half of this key.
    #[must_use]
    pub fn verifies(&self, message: &[u8], signature: &[u8]) -> bool {
        let key = UnparsedPublicKey::new(&ED25519, self.0);
        signature.len() == SIGNATURE_BYTES && key.verify(message, signature).is_ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Source: RFC 8037, appendix A.2, A.3 and A.4.
    #[test]
    fn the_vectors_of_rfc_8037() {
        let key =
            PublicKey::from_coordinate("11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo").unwrap();
        assert_eq!(
            key.id().to_string(),
            "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k"
        );

        let message = "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc";
        let signature = URL_SAFE_NO_PAD
            .decode("hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg")
            .unwrap();
        assert!(key.verifies(message.as_bytes(), &signature));
        assert!(!key.verifies(b"another message", &signature));
        for at in [0, 31, 32, 63] {
            let mut forged = signature.clone();
            forged[at] ^= 1;
            assert!(!key.verifies(message.as_bytes(), &forged));
        }
        assert!(!key.verifies(message.as_bytes(), &signature[..63]));
    }

    #[test]
    fn what_has_another_length_is_no_key() {
        for x in ["", "AA", "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHUR", "?"] {
            assert_eq!(PublicKey::from_coordinate(x), Err(InvalidKeyError), "{x}");
        }
    }
}
