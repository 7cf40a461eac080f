//! A workshop for tokens, honest and forged.

use std::sync::{Arc, LazyLock};

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jit_broker::identity::{AuthError, Caller, StaticKeys, TokenSettings, TokenVerifier};
use jit_domain::Timestamp;
use jit_testkit::ManualClock;
use jsonwebtoken::jwk::Jwk;
use jsonwebtoken::{Algorithm, EncodingKey};
use rcgen::{
    KeyPair, PKCS_ECDSA_P256_SHA256, PKCS_ECDSA_P384_SHA384, PKCS_ED25519, PKCS_RSA_SHA256,
    RsaKeySize,
};
use serde_json::{Value, json};

pub(crate) const ISSUER: &str = "https://login.example.com";
pub(crate) const AUDIENCE: &str = "https://jit.example.com";
pub(crate) const CLIENT: &str = "jit";
pub(crate) const NOW: i64 = 1_800_000_000;

/// A private key, with the algorithm it signs by and the ID it is published under.
pub(crate) struct SigningKey {
    pub(crate) kid: &'static str,
    pub(crate) algorithm: Algorithm,
    pub(crate) pair: KeyPair,
    key: EncodingKey,
}

impl SigningKey {
    fn new(kid: &'static str, algorithm: Algorithm) -> Self {
        let pair = match algorithm {
            Algorithm::ES256 => KeyPair::generate_for(&PKCS_ECDSA_P256_SHA256),
            Algorithm::ES384 => KeyPair::generate_for(&PKCS_ECDSA_P384_SHA384),
            Algorithm::EdDSA => KeyPair::generate_for(&PKCS_ED25519),
            _ => KeyPair::generate_rsa_for(&PKCS_RSA_SHA256, RsaKeySize::_2048),
        }
        .unwrap();
        let pem = pair.serialize_pem();
        let key = match algorithm {
            Algorithm::ES256 | Algorithm::ES384 => EncodingKey::from_ec_pem(pem.as_bytes()),
            Algorithm::EdDSA => EncodingKey::from_ed_pem(pem.as_bytes()),
            _ => EncodingKey::from_rsa_pem(pem.as_bytes()),
        }
        .unwrap();
        Self {
            kid,
            algorithm,
            pair,
            key,
        }
    }

    /// The public half, as an issuer publishes it.
    pub(crate) fn public(&self) -> Value {
        let mut jwk = if self.algorithm == Algorithm::EdDSA {
            json!({"kty": "OKP", "crv": "Ed25519", "x": encode(self.pair.public_key_raw())})
        } else {
            let jwk = Jwk::from_encoding_key(&self.key, self.algorithm).unwrap();
            serde_json::to_value(jwk).unwrap()
        };
        jwk["kid"] = self.kid.into();
        jwk["use"] = "sig".into();
        jwk
    }

    /// The public half without the names of ID, algorithm and use.
    pub(crate) fn bare(&self) -> Value {
        let mut jwk = self.public();
        for name in ["kid", "alg", "use"] {
            jwk.as_object_mut().unwrap().remove(name);
        }
        jwk
    }
}

pub(crate) struct Keys {
    pub p256: SigningKey,
    pub p384: SigningKey,
    pub(crate) ed: SigningKey,
    pub(crate) rsa: SigningKey,
    /// Published, but for encryption.
    pub(crate) sealing: SigningKey,
    /// Published for signing only, which is what its owner does.
    pub(crate) signing_only: SigningKey,
    /// Published nowhere.
    pub(crate) stranger: SigningKey,
}

/// Made once: RSA keys take a while.
pub(crate) static KEYS: LazyLock<Keys> = LazyLock::new(|| Keys {
    p256: SigningKey::new("p256", Algorithm::ES256),
    p384: SigningKey::new("p384", Algorithm::ES384),
    ed: SigningKey::new("ed", Algorithm::EdDSA),
    rsa: SigningKey::new("rsa", Algorithm::RS256),
    sealing: SigningKey::new("sealing", Algorithm::ES256),
    signing_only: SigningKey::new("signing-only", Algorithm::ES256),
    stranger: SigningKey::new("stranger", Algorithm::ES256),
});

/// What the issuer publishes.
pub(crate) fn published() -> Value {
    let mut sealing = KEYS.sealing.public();
    sealing["use"] = "enc".into();
    let mut signing_only = KEYS.signing_only.public();
    signing_only.as_object_mut().unwrap().remove("use");
    signing_only["key_ops"] = json!(["sign"]);
    let secret = URL_SAFE_NO_PAD.encode("a shared secret of thirty-two by");
    json!({"keys": [
        KEYS.p256.public(), KEYS.p384.public(), KEYS.ed.public(), KEYS.rsa.public(),
        sealing, signing_only,
        {"kty": "oct", "kid": "shared", "k": secret},
        {"kty": "EC", "crv": "secp256k1", "kid": "odd", "x": "AA", "y": "AA"},
        {"kty": "later", "kid": "later"},
    ]})
}

pub(crate) fn settings() -> TokenSettings {
    TokenSettings::new(ISSUER.parse().unwrap(), CLIENT, AUDIENCE)
}

pub(crate) fn header() -> Value {
    json!({"alg": "ES256", "kid": "p256", "typ": "at+jwt"})
}

pub(crate) fn claims() -> Value {
    json!({
        "iss": ISSUER, "aud": AUDIENCE, "sub": "engineer", "name": "Engineer",
        "groups": ["sre", "all"], "exp": NOW + 600, "iat": NOW - 10, "nbf": NOW - 10,
    })
}

/// The base claims with some replaced; null removes one.
pub(crate) fn claims_with(changes: Value) -> Value {
    with(claims(), changes)
}

/// The base header with some replaced; null removes one.
pub(crate) fn header_with(changes: Value) -> Value {
    with(header(), changes)
}

fn with(mut base: Value, changes: Value) -> Value {
    let mut changes = changes;
    for (name, value) in std::mem::take(changes.as_object_mut().unwrap()) {
        if value.is_null() {
            base.as_object_mut().unwrap().remove(&name);
        } else {
            base[name] = value;
        }
    }
    base
}

pub(crate) fn encode(part: impl AsRef<[u8]>) -> String {
    URL_SAFE_NO_PAD.encode(part)
}

/// Signs text that need not be JSON.
pub(crate) fn sign_raw(
    header: &str,
    claims: &str,
    key: &SigningKey,
    algorithm: Algorithm,
) -> String {
    let message = format!("{}.{}", encode(header), encode(claims));
    let signature = jsonwebtoken::crypto::sign(message.as_bytes(), &key.key, algorithm).unwrap();
    format!("{message}.{signature}")
}

pub(crate) fn sign(header: &Value, claims: &Value, key: &SigningKey) -> String {
    sign_raw(&header.to_string(), &claims.to_string(), key, key.algorithm)
}

/// A token with these changes to the claims, right in everything else.
pub(crate) fn token(changes: Value) -> String {
    sign(&header(), &claims_with(changes), &KEYS.p256)
}

pub(crate) fn verifier(settings: TokenSettings) -> TokenVerifier {
    verifier_with(settings, &published())
}

pub(crate) fn verifier_with(settings: TokenSettings, published: &Value) -> TokenVerifier {
    let keys = StaticKeys::from_json(published.to_string().as_bytes()).unwrap();
    let clock = ManualClock::at(Timestamp::from_millis(NOW * 1000 + 999));
    TokenVerifier::new(settings, Arc::new(keys), Arc::new(clock))
}

pub(crate) async fn verify(token: &str) -> Result<Caller, AuthError> {
    verifier(settings()).verify(token).await
}

pub(crate) async fn verify_as(settings: TokenSettings, token: &str) -> Result<Caller, AuthError> {
    verifier(settings).verify(token).await
}
