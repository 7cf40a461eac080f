use jit_broker::identity::{AudienceClaim, TokenType};
use jit_domain::Timestamp;
use jsonwebtoken::Algorithm;
use serde_json::json;

use crate::forge::{
    AUDIENCE, CLIENT, KEYS, NOW, claims, claims_with, header_with, settings, sign, sign_raw, token,
    verifier_with, verify, verify_as,
};

#[tokio::test]
async fn a_good_token_makes_a_caller() {
    let caller = verify(&token(json!({}))).await.unwrap();

    assert_eq!(
        caller.person.id.issuer.as_str(),
        "https://login.example.com"
    );
    assert_eq!(caller.person.id.subject.as_str(), "engineer");
    assert_eq!(caller.person.name.as_str(), "Engineer");
    let groups: Vec<_> = caller
        .person
        .groups
        .iter()
        .map(jit_domain::GroupName::as_str)
        .collect();
    assert_eq!(groups, ["all", "sre"]);
    assert!(caller.person.attributes.is_empty());
    assert_eq!(
        caller.token_expires_at,
        Timestamp::from_millis((NOW + 600) * 1000)
    );
}

#[tokio::test]
async fn every_asymmetric_algorithm_is_taken_with_a_key_of_its_type() {
    for key in [&KEYS.p256, &KEYS.p384, &KEYS.ed, &KEYS.rsa] {
        let alg = format!("{:?}", key.algorithm);
        let token = sign(
            &header_with(json!({"alg": alg, "kid": key.kid})),
            &claims(),
            key,
        );
        verify(&token)
            .await
            .unwrap_or_else(|error| panic!("{alg}: {error}"));
    }
    // A key that does not say for which algorithm it is may be used with each of its type.
    let published = json!({"keys": [KEYS.rsa.bare()]});
    for algorithm in [
        Algorithm::RS384,
        Algorithm::RS512,
        Algorithm::PS256,
        Algorithm::PS384,
        Algorithm::PS512,
    ] {
        let header = header_with(json!({"alg": format!("{algorithm:?}"), "kid": null}));
        let token = sign_raw(
            &header.to_string(),
            &claims().to_string(),
            &KEYS.rsa,
            algorithm,
        );
        let verifier = verifier_with(settings(), &published);
        verifier
            .verify(&token)
            .await
            .unwrap_or_else(|error| panic!("{algorithm:?}: {error}"));
    }
}

#[tokio::test]
async fn a_token_without_key_id_is_taken_where_one_key_can_be_meant() {
    let token = sign(&header_with(json!({"kid": null})), &claims(), &KEYS.p256);
    let alone = verifier_with(
        settings(),
        &json!({"keys": [KEYS.p256.public(), KEYS.rsa.public()]}),
    );
    alone.verify(&token).await.unwrap();

    let two = json!({"keys": [KEYS.p256.public(), KEYS.stranger.public()]});
    assert!(
        verifier_with(settings(), &two)
            .verify(&token)
            .await
            .is_err()
    );
}

#[tokio::test]
async fn the_type_is_compared_as_a_media_type() {
    for typ in [
        "at+jwt",
        "AT+JWT",
        "application/at+jwt",
        "Application/AT+jwt",
    ] {
        let token = sign(&header_with(json!({"typ": typ})), &claims(), &KEYS.p256);
        verify(&token)
            .await
            .unwrap_or_else(|error| panic!("{typ}: {error}"));
    }
}

#[tokio::test]
async fn a_minute_of_leeway_is_given_to_the_issuers_clock() {
    for good in [
        json!({"exp": NOW - 59, "nbf": null, "iat": null}),
        json!({"nbf": NOW + 60}),
        json!({"iat": NOW + 60}),
        json!({"auth_time": NOW + 60}),
        json!({"nbf": null, "iat": null}),
    ] {
        verify(&token(good.clone()))
            .await
            .unwrap_or_else(|error| panic!("{good}: {error}"));
    }
}

#[tokio::test]
async fn one_of_several_audiences_is_enough() {
    verify(&token(
        json!({"aud": ["https://other.example.com", AUDIENCE]}),
    ))
    .await
    .unwrap();
}

#[tokio::test]
async fn unmarked_access_tokens_are_taken_where_the_operator_says_so() {
    let mut settings = settings();
    settings.token_types = [TokenType::Jwt, TokenType::Absent].into();

    for typ in [json!("JWT"), json!("jwt"), json!(null)] {
        let token = sign(&header_with(json!({"typ": typ})), &claims(), &KEYS.p256);
        verify_as(settings.clone(), &token)
            .await
            .unwrap_or_else(|error| panic!("{typ}: {error}"));
    }
}

#[tokio::test]
async fn an_access_token_of_cognito_is_taken() {
    let mut settings = settings();
    settings.audience_claim = AudienceClaim::ClientId;
    settings.audience = CLIENT.to_owned();
    settings.token_types = [TokenType::Absent].into();
    settings.claims.groups = "cognito:groups".parse().unwrap();
    settings.claims.name = "username".parse().unwrap();
    let claims = claims_with(json!({
        "aud": null, "client_id": CLIENT, "token_use": "access", "groups": null, "name": null,
        "cognito:groups": ["sre"], "username": "engineer@example.com",
    }));

    let token = sign(&header_with(json!({"typ": null})), &claims, &KEYS.p256);

    let caller = verify_as(settings, &token).await.unwrap();
    assert_eq!(caller.person.groups.len(), 1);
    assert_eq!(caller.person.name.as_str(), "engineer@example.com");
}

#[tokio::test]
async fn an_id_token_is_taken_where_the_operator_says_so() {
    let mut settings = settings();
    settings.token = jit_api::TokenKind::IdToken;
    settings.audience = CLIENT.to_owned();
    settings.token_types = TokenType::default_for(jit_api::TokenKind::IdToken);
    let header = header_with(json!({"typ": "JWT"}));

    for good in [
        json!({"aud": CLIENT, "nonce": "n", "at_hash": "h"}),
        json!({"aud": [CLIENT], "azp": CLIENT}),
        json!({"aud": [CLIENT, "other"], "azp": CLIENT}),
    ] {
        let token = sign(&header, &claims_with(good.clone()), &KEYS.p256);
        verify_as(settings.clone(), &token)
            .await
            .unwrap_or_else(|error| panic!("{good}: {error}"));
    }
}
