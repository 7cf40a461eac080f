use std::collections::BTreeMap;

use jit_api::AudienceParameter;
use serde_json::{Value, json};

use super::super::fake_issuer::start;
use super::super::workload::SubjectTokenType;
use super::*;

fn config(token: TokenKind, audience_parameter: AudienceParameter) -> ClientConfig {
    let value = json!({
        "api_version": "1", "broker_version": "0", "issuer": "https://id.example.com",
        "client_id": "jit", "scopes": ["openid", "groups", "offline_access"],
        "audience": "https://jit.example.com", "audience_parameter": audience_parameter,
        "flows": [], "token": token, "recheck_seconds": 60, "offline_grace_seconds": 0,
        "sandbox": false,
    });
    serde_json::from_value(value).unwrap()
}

fn form(token: TokenKind, audience_parameter: AudienceParameter) -> BTreeMap<String, String> {
    let subject = SubjectToken {
        token: Secret::new("a.platform.token".to_owned()),
        kind: SubjectTokenType::IdToken,
    };
    let body = body(&config(token, audience_parameter), &subject);
    form_urlencoded::parse(&body).into_owned().collect()
}

#[test]
fn the_issuer_is_asked_for_a_token_of_the_broker_and_for_nothing_to_renew_it() {
    let form = form(TokenKind::AccessToken, AudienceParameter::Resource);
    let expected = [
        ("client_id", "jit"),
        (
            "grant_type",
            "urn:ietf:params:oauth:grant-type:token-exchange",
        ),
        (
            "requested_token_type",
            "urn:ietf:params:oauth:token-type:access_token",
        ),
        ("resource", "https://jit.example.com"),
        ("scope", "groups"),
        ("subject_token", "a.platform.token"),
        (
            "subject_token_type",
            "urn:ietf:params:oauth:token-type:id_token",
        ),
    ];
    let expected = expected.map(|(name, value)| (name.to_owned(), value.to_owned()));
    assert_eq!(form, BTreeMap::from(expected));
}

#[test]
fn the_audience_is_named_as_the_issuer_wants_it() {
    let with = |how| form(TokenKind::AccessToken, how);
    assert_eq!(
        with(AudienceParameter::Audience)["audience"],
        "https://jit.example.com"
    );
    let none = with(AudienceParameter::None);
    assert!(!none.contains_key("audience") && !none.contains_key("resource"));
    let id_token = form(TokenKind::IdToken, AudienceParameter::None);
    assert_eq!(id_token["requested_token_type"], ID_TOKEN);
}

fn answer(status: u16, value: &Value, kind: TokenKind) -> Result<Exchanged, SessionError> {
    let endpoint: SecureUrl = "https://id.example.com/token".parse().unwrap();
    let mut answer = HttpResponse::new(value.to_string().into_bytes());
    *answer.status_mut() = status.try_into().unwrap();
    read(&answer, &endpoint, kind, start())
}

#[test]
fn a_token_of_the_kind_that_was_asked_for_is_taken() {
    use TokenKind::{AccessToken as Access, IdToken as Id};
    let table = [
        (Access, ACCESS_TOKEN, "Bearer", true),
        (Access, JWT, "bearer", true),
        (Access, ID_TOKEN, "Bearer", false),
        (
            Access,
            "urn:ietf:params:oauth:token-type:refresh_token",
            "Bearer",
            false,
        ),
        (
            Access,
            "urn:ietf:params:oauth:token-type:saml2",
            "N_A",
            false,
        ),
        (Access, ACCESS_TOKEN, "N_A", false),
        (Access, ACCESS_TOKEN, "DPoP", false),
        (Id, ID_TOKEN, "N_A", true),
        (Id, ID_TOKEN, "Bearer", true),
        (Id, ID_TOKEN, "DPoP", false),
        (Id, ACCESS_TOKEN, "Bearer", false),
    ];
    for (kind, issued, token_type, taken) in table {
        let value = json!({
            "access_token": "hunter2", "issued_token_type": issued, "token_type": token_type,
            "expires_in": 300, "refresh_token": "hunter3",
        });
        let answer = answer(200, &value, kind);
        assert_eq!(answer.is_ok(), taken, "{kind:?} {issued} {token_type}");
        assert!(!format!("{answer:?}").contains("hunter"), "{answer:?}");
    }
}

#[test]
fn its_life_counts_from_now_and_has_an_end() {
    let with = |life: Value| {
        let value = json!({
            "access_token": "t", "issued_token_type": ACCESS_TOKEN, "token_type": "Bearer",
            "expires_in": life,
        });
        answer(200, &value, TokenKind::AccessToken)
            .unwrap()
            .expires_at
    };
    assert_eq!(with(json!(300)), Some(start().plus_seconds(300)));
    assert_eq!(
        with(json!(u64::MAX)),
        Some(start().plus_seconds(365 * 24 * 3600))
    );
    assert_eq!(with(Value::Null), None);
}

#[test]
fn a_refusal_says_why_and_anything_else_is_nonsense() {
    let refusal = json!({"error": "invalid_request", "error_description": "unknown subject"});
    let refused = answer(400, &refusal, TokenKind::AccessToken).unwrap_err();
    let expected = "invalid_request: unknown subject";
    assert!(matches!(refused, SessionError::WorkloadRefused(why) if why == expected));
    for (status, value) in [
        (200, json!({"access_token": "t", "token_type": "Bearer"})),
        (
            200,
            json!({"issued_token_type": ACCESS_TOKEN, "token_type": "Bearer"}),
        ),
        (200, json!([])),
        (400, json!({})),
        (401, json!("no")),
    ] {
        let nonsense = answer(status, &value, TokenKind::AccessToken);
        assert!(
            matches!(nonsense, Err(SessionError::Nonsense { .. })),
            "{value}"
        );
    }
}
