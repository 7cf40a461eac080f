//! A key that signs ID tokens for tests.
use jsonwebtoken::jwk::Jwk;
use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use rcgen::{KeyPair, PKCS_ECDSA_P256_SHA256};
use serde_json::Value;

pub(super) struct FakeSigner {
    key: EncodingKey,
    pub(super) jwk: Jwk,
}

impl FakeSigner {
    pub(super) fn new() -> Self {
        let pair = KeyPair::generate_for(&PKCS_ECDSA_P256_SHA256).unwrap();
        let key = EncodingKey::from_ec_pem(pair.serialize_pem().as_bytes()).unwrap();
        let mut jwk = Jwk::from_encoding_key(&key, Algorithm::ES256).unwrap();
        jwk.common.key_id = Some("k".to_owned());
        Self { key, jwk }
    }

    pub(super) fn sign(&self, claims: &Value) -> String {
        self.sign_with(&header(), claims)
    }

    pub(super) fn sign_with(&self, header: &Header, claims: &Value) -> String {
        encode(header, claims, &self.key).unwrap()
    }
}

pub(super) fn header() -> Header {
    Header {
        kid: Some("k".to_owned()),
        ..Header::new(Algorithm::ES256)
    }
}
