use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jit_broker::identity::{StaticKeys, TokenSettings, TokenVerifier};
use jit_domain::{Clock, Timestamp};
use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use rcgen::{KeyPair, PKCS_ECDSA_P256_SHA256};
use serde_json::json;

/// The issuer of every token here.
pub(crate) const ISSUER: &str = "https://id.example.com";

/// Signs tokens by the time of the stage.
pub(crate) struct Issuer {
    key: EncodingKey,
    jwks: Vec<u8>,
}

impl Issuer {
    pub(crate) fn new() -> Self {
        let pair = KeyPair::generate_for(&PKCS_ECDSA_P256_SHA256).unwrap();
        let point = pair.public_key_raw();
        let jwks = json!({ "keys": [{
            "kty": "EC", "crv": "P-256", "alg": "ES256", "use": "sig", "kid": "k",
            "x": URL_SAFE_NO_PAD.encode(&point[1..33]),
            "y": URL_SAFE_NO_PAD.encode(&point[33..65]),
        }]});
        Self {
            key: EncodingKey::from_ec_pem(pair.serialize_pem().as_bytes()).unwrap(),
            jwks: jwks.to_string().into_bytes(),
        }
    }

    pub(crate) fn verifier(&self, clock: Arc<dyn Clock>) -> TokenVerifier {
        let settings =
            TokenSettings::new(ISSUER.parse().unwrap(), "jit", "https://broker.example.com");
        let keys = StaticKeys::from_json(&self.jwks).unwrap();
        TokenVerifier::new(settings, Arc::new(keys), clock)
    }

    pub(crate) fn token(&self, subject: &str, groups: &[&str], now: Timestamp) -> String {
        let header = Header {
            typ: Some("at+jwt".to_owned()),
            kid: Some("k".to_owned()),
            ..Header::new(Algorithm::ES256)
        };
        let seconds = now.millis() / 1000;
        let claims = json!({
            "iss": ISSUER, "aud": "https://broker.example.com", "sub": subject, "name": subject,
            "client_id": "jit", "groups": groups, "iat": seconds, "exp": seconds + 3600,
            "amr": ["pwd", "mfa"], "auth_time": seconds - 300,
        });
        encode(&header, &claims, &self.key).unwrap()
    }
}
