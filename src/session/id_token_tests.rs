use std::slice;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::EncodingKey;
use serde_json::{Value, json};

use super::super::fake_issuer::start;
use super::super::fake_signer::{FakeSigner, header};
use super::*;

const ISSUER: &str = "https://issuer.example.com";

fn expected(nonce: Option<&'static str>) -> Expected<'static> {
    Expected {
        issuer: ISSUER,
        client_id: "jit-cli",
        nonce,
        now: start(),
    }
}

fn claims(change: &Value) -> Value {
    let now = start().millis() / 1000;
    let mut claims = json!({
        "iss": ISSUER, "aud": "jit-cli", "sub": "engineer", "iat": now, "exp": now + 300, "nonce": "n",
    });
    for (name, value) in change.as_object().unwrap() {
        if value.is_null() {
            claims.as_object_mut().unwrap().remove(name);
        } else {
            claims[name] = value.clone();
        }
    }
    claims
}

#[test]
fn a_token_that_keeps_every_rule_tells_the_subject() {
    let signer = FakeSigner::new();
    let now = start().millis() / 1000;
    let good = [
        json!({}),
        json!({"aud": ["jit-cli"]}),
        json!({"aud": ["jit-cli", "other"], "azp": "jit-cli"}),
        json!({"azp": "jit-cli"}),
        json!({"exp": now - 59}),
    ];
    for change in good {
        let token = signer.sign(&claims(&change));
        let subject = verify(&token, slice::from_ref(&signer.jwk), &expected(Some("n")));
        assert_eq!(subject.unwrap().as_str(), "engineer", "{change}");
    }
    let without = signer.sign(&claims(&json!({"nonce": null})));
    assert!(verify(&without, slice::from_ref(&signer.jwk), &expected(None)).is_ok());
}

#[test]
fn a_token_that_breaks_a_rule_is_refused() {
    let signer = FakeSigner::new();
    let now = start().millis() / 1000;
    let bad = [
        json!({"iss": "https://issuer.example.com/"}),
        json!({"iss": "https://evil.example.com"}),
        json!({"iss": null}),
        json!({"aud": "other"}),
        json!({"aud": ["other"]}),
        json!({"aud": []}),
        json!({"aud": null}),
        json!({"aud": 5}),
        json!({"aud": ["jit-cli", "other"]}),
        json!({"azp": "other"}),
        json!({"aud": ["jit-cli", "other"], "azp": "other"}),
        json!({"exp": now - 61}),
        json!({"exp": null}),
        json!({"exp": "9999999999"}),
        json!({"iat": null}),
        json!({"iat": "0"}),
        json!({"sub": null}),
        json!({"sub": ""}),
        json!({"sub": 5}),
        json!({"nonce": "other"}),
        json!({"nonce": null}),
        json!({"nonce": ""}),
    ];
    for change in bad {
        let token = signer.sign(&claims(&change));
        let subject = verify(&token, slice::from_ref(&signer.jwk), &expected(Some("n")));
        assert!(matches!(subject, Err(SessionError::IdToken(_))), "{change}");
    }
}

#[test]
fn only_a_key_of_the_issuer_for_signing_counts() {
    let (signer, stranger) = (FakeSigner::new(), FakeSigner::new());
    let token = signer.sign(&claims(&json!({})));
    let refused = |keys: &[Jwk], token: &str| verify(token, keys, &expected(Some("n"))).is_err();

    assert!(refused(&[], &token));
    assert!(refused(slice::from_ref(&stranger.jwk), &token));
    let mut encrypts = signer.jwk.clone();
    encrypts.common.public_key_use = Some(PublicKeyUse::Encryption);
    assert!(refused(&[encrypts], &token));
    let mut other_name = signer.jwk.clone();
    other_name.common.key_id = Some("other".to_owned());
    assert!(refused(&[other_name], &token));

    let nameless = jsonwebtoken::Header {
        kid: None,
        ..header()
    };
    let token = signer.sign_with(&nameless, &claims(&json!({})));
    assert!(!refused(slice::from_ref(&signer.jwk), &token));
    assert!(
        refused(&[signer.jwk.clone(), stranger.jwk.clone()], &token),
        "which one is it?"
    );
}

#[test]
fn neither_no_signature_nor_a_shared_secret_nor_an_extension_is_taken() {
    let signer = FakeSigner::new();
    let refused =
        |token: &str| verify(token, slice::from_ref(&signer.jwk), &expected(Some("n"))).is_err();

    let part = |value: Value| URL_SAFE_NO_PAD.encode(value.to_string());
    let unsigned = format!(
        "{}.{}.",
        part(json!({"alg": "none"})),
        part(claims(&json!({})))
    );
    assert!(refused(&unsigned));

    let public = serde_json::to_vec(&signer.jwk).unwrap();
    let secret = jsonwebtoken::Header::new(Algorithm::HS256);
    let key = EncodingKey::from_secret(&public);
    assert!(refused(
        &jsonwebtoken::encode(&secret, &claims(&json!({})), &key).unwrap()
    ));

    let demanding = jsonwebtoken::Header {
        crit: Some(vec!["b64".to_owned()]),
        ..header()
    };
    assert!(refused(&signer.sign_with(&demanding, &claims(&json!({})))));

    let token = signer.sign(&claims(&json!({})));
    let (rest, _) = token.rsplit_once('.').unwrap();
    assert!(refused(rest) && refused(&format!("{rest}.")) && refused("") && refused("a.b.c"));
}
