use std::time::Duration;

use jit_api::{AudienceParameter, SignInFlow, TokenKind};
use serde_json::{Value, json};

use super::super::fake_issuer::{FakeIssuer, Reply};
use super::*;

fn config(issuer: &str) -> ClientConfig {
    ClientConfig {
        api_version: "1".to_owned(),
        broker_version: "0".to_owned(),
        issuer: issuer.to_owned(),
        client_id: "jit-cli".to_owned(),
        scopes: vec!["openid".to_owned()],
        audience: "https://broker.example.com".to_owned(),
        audience_parameter: AudienceParameter::Resource,
        flows: vec![SignInFlow::Pkce],
        token: TokenKind::AccessToken,
        recheck_seconds: 30,
        offline_grace_seconds: 0,
        sandbox: true,
    }
}

/// What comes of a discovery document that was changed like this.
async fn fetch(
    change: impl Fn(&mut Value) + Send + Sync + 'static,
) -> Result<IssuerMetadata, SessionError> {
    let issuer = FakeIssuer::start(move |base, _| {
        let mut document = json!({
            "issuer": base, "token_endpoint": format!("{base}/token"),
            "authorization_endpoint": format!("{base}/auth"),
        });
        change(&mut document);
        Reply::Json(200, document)
    });
    let clients = HttpClients::new(None);
    IssuerMetadata::fetch(&clients, &config(&issuer.base)).await
}

#[tokio::test]
async fn the_issuer_has_to_call_itself_exactly_as_the_broker_does() {
    assert!(fetch(|_| {}).await.is_ok());
    for other in ["https://evil.example.com", "", "http://127.0.0.1"] {
        let answer = fetch(move |it| it["issuer"] = json!(other)).await;
        assert!(
            matches!(answer, Err(SessionError::Nonsense { .. })),
            "{other}"
        );
    }
    let slash =
        fetch(|it| it["issuer"] = json!(format!("{}/", it["issuer"].as_str().unwrap()))).await;
    assert!(
        matches!(slash, Err(SessionError::Nonsense { .. })),
        "one character counts"
    );
}

#[tokio::test]
async fn an_endpoint_that_is_not_safe_is_refused_whichever_it_is() {
    let endpoints = [
        "authorization_endpoint",
        "token_endpoint",
        "device_authorization_endpoint",
        "revocation_endpoint",
        "jwks_uri",
    ];
    for endpoint in endpoints {
        for url in [
            "http://issuer.example.com/x",
            "javascript:alert(1)",
            "file:///x",
            "data:text/html,x",
            "https://somebody:secret@issuer.example.com/x",
            "https://issuer.example.com/\u{1b}[2J",
            "java\nscript:alert(1)",
            "http://localhost:1/x",
            "//x",
        ] {
            let answer = fetch(move |it| it[endpoint] = json!(url)).await;
            assert!(
                matches!(answer, Err(SessionError::UnsafeEndpoint { .. })),
                "{endpoint} {url}"
            );
        }
    }
}

#[tokio::test]
async fn an_issuer_that_lists_its_methods_without_s256_is_refused() {
    for methods in [json!([]), json!(["plain"]), json!(["s256"])] {
        let issuer =
            fetch(move |it| it["code_challenge_methods_supported"] = methods.clone()).await;
        let endpoint = issuer.unwrap().authorization_endpoint().cloned();
        assert!(matches!(endpoint, Err(SessionError::NoPkce)));
    }
    for methods in [json!(null), json!(["plain", "S256"])] {
        let issuer =
            fetch(move |it| it["code_challenge_methods_supported"] = methods.clone()).await;
        assert!(issuer.unwrap().authorization_endpoint().is_ok());
    }
}

#[tokio::test]
async fn an_issuer_without_https_is_not_even_asked() {
    let clients = HttpClients::new(None);
    let issuer = IssuerMetadata::fetch(&clients, &config("http://issuer.example.com")).await;
    assert!(matches!(issuer, Err(SessionError::UnsafeEndpoint { .. })));
}

#[tokio::test]
async fn redirects_other_types_and_floods_are_not_read() {
    let answers = [
        "HTTP/1.1 302 X\r\nlocation: http://127.0.0.1:1/\r\ncontent-length: 0\r\n\r\n",
        "HTTP/1.1 200 X\r\ncontent-type: text/html\r\ncontent-length: 2\r\n\r\n{}",
        "HTTP/1.1 404 X\r\ncontent-type: application/json\r\ncontent-length: 2\r\n\r\n{}",
        "HTTP/1.1 200 X\r\ncontent-type: application/json\r\ncontent-length: 1\r\n\r\n{",
    ];
    for answer in answers {
        let issuer = FakeIssuer::start(move |_, _| Reply::Raw(answer));
        let fetched = IssuerMetadata::fetch(&HttpClients::new(None), &config(&issuer.base)).await;
        assert!(
            matches!(fetched, Err(SessionError::Nonsense { .. })),
            "{answer}"
        );
    }
    let flood = fetch(|it| it["padding"] = json!("x".repeat(2 * 1024 * 1024))).await;
    assert!(matches!(flood, Err(SessionError::Nonsense { .. })));
}

#[tokio::test]
async fn an_issuer_that_is_down_is_unreachable() {
    for answer in ["HTTP/1.1 503 X\r\ncontent-length: 0\r\n\r\n", ""] {
        let issuer = FakeIssuer::start(move |_, _| Reply::Raw(answer));
        let fetched = IssuerMetadata::fetch(&HttpClients::new(None), &config(&issuer.base)).await;
        assert!(
            matches!(fetched, Err(SessionError::Unreachable { .. })),
            "{answer}"
        );
    }
}

/// It would be a good document in the end.
#[tokio::test]
async fn an_issuer_that_drips_is_given_up_at_the_deadline() {
    let pause = Duration::from_millis(50);
    let issuer = FakeIssuer::start(move |base, _| {
        let document = json!({"issuer": base, "token_endpoint": format!("{base}/token")});
        Reply::Dripping(document, pause)
    });
    let clients = HttpClients::with_patience(6 * pause);
    let fetched = IssuerMetadata::fetch(&clients, &config(&issuer.base)).await;
    assert!(
        matches!(fetched, Err(SessionError::Unreachable { .. })),
        "{fetched:?}"
    );
}
