//! A program without a person, whose platform vouches for it.

use std::process::Command;

use jit_testkit::{DevBroker, program};

use crate::stage::{App, claims, text};

const GRANT: &str = "urn:ietf:params:oauth:grant-type:token-exchange";
const ID_TOKEN: &str = "urn:ietf:params:oauth:token-type:id_token";
const ACCESS_TOKEN: &str = "urn:ietf:params:oauth:token-type:access_token";

/// What a CI platform would give a job.
fn platform_token(broker: &DevBroker, subject: &str) -> String {
    let output = Command::new(program("jit-broker"))
        .args(["dev-token", subject, "--workload", "--dir"])
        .arg(broker.folder())
        .output()
        .unwrap();
    assert!(output.status.success(), "{output:?}");
    String::from_utf8(output.stdout).unwrap().trim().to_owned()
}

async fn exchange(app: &App, token: &str, more: &[(&str, &str)]) -> (u16, serde_json::Value) {
    let form = [
        ("grant_type", GRANT),
        ("subject_token", token),
        ("subject_token_type", ID_TOKEN),
    ];
    let changed = |name: &str| more.iter().any(|(it, _)| *it == name);
    let mut form = form.to_vec();
    form.retain(|(name, _)| !changed(name));
    app.token(&[&form, more].concat()).await
}

#[tokio::test]
async fn a_token_of_the_platform_becomes_one_for_the_broker_and_nothing_else() {
    let app = App::start();
    let token = platform_token(&app.broker, "engineer");
    assert_eq!(claims(&token)["aud"], app.at("").trim_end_matches('/'));

    let more = [
        ("scope", "openid groups offline_access"),
        ("resource", app.broker.url()),
        ("requested_token_type", ACCESS_TOKEN),
    ];
    let (status, tokens) = exchange(&app, &token, &more).await;

    assert_eq!(status, 200, "{tokens}");
    assert_eq!(tokens["issued_token_type"], ACCESS_TOKEN);
    assert_eq!(tokens["scope"], "groups");
    assert!(tokens.get("refresh_token").is_none() && tokens.get("id_token").is_none());
    let (status, me) = app
        .api(&text(&tokens, "access_token"), "/v1/me", None)
        .await;
    assert_eq!((status, &me["subject"]), (200, &"engineer".into()), "{me}");
}

#[tokio::test]
async fn a_token_of_the_platform_is_none_for_the_broker() {
    let app = App::start();
    let token = platform_token(&app.broker, "engineer");
    let (status, _) = app.api(&token, "/v1/me", None).await;
    assert_eq!(status, 401);
}

#[tokio::test]
async fn what_the_platform_did_not_make_for_the_issuer_is_not_exchanged() {
    let app = App::start();
    let other = App::start();
    let good = platform_token(&app.broker, "engineer");
    let (head, signature) = good.rsplit_once('.').unwrap();
    let forged: String = signature.chars().rev().collect();
    let bad = [
        app.broker.token("engineer"),
        platform_token(&other.broker, "engineer"),
        format!("{head}.{forged}"),
        format!("{head}."),
        "nonsense".to_owned(),
    ];
    for token in bad {
        let (status, refusal) = exchange(&app, &token, &[]).await;
        assert_eq!(
            (status, &refusal["error"]),
            (400, &"invalid_request".into()),
            "{token}"
        );
    }
    assert_eq!(exchange(&app, &good, &[]).await.0, 200);
}

#[tokio::test]
async fn only_what_the_issuer_can_do_is_done() {
    let app = App::start();
    let token = platform_token(&app.broker, "engineer");
    for (change, error) in [
        (("subject_token_type", ACCESS_TOKEN), "invalid_request"),
        (("subject_token_type", ""), "invalid_request"),
        (("subject_token", ""), "invalid_request"),
        (("requested_token_type", ID_TOKEN), "invalid_request"),
        (("actor_token", token.as_str()), "invalid_request"),
        (
            ("resource", "https://elsewhere.example.com"),
            "invalid_target",
        ),
    ] {
        let (status, refusal) = exchange(&app, &token, &[change]).await;
        assert_eq!(
            (status, &refusal["error"]),
            (400, &error.into()),
            "{change:?}"
        );
    }
}
