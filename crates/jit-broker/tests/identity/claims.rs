//! What is read of the person, and what is refused rather than taken for absent.

use jit_broker::identity::{AuthError, ClaimPath, Flaw, TokenSettings};
use jit_domain::{Authentication, Timestamp};
use serde_json::{Value, json};

use crate::forge::{NOW, settings, token, verify, verify_as};

fn malformed(claim: &str) -> AuthError {
    AuthError::NotSignedIn(Flaw::Malformed(claim.parse().unwrap()))
}

async fn groups(settings: TokenSettings, changes: Value) -> Result<Vec<String>, AuthError> {
    let caller = verify_as(settings, &token(changes)).await?;
    Ok(caller.person.groups.into_iter().map(String::from).collect())
}

fn with_groups_at(path: &str) -> TokenSettings {
    let mut settings = settings();
    settings.claims.groups = path.parse().unwrap();
    settings
}

#[tokio::test]
async fn absent_groups_are_no_groups() {
    assert_eq!(
        groups(settings(), json!({"groups": null})).await,
        Ok(vec![])
    );
    assert_eq!(groups(settings(), json!({"groups": []})).await, Ok(vec![]));
}

#[tokio::test]
async fn groups_of_another_form_are_refused() {
    for value in [
        json!("sre"),
        json!(1),
        json!(true),
        json!({"sre": true}),
        json!(["sre", 1]),
        json!(["sre", null]),
        json!([["sre"]]),
        json!([""]),
        json!(["sre\u{0}"]),
        json!(["g".repeat(256)]),
    ] {
        let outcome = groups(settings(), json!({"groups": value})).await;
        assert_eq!(outcome, Err(malformed("groups")), "{value}");
    }
    // An explicit null is a value, not an absence.
    let mut settings = settings();
    settings.claims.groups = "outer.groups".parse().unwrap();
    let outcome = groups(settings, json!({"outer": {"groups": null}})).await;
    assert_eq!(outcome, Err(malformed("outer.groups")));
}

#[tokio::test]
async fn groups_are_found_where_the_operator_says() {
    let nested = with_groups_at("realm_access.roles");
    let roles = |roles: Value| json!({"realm_access": roles, "groups": ["never"]});
    assert_eq!(
        groups(nested.clone(), roles(json!({"roles": ["a"]}))).await,
        Ok(vec!["a".into()])
    );
    assert_eq!(groups(nested.clone(), roles(json!({}))).await, Ok(vec![]));
    assert_eq!(
        groups(nested.clone(), json!({"groups": ["never"]})).await,
        Ok(vec![])
    );
    for wrong in [json!("roles"), json!(["roles"]), json!({"roles": "a"})] {
        let outcome = groups(nested.clone(), roles(wrong.clone())).await;
        assert_eq!(outcome, Err(malformed("realm_access.roles")), "{wrong}");
    }

    let url = with_groups_at("https://jit.example.com/groups");
    let outcome = groups(url, json!({"https://jit.example.com/groups": ["a"]})).await;
    assert_eq!(outcome, Ok(vec!["a".into()]));
}

#[tokio::test]
async fn a_mark_of_overage_is_refused_with_its_own_error() {
    let overage = Err(AuthError::GroupsOverage);
    let table = [
        (
            json!({"groups": null, "_claim_names": {"groups": "src1"}}),
            overage.clone(),
        ),
        (json!({"_claim_names": {"groups": "src1"}}), overage.clone()),
        (json!({"groups": null, "hasgroups": true}), overage.clone()),
        (
            json!({"groups": null, "hasgroups": "true"}),
            overage.clone(),
        ),
        (
            json!({"groups": ["a"], "hasgroups": false}),
            Ok(vec!["a".to_owned()]),
        ),
        (
            json!({"groups": ["a"], "_claim_names": {"other": "src1"}}),
            Ok(vec!["a".to_owned()]),
        ),
        (
            json!({"groups": ["a"], "_claim_names": {}}),
            Ok(vec!["a".to_owned()]),
        ),
        (
            json!({"_claim_names": "groups"}),
            Err(malformed("_claim_names")),
        ),
        (
            json!({"_claim_names": ["groups"]}),
            Err(malformed("_claim_names")),
        ),
    ];
    for (changes, expected) in table {
        assert_eq!(
            groups(settings(), changes.clone()).await,
            expected,
            "{changes}"
        );
    }
    let nested = with_groups_at("realm_access.roles");
    let changes = json!({"_claim_names": {"realm_access": "src1"}});
    assert_eq!(groups(nested, changes).await, overage);
    // App roles are complete whatever happens to the groups.
    let roles = groups(
        with_groups_at("roles"),
        json!({"roles": ["a"], "hasgroups": true}),
    )
    .await;
    assert_eq!(roles, Ok(vec!["a".to_owned()]));
}

#[tokio::test]
async fn a_subject_that_is_no_subject_is_refused() {
    for sub in [
        json!(1),
        json!(""),
        json!("a\nb"),
        json!(["engineer"]),
        json!("s".repeat(256)),
    ] {
        let outcome = verify(&token(json!({"sub": sub})))
            .await
            .map(|caller| caller.person);
        assert_eq!(outcome, Err(malformed("sub")), "{sub}");
    }
    let outcome = verify(&token(json!({"sub": null})))
        .await
        .map(|caller| caller.person);
    assert_eq!(
        outcome,
        Err(AuthError::NotSignedIn(Flaw::Missing(
            "sub".parse().unwrap()
        )))
    );
}

#[tokio::test]
async fn the_subject_is_found_where_the_operator_says_and_nowhere_else() {
    let mut settings = settings();
    settings.claims.subject = "oid".parse().unwrap();

    let caller = verify_as(settings.clone(), &token(json!({"oid": "0001"})))
        .await
        .unwrap();
    assert_eq!(caller.person.id.subject.as_str(), "0001");

    assert!(
        verify_as(settings, &token(json!({}))).await.is_err(),
        "`sub` does not stand in"
    );
}

#[tokio::test]
async fn the_name_falls_back_to_the_subject_but_never_from_a_wrong_form() {
    for (name, shown) in [
        (json!(null), "engineer"),
        (json!("  "), "engineer"),
        (json!("E"), "E"),
    ] {
        let caller = verify(&token(json!({"name": name}))).await.unwrap();
        assert_eq!(caller.person.name.as_str(), shown);
    }
    let outcome = verify(&token(json!({"name": 1})))
        .await
        .map(|caller| caller.person);
    assert_eq!(outcome, Err(malformed("name")));
}

#[tokio::test]
async fn attributes_have_one_or_more_texts() {
    let mut settings = settings();
    settings
        .claims
        .attributes
        .insert("team".to_owned(), "org.team".parse().unwrap());
    settings
        .claims
        .attributes
        .insert("site".to_owned(), "site".parse().unwrap());

    let changes = json!({"org": {"team": "payments"}, "site": ["a", "b"]});
    let caller = verify_as(settings.clone(), &token(changes)).await.unwrap();
    assert!(caller.person.attributes["team"].contains("payments"));
    assert_eq!(caller.person.attributes["site"].len(), 2);

    let caller = verify_as(settings.clone(), &token(json!({})))
        .await
        .unwrap();
    assert!(caller.person.attributes.is_empty());

    for site in [json!(1), json!(true), json!([1]), json!({"a": "b"})] {
        let outcome = verify_as(settings.clone(), &token(json!({"site": site}))).await;
        assert_eq!(outcome.map(|caller| caller.person), Err(malformed("site")));
    }
}

async fn authentication(changes: Value) -> Result<Authentication, AuthError> {
    let caller = verify(&token(changes)).await?;
    Ok(caller.person.authentication)
}

#[tokio::test]
async fn how_and_when_somebody_signed_in_is_what_the_token_says() {
    let methods = |methods: &[&str]| Some(methods.iter().map(|&method| method.into()).collect());
    let table = [
        (
            json!({"amr": ["pwd", "mfa", "pwd"]}),
            methods(&["mfa", "pwd"]),
        ),
        (json!({"amr": "mfa"}), methods(&["mfa"])),
        // The issuer names no method, which is not the same as not saying.
        (json!({"amr": []}), methods(&[])),
        (json!({}), None),
    ];
    for (changes, methods) in table {
        let expected = Authentication { methods, at: None };
        assert_eq!(
            authentication(changes.clone()).await,
            Ok(expected),
            "{changes}"
        );
    }
    for seconds in [0, NOW - 86_400, NOW] {
        let expected = Authentication {
            methods: None,
            at: Some(Timestamp::from_millis(seconds * 1000)),
        };
        assert_eq!(
            authentication(json!({"auth_time": seconds})).await,
            Ok(expected)
        );
    }
}

#[tokio::test]
async fn a_sign_in_of_another_form_is_refused() {
    for amr in [
        json!(1),
        json!(true),
        json!({"mfa": true}),
        json!(["mfa", 1]),
        json!(["mfa", null]),
        json!([["mfa"]]),
    ] {
        let outcome = authentication(json!({"amr": amr})).await;
        assert_eq!(outcome, Err(malformed("amr")), "{amr}");
    }
    for auth_time in [
        json!(NOW.to_string()),
        json!(-1),
        json!(1.5),
        json!(u64::MAX),
        json!(true),
        json!([NOW]),
        json!({"at": NOW}),
    ] {
        let outcome = authentication(json!({"auth_time": auth_time})).await;
        assert_eq!(outcome, Err(malformed("auth_time")), "{auth_time}");
    }
}

#[tokio::test]
async fn a_sign_in_is_found_at_the_top_of_the_token_and_nowhere_else() {
    let elsewhere = json!({"act": {"amr": ["mfa"], "auth_time": NOW}, "AMR": ["mfa"]});

    assert_eq!(
        authentication(elsewhere).await,
        Ok(Authentication::default())
    );
}

#[test]
fn a_path_names_one_claim() {
    for (text, names) in [
        ("groups", true),
        ("a.b.c", true),
        ("https://example.com/a.b", true),
    ] {
        assert_eq!(text.parse::<ClaimPath>().is_ok(), names, "{text}");
    }
    for text in [
        "",
        ".",
        "a.",
        ".a",
        "a..b",
        "a\nb",
        "a.b.c.d.e.f.g.h.i",
        &"a".repeat(256),
    ] {
        assert!(text.parse::<ClaimPath>().is_err(), "{text}");
    }
    assert_eq!(
        "https://example.com/a.b"
            .parse::<ClaimPath>()
            .unwrap()
            .to_string(),
        "https://example.com/a.b"
    );
}
