//! The corpus of forged tokens. Each is right in everything but one thing.

use jit_api::{ErrorCode, TokenKind};
use jit_broker::identity::{AudienceClaim, AuthError, Flaw, TokenType};
use jsonwebtoken::{Algorithm, EncodingKey};
use serde_json::{Value, json};

use crate::forge::{
    AUDIENCE, CLIENT, ISSUER, KEYS, NOW, SigningKey, claims, claims_with, encode, header,
    header_with, settings, sign, sign_raw, token, verifier_with, verify, verify_as,
};

fn flaw(flaw: Flaw) -> AuthError {
    AuthError::NotSignedIn(flaw)
}

fn malformed(claim: &str) -> AuthError {
    flaw(Flaw::Malformed(claim.parse().unwrap()))
}

fn missing(claim: &str) -> AuthError {
    flaw(Flaw::Missing(claim.parse().unwrap()))
}

fn with_header(changes: Value) -> String {
    sign(&header_with(changes), &claims(), &KEYS.p256)
}

fn signed_by(key: &SigningKey, changes: Value) -> String {
    sign(&header_with(changes), &claims(), key)
}

#[track_caller]
fn assert_refused(
    what: &str,
    outcome: Result<impl std::fmt::Debug, AuthError>,
    expected: AuthError,
) {
    assert_eq!(outcome.map_err(Some).unwrap_err(), Some(expected), "{what}");
}

async fn refuse_all(table: impl IntoIterator<Item = (String, String, AuthError)>) {
    for (what, token, expected) in table {
        assert_refused(&what, verify(&token).await, expected);
    }
}

/// Rows whose claims are changed.
fn claim_rows(rows: Vec<(Value, AuthError)>) -> Vec<(String, String, AuthError)> {
    rows.into_iter()
        .map(|(changes, error)| (changes.to_string(), token(changes), error))
        .collect()
}

#[tokio::test]
async fn a_token_of_another_issuer_is_refused() {
    refuse_all(claim_rows(vec![
        (
            json!({"iss": "https://evil.example.com"}),
            flaw(Flaw::Issuer),
        ),
        (json!({"iss": format!("{ISSUER}/")}), flaw(Flaw::Issuer)),
        (
            json!({"iss": "HTTPS://LOGIN.EXAMPLE.COM"}),
            flaw(Flaw::Issuer),
        ),
        (json!({"iss": ""}), flaw(Flaw::Issuer)),
        (json!({"iss": [ISSUER]}), malformed("iss")),
        (json!({"iss": null}), missing("iss")),
    ]))
    .await;
}

#[tokio::test]
async fn a_token_for_another_audience_is_refused() {
    refuse_all(claim_rows(vec![
        (
            json!({"aud": "https://other.example.com"}),
            flaw(Flaw::Audience),
        ),
        (json!({"aud": format!("{AUDIENCE}/")}), flaw(Flaw::Audience)),
        (
            json!({"aud": ["https://other.example.com"]}),
            flaw(Flaw::Audience),
        ),
        (json!({"aud": []}), flaw(Flaw::Audience)),
        (json!({"aud": [AUDIENCE, 1]}), malformed("aud")),
        (json!({"aud": {"0": AUDIENCE}}), malformed("aud")),
        (json!({"aud": 1}), malformed("aud")),
        (json!({"aud": null}), missing("aud")),
        (json!({"aud": null, "client_id": AUDIENCE}), missing("aud")),
    ]))
    .await;
}

#[tokio::test]
async fn a_token_without_signature_is_refused_however_it_spells_none() {
    for alg in ["none", "None", "NONE", "nOnE", "", "null"] {
        let unsigned = format!(
            "{}.{}",
            encode(header_with(json!({"alg": alg})).to_string()),
            encode(claims().to_string())
        );
        let rows = [
            (format!("{unsigned}."), Flaw::Shape),
            (format!("{unsigned}.AA"), Flaw::Algorithm),
            (unsigned, Flaw::Shape),
        ];
        for (token, expected) in rows {
            assert_refused(alg, verify(&token).await, flaw(expected));
        }
    }
    for alg in [json!(null), json!(["ES256"]), json!(1)] {
        let token = with_header(json!({"alg": alg}));
        assert_refused("no name", verify(&token).await, flaw(Flaw::Algorithm));
    }
}

#[tokio::test]
async fn a_public_key_is_never_a_shared_secret() {
    let pem = KEYS.rsa.pair.public_key_pem();
    let jwk = KEYS.rsa.public().to_string();
    let der = KEYS.rsa.pair.public_key_raw().to_vec();
    for secret in [
        pem.as_bytes(),
        jwk.as_bytes(),
        &der,
        b"a shared secret of thirty-two by",
    ] {
        for (alg, algorithm) in [
            ("HS256", Algorithm::HS256),
            ("HS384", Algorithm::HS384),
            ("HS512", Algorithm::HS512),
        ] {
            for kid in ["rsa", "p256", "shared"] {
                let header = header_with(json!({"alg": alg, "kid": kid}));
                let message = format!(
                    "{}.{}",
                    encode(header.to_string()),
                    encode(claims().to_string())
                );
                let key = EncodingKey::from_secret(secret);
                let signature =
                    jsonwebtoken::crypto::sign(message.as_bytes(), &key, algorithm).unwrap();
                let token = format!("{message}.{signature}");
                assert_refused(alg, verify(&token).await, flaw(Flaw::Algorithm));
            }
        }
    }
}

#[tokio::test]
async fn an_algorithm_that_the_operator_left_out_is_refused() {
    let mut settings = settings();
    settings.algorithms = ["RS256".parse().unwrap()].into();

    let outcome = verify_as(settings, &token(json!({}))).await;

    assert_refused("ES256", outcome, flaw(Flaw::Algorithm));
}

#[tokio::test]
async fn an_expired_token_is_refused_and_said_to_have_expired() {
    refuse_all(claim_rows(vec![
        (json!({"exp": NOW - 60}), AuthError::Expired),
        (json!({"exp": NOW - 3600}), AuthError::Expired),
        (json!({"exp": 0}), AuthError::Expired),
    ]))
    .await;
    // But not when something else is wrong with it.
    let other = token(json!({"exp": NOW - 3600, "aud": "other"}));
    assert_refused("audience", verify(&other).await, flaw(Flaw::Audience));
}

#[tokio::test]
async fn times_are_whole_numbers_and_the_end_is_required() {
    refuse_all(claim_rows(vec![
        (json!({"exp": null}), missing("exp")),
        (json!({"exp": (NOW + 600).to_string()}), malformed("exp")),
        (json!({"exp": 1_800_000_600.0}), malformed("exp")),
        (json!({"exp": -1}), malformed("exp")),
        (json!({"exp": u64::MAX}), malformed("exp")),
        (json!({"exp": true}), malformed("exp")),
        (json!({"exp": [NOW + 600]}), malformed("exp")),
        (json!({"nbf": (NOW - 10).to_string()}), malformed("nbf")),
        (json!({"iat": "now"}), malformed("iat")),
    ]))
    .await;
    let null = sign_raw(
        &header().to_string(),
        &claims()
            .to_string()
            .replace(&format!("\"exp\":{}", NOW + 600), "\"exp\":null"),
        &KEYS.p256,
        Algorithm::ES256,
    );
    assert_refused("null", verify(&null).await, malformed("exp"));
}

#[tokio::test]
async fn a_token_from_the_future_is_refused() {
    refuse_all(claim_rows(vec![
        (json!({"nbf": NOW + 61}), flaw(Flaw::NotYetValid)),
        (json!({"iat": NOW + 61}), flaw(Flaw::NotYetValid)),
        (json!({"auth_time": NOW + 61}), flaw(Flaw::NotYetValid)),
        (json!({"auth_time": i64::MAX}), flaw(Flaw::NotYetValid)),
    ]))
    .await;
}

#[tokio::test]
async fn a_key_that_does_not_fit_is_unknown() {
    let rows = [
        (
            "of nobody",
            signed_by(&KEYS.stranger, json!({"kid": "stranger"})),
        ),
        (
            "for encryption",
            signed_by(&KEYS.sealing, json!({"kid": "sealing"})),
        ),
        (
            "not for verifying",
            signed_by(&KEYS.signing_only, json!({"kid": "signing-only"})),
        ),
        ("shared", with_header(json!({"kid": "shared"}))),
        ("RSA name, EC signature", with_header(json!({"kid": "rsa"}))),
        (
            "EC algorithm of another curve",
            with_header(json!({"alg": "ES384"})),
        ),
        (
            "EC key, RSA algorithm",
            with_header(json!({"alg": "RS256"})),
        ),
        ("path", with_header(json!({"kid": "../p256"}))),
        ("empty", with_header(json!({"kid": ""}))),
        ("other case", with_header(json!({"kid": "P256"}))),
        (
            "RSA key that says RS256, with PS256",
            sign_raw(
                &header_with(json!({"alg": "PS256", "kid": "rsa"})).to_string(),
                &claims().to_string(),
                &KEYS.rsa,
                Algorithm::PS256,
            ),
        ),
    ];
    for (what, token) in rows {
        assert_refused(what, verify(&token).await, flaw(Flaw::UnknownKey));
    }
    let stolen_name = signed_by(&KEYS.stranger, json!({}));
    assert_refused(
        "another's name",
        verify(&stolen_name).await,
        flaw(Flaw::Signature),
    );
    for kid in [json!(1), json!(["p256"]), json!("k".repeat(513))] {
        assert_refused(
            "kid",
            verify(&with_header(json!({"kid": kid}))).await,
            flaw(Flaw::Header),
        );
    }
}

#[tokio::test]
async fn a_key_that_names_no_algorithm_still_is_of_one_type() {
    let published = json!({"keys": [KEYS.p256.bare()]});
    let verifier = verifier_with(settings(), &published);
    for alg in ["ES384", "RS256", "PS256", "EdDSA"] {
        let token = with_header(json!({"alg": alg, "kid": null}));
        assert_refused(alg, verifier.verify(&token).await, flaw(Flaw::UnknownKey));
    }
}

#[tokio::test]
async fn a_header_that_brings_its_own_key_or_rules_is_refused() {
    let own = KEYS.stranger.public();
    let rows = [
        ("crit", json!(["exp"])),
        ("crit", json!([])),
        ("b64", json!(true)),
        ("b64", json!(false)),
        ("jwk", own),
        ("jku", json!("https://evil.example.com/jwks")),
        ("x5u", json!("https://evil.example.com/cert.pem")),
        ("x5c", json!(["MIIB"])),
        ("zip", json!("DEF")),
        ("enc", json!("A256GCM")),
    ];
    for (name, value) in rows {
        let honest = with_header(json!({name: value}));
        assert_refused(name, verify(&honest).await, flaw(Flaw::Parameter(name)));
        let forged = signed_by(&KEYS.stranger, json!({name: value, "kid": "stranger"}));
        assert_refused(name, verify(&forged).await, flaw(Flaw::Parameter(name)));
    }
}

#[tokio::test]
async fn a_token_of_another_type_is_refused() {
    for typ in [
        json!(null),
        json!("JWT"),
        json!("dpop+jwt"),
        json!("at+jwt "),
        json!("logout+jwt"),
        json!(""),
    ] {
        let token = with_header(json!({"typ": typ}));
        assert_refused(&typ.to_string(), verify(&token).await, flaw(Flaw::Type));
    }
    let number = with_header(json!({"typ": 1}));
    assert_refused("number", verify(&number).await, flaw(Flaw::Header));
}

#[tokio::test]
async fn an_id_token_is_no_access_token() {
    let mut unmarked = settings();
    unmarked.token_types = [TokenType::Jwt].into();
    let header = header_with(json!({"typ": "JWT"}));
    let rows = [
        (json!({"aud": CLIENT}), flaw(Flaw::Audience)),
        (json!({"aud": [CLIENT, AUDIENCE]}), flaw(Flaw::Kind)),
        (json!({"at_hash": "h"}), flaw(Flaw::Kind)),
        (json!({"c_hash": "h"}), flaw(Flaw::Kind)),
        (json!({"token_use": "id"}), flaw(Flaw::Kind)),
        (json!({"typ": "ID"}), flaw(Flaw::Kind)),
        (json!({"token_use": 1}), malformed("token_use")),
    ];
    for (changes, expected) in rows {
        let token = sign(&header, &claims_with(changes.clone()), &KEYS.p256);
        assert_refused(
            &changes.to_string(),
            verify_as(unmarked.clone(), &token).await,
            expected,
        );
    }
}

#[tokio::test]
async fn an_access_token_is_no_id_token() {
    let mut settings = settings();
    settings.token = TokenKind::IdToken;
    settings.audience = CLIENT.to_owned();
    settings.token_types = TokenType::default_for(TokenKind::IdToken);
    let rows = [
        (
            json!({"typ": "at+jwt"}),
            json!({"aud": CLIENT}),
            flaw(Flaw::Type),
        ),
        (json!({"typ": "JWT"}), json!({}), flaw(Flaw::Audience)),
        (
            json!({"typ": "JWT"}),
            json!({"aud": CLIENT, "azp": "other"}),
            flaw(Flaw::Kind),
        ),
        (
            json!({"typ": "JWT"}),
            json!({"aud": [CLIENT, "other"]}),
            flaw(Flaw::Kind),
        ),
        (
            json!({"typ": "JWT"}),
            json!({"aud": CLIENT, "token_use": "access"}),
            flaw(Flaw::Kind),
        ),
    ];
    for (header, changes, expected) in rows {
        let token = sign(
            &header_with(header),
            &claims_with(changes.clone()),
            &KEYS.p256,
        );
        assert_refused(
            &changes.to_string(),
            verify_as(settings.clone(), &token).await,
            expected,
        );
    }
}

#[tokio::test]
async fn an_id_token_of_cognito_is_no_access_token() {
    let mut settings = settings();
    settings.audience_claim = AudienceClaim::ClientId;
    settings.audience = CLIENT.to_owned();
    settings.token_types = [TokenType::Absent].into();
    let header = header_with(json!({"typ": null}));
    let rows = [
        (
            json!({"aud": CLIENT, "token_use": "id"}),
            missing("client_id"),
        ),
        (
            json!({"client_id": CLIENT, "token_use": "id"}),
            flaw(Flaw::Audience),
        ),
        (json!({"client_id": CLIENT}), missing("token_use")),
        (
            json!({"client_id": "other", "token_use": "access"}),
            flaw(Flaw::Audience),
        ),
    ];
    for (changes, expected) in rows {
        let token = sign(&header, &claims_with(changes.clone()), &KEYS.p256);
        assert_refused(
            &changes.to_string(),
            verify_as(settings.clone(), &token).await,
            expected,
        );
    }
}

#[tokio::test]
async fn what_was_changed_after_signing_is_refused() {
    let good = token(json!({}));
    let parts: Vec<&str> = good.split('.').collect();
    let other = encode(claims_with(json!({"sub": "lead"})).to_string());
    let other_header = encode(header_with(json!({"typ": "application/at+jwt"})).to_string());
    let flipped = |part: &str| {
        let first = if part.starts_with('A') { "B" } else { "A" };
        format!("{first}{}", part.chars().skip(1).collect::<String>())
    };
    let rows = [
        format!("{}.{other}.{}", parts[0], parts[2]),
        format!("{other_header}.{}.{}", parts[1], parts[2]),
        format!("{}.{}.{}", parts[0], parts[1], flipped(parts[2])),
        format!("{}.{}.AAAA", parts[0], parts[1]),
        format!("{good}=="),
        format!("{good}A"),
    ];
    for token in rows {
        assert_refused(&token, verify(&token).await, flaw(Flaw::Signature));
    }
}

#[tokio::test]
async fn what_is_not_three_parts_of_base64url_is_refused() {
    let good = token(json!({}));
    let parts: Vec<&str> = good.split('.').collect();
    let rows = [
        String::new(),
        ".".to_owned(),
        "..".to_owned(),
        "a.b".to_owned(),
        parts[0].to_owned(),
        format!("{}.{}", parts[0], parts[1]),
        format!("{}.{}.", parts[0], parts[1]),
        format!("{good}.AA"),
        format!("{good}.AA.AA"),
        format!(" {good}"),
        format!("%{good}"),
        format!("{}=.{}.{}", parts[0], parts[1], parts[2]),
        format!("é{good}"),
    ];
    for token in rows {
        assert_refused(&token, verify(&token).await, flaw(Flaw::Shape));
    }
}

#[tokio::test]
async fn an_oversized_token_is_refused_before_it_is_read() {
    let long = token(json!({"pad": "x".repeat(16 * 1024)}));
    assert_refused("long", verify(&long).await, flaw(Flaw::TooLong));
    assert_refused(
        "longer",
        verify(&"x".repeat(1024 * 1024)).await,
        flaw(Flaw::TooLong),
    );
}

#[tokio::test]
async fn a_name_that_is_repeated_is_refused() {
    let claims_text = claims().to_string();
    let headers = [
        r#"{"alg":"none","alg":"ES256","kid":"p256","typ":"at+jwt"}"#,
        r#"{"alg":"ES256","kid":"p256","typ":"at+jwt","kid":"rsa"}"#,
        r#"{"alg":"ES256","kid":"p256","typ":"at+jwt","x":{"a":1,"a":2}}"#,
    ];
    for header in headers {
        let token = sign_raw(header, &claims_text, &KEYS.p256, Algorithm::ES256);
        assert_refused(header, verify(&token).await, flaw(Flaw::Header));
    }
    let inner = claims_text.trim_end_matches('}');
    let tails = [
        r#","sub":"lead"}"#,
        r#","s\u0075b":"lead"}"#,
        r#","exp":9999999999}"#,
        r#","act":{"sub":"a","sub":"b"}}"#,
        r#","list":[{"a":1,"a":1}]}"#,
    ];
    for tail in tails {
        let claims = format!("{inner}{tail}");
        let token = sign_raw(&header().to_string(), &claims, &KEYS.p256, Algorithm::ES256);
        assert_refused(tail, verify(&token).await, flaw(Flaw::Claims));
    }
}

#[tokio::test]
async fn what_is_no_json_object_is_refused() {
    for text in [
        "",
        "null",
        "[]",
        "\"text\"",
        "1",
        "{",
        "{}{}",
        "{} x",
        "\u{feff}{}",
        "{\"a\":\"\\ud800\"}",
    ] {
        let token = sign_raw(&header().to_string(), text, &KEYS.p256, Algorithm::ES256);
        let expected = if text.is_empty() {
            Flaw::Shape
        } else {
            Flaw::Claims
        };
        assert_refused(text, verify(&token).await, flaw(expected));

        let token = sign_raw(text, &claims().to_string(), &KEYS.p256, Algorithm::ES256);
        let expected = if text.is_empty() {
            Flaw::Shape
        } else {
            Flaw::Header
        };
        assert_refused(text, verify(&token).await, flaw(expected));
    }
    let deep = format!("{}{}", "{\"a\":".repeat(500), "}".repeat(500));
    let token = sign_raw(&header().to_string(), &deep, &KEYS.p256, Algorithm::ES256);
    assert_refused("deep", verify(&token).await, flaw(Flaw::Claims));
}

#[tokio::test]
async fn each_refusal_has_its_code_and_says_nothing_of_the_content() {
    let rows = [
        (
            token(json!({"iss": "https://evil.example.com"})),
            ErrorCode::NotSignedIn,
        ),
        (token(json!({"exp": NOW - 600})), ErrorCode::TokenExpired),
        (token(json!({"hasgroups": true})), ErrorCode::GroupsOverage),
    ];
    for (token, code) in rows {
        let error = verify(&token).await.unwrap_err();
        assert_eq!(error.code(), code);
        let text = error.to_string();
        assert!(
            !text.contains("evil") && !text.contains("engineer"),
            "{text}"
        );
        assert!(!text.ends_with('.') && !text.contains('\n'), "{text}");
    }
}
