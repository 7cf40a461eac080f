//! Who has no right to an answer, and puts secrets where they do not belong.

use std::fs;

use reqwest::{Certificate, Client, Method};

use crate::broker::Stage;

/// Tokens that are not good, by `jit`.
pub(crate) fn strangers_knock(stage: &Stage) {
    let good = stage
        .issuer
        .token("token that is forged", "engineer", &["sre"], 3600);
    let forged = format!("{}AAAA", &good[..good.len() - 4]);
    stage.canaries.add_token("forged token", &forged);
    let expired = stage
        .issuer
        .token("expired token", "engineer", &["sre"], -3600);
    let no_token = stage.canaries.key("token that is none");
    for (token, status) in [(&forged, 6), (&expired, 6), (&no_token, 6)] {
        stage.places.saw("what strangers bring", token);
        let mut stranger = stage.person("stranger");
        stranger.jit.set("JIT_TOKEN", token);
        stranger.cannot(&["whoami"], status);
        stranger.cannot(&["list"], status);
        assert_ne!(stage.person("stranger").signs_in_with(token), Some(0));
    }
    let mut careless = stage.person("careless");
    careless
        .jit
        .set("JIT_TOKEN", &format!("{no_token} and more"));
    careless.cannot(&["whoami"], 2);
    careless.cannot(&["login", "--workload", &no_token], 2);
    careless.cannot(&["login", "--with-token", &no_token], 2);
    let runtime = tokio::runtime::Builder::new_current_thread();
    let runtime = { runtime }.enable_all().build().unwrap();
    runtime.block_on(send_anything(stage, &good));
}

/// Secrets in headers, addresses and bodies, as programs send them that are set up badly.
async fn send_anything(stage: &Stage, token: &str) {
    let secret = stage.canaries.word("secret of a stranger");
    stage.places.saw("what strangers bring", &secret);
    let pem = fs::read(&stage.certificate.certificate).unwrap();
    let client = Client::builder()
        .add_root_certificate(Certificate::from_pem(&pem).unwrap())
        .no_proxy()
        .build()
        .unwrap();
    let basic = format!("Basic {secret}");
    let twice = format!("Bearer {token} {secret}");
    let bearer = format!("Bearer {token}");
    for (method, path, authorization, body) in [
        (Method::GET, "/v1/me".to_owned(), &*secret, ""),
        (Method::GET, "/v1/me".to_owned(), &basic, ""),
        (Method::GET, "/v1/me".to_owned(), &twice, ""),
        (Method::GET, format!("/v1/me?access_token={secret}"), "", ""),
        (
            Method::GET,
            format!("/v1/me?access_token={secret}"),
            &bearer,
            "",
        ),
        (Method::GET, format!("/v1/requests/{secret}"), &bearer, ""),
        (Method::GET, format!("/{secret}"), &bearer, ""),
        (
            Method::POST,
            "/v1/credentials".to_owned(),
            &bearer,
            &*secret,
        ),
        (
            Method::POST,
            "/v1/requests".to_owned(),
            &bearer,
            &*format!("{{\"token\": \"{secret}\"}}"),
        ),
        (
            Method::POST,
            "/v1/requests".to_owned(),
            &bearer,
            &*format!("{{\"account\": [\"{secret}\"]}}"),
        ),
        (Method::GET, "/metrics".to_owned(), &bearer, ""),
        (Method::GET, "/v1/config".to_owned(), &bearer, ""),
    ] {
        let url = format!("{}{path}", stage.broker.url);
        let mut request = client.request(method, url);
        if !authorization.is_empty() {
            request = request.header("authorization", authorization);
        }
        let answer = request
            .header("content-type", "application/json")
            .header("cookie", format!("token={secret}"))
            .body(body.to_owned())
            .send()
            .await
            .unwrap();
        assert!(
            !answer.status().is_success() || authorization == bearer,
            "{answer:?}"
        );
        stage
            .places
            .saw("headers for a stranger", format!("{:?}", answer.headers()));
        stage
            .places
            .saw("body for a stranger", answer.text().await.unwrap());
    }
}

/// What Prometheus reads.
pub(crate) fn read_metrics(stage: &Stage) {
    let pem = fs::read(&stage.certificate.certificate).unwrap();
    let url = format!("{}/metrics", stage.broker.url);
    let runtime = tokio::runtime::Builder::new_current_thread();
    let runtime = { runtime }.enable_all().build().unwrap();
    let text = runtime.block_on(async {
        let client = Client::builder()
            .add_root_certificate(Certificate::from_pem(&pem).unwrap())
            .no_proxy()
            .build()
            .unwrap();
        let answer = client
            .get(url)
            .bearer_auth(&stage.metrics_token)
            .send()
            .await
            .unwrap();
        assert_eq!(answer.status(), 200);
        answer.text().await.unwrap()
    });
    assert!(text.contains("jit_http_requests_total"), "{text}");
    stage.places.saw("figures of the broker", text);
}
