use std::net::{Ipv4Addr, SocketAddr};
use std::thread;
use std::time::{SystemTime, UNIX_EPOCH};

use axum::Router;
use axum::routing::get;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation, decode, encode};
use rcgen::{KeyPair, PKCS_ECDSA_P256_SHA256};
use serde_json::{Value, json};
use tokio::net::TcpListener;

/// An issuer that signs whatever a test or benchmark says: discovery and keys on loopback, tokens
/// without a sign-in. Where the sign-in itself is tested, [`OidcProvider`](crate::OidcProvider) is
/// the issuer.
#[derive(Debug)]
pub struct StaticIssuer {
    issuer: String,
    audience: String,
    key: EncodingKey,
    check: DecodingKey,
}

impl StaticIssuer {
    /// Starts it on a thread of its own, for as long as the process lives.
    ///
    /// # Panics
    ///
    /// When loopback has no free port.
    #[must_use]
    pub fn start(audience: &str) -> Self {
        let pair = KeyPair::generate_for(&PKCS_ECDSA_P256_SHA256).expect("a key can be made");
        let key = EncodingKey::from_ec_pem(pair.serialize_pem().as_bytes()).expect("it is a key");
        let check = DecodingKey::from_ec_der(pair.public_key_raw());
        let jwks = jwks(pair.public_key_raw());
        let (send, receive) = std::sync::mpsc::channel();
        thread::spawn(move || serve(&jwks, &send));
        let address = receive.recv().expect("the issuer starts");
        Self {
            issuer: format!("http://{address}"),
            audience: audience.to_owned(),
            key,
            check,
        }
    }

    /// The issuer, as its tokens spell it.
    #[must_use]
    pub fn issuer(&self) -> &str {
        &self.issuer
    }

    /// Checks the signature of a token and nothing else: what any reader of a token pays at least.
    ///
    /// # Panics
    ///
    /// When it is not one of this issuer.
    pub fn check(&self, token: &str) {
        let mut validation = Validation::new(Algorithm::ES256);
        validation.set_audience(&[&self.audience]);
        let checked = decode::<Value>(token, &self.check, &validation);
        assert!(checked.is_ok(), "{checked:?}");
    }

    /// Where its keys are, for an issuer that has its tokens signed here.
    #[must_use]
    pub fn jwks_uri(&self) -> String {
        format!("{}/jwks", self.issuer)
    }

    /// An access token of this person, good for an hour.
    #[must_use]
    pub fn token(&self, subject: &str, groups: &[&str]) -> String {
        let claims = json!({
            "iss": self.issuer, "aud": self.audience, "sub": subject, "name": subject,
            "client_id": "jit", "groups": groups,
        });
        self.sign("at+jwt", claims, 3600)
    }

    /// A token of this type that says this, was issued now and is good for so many seconds; of fewer
    /// than none, it has ended.
    ///
    /// # Panics
    ///
    /// When it cannot be signed.
    #[must_use]
    #[expect(
        clippy::disallowed_methods,
        reason = "tokens for a real broker have to be valid by the wall clock"
    )]
    pub fn sign(&self, typ: &str, mut claims: Value, seconds: i64) -> String {
        let now = SystemTime::now().duration_since(UNIX_EPOCH);
        let now = now.expect("it is after 1970").as_secs();
        let fields = claims.as_object_mut().expect("claims are an object");
        fields.insert("iat".to_owned(), now.into());
        fields.insert("exp".to_owned(), now.saturating_add_signed(seconds).into());
        let header = Header {
            typ: Some(typ.to_owned()),
            kid: Some("k".to_owned()),
            ..Header::new(Algorithm::ES256)
        };
        encode(&header, &claims, &self.key).expect("claims can be signed")
    }
}

fn jwks(public: &[u8]) -> Value {
    // An uncompressed point: 4, x, y (SEC 1, section 2.3.3).
    let (x, y) = public
        .get(1..)
        .and_then(|point| point.split_at_checked(32))
        .expect("a P-256 point");
    json!({ "keys": [{
        "kty": "EC", "crv": "P-256", "alg": "ES256", "use": "sig", "kid": "k",
        "x": URL_SAFE_NO_PAD.encode(x), "y": URL_SAFE_NO_PAD.encode(y),
    }]})
}

fn serve(jwks: &Value, started: &std::sync::mpsc::Sender<SocketAddr>) {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime can be made");
    runtime.block_on(async {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await;
        let listener = listener.expect("loopback has free ports");
        let address = listener.local_addr().expect("it is bound");
        let issuer = format!("http://{address}");
        let discovery = json!({
            "issuer": issuer, "jwks_uri": format!("{issuer}/jwks"),
            "authorization_endpoint": format!("{issuer}/authorize"),
            "token_endpoint": format!("{issuer}/token"),
        });
        let (discovery, jwks) = (discovery.to_string(), jwks.to_string());
        let json = |body: String| {
            let kind = [("content-type", "application/json")];
            get(move || std::future::ready((kind, body.clone())))
        };
        let router = Router::new()
            .route("/.well-known/openid-configuration", json(discovery))
            .route("/jwks", json(jwks));
        started.send(address).expect("somebody waits for it");
        axum::serve(listener, router).await.expect("it serves");
    });
}
