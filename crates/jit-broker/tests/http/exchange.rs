//! What every exchange has, whatever it is about.

use axum::body::Body;
use axum::http::Request;
use serde_json::json;

use crate::issuer::Issuer;
use crate::stage::{Answer, DEV, ENGINEER, Stage, ask};

async fn bare(stage: &Stage, method: &str, path: &str, headers: &[(&str, &str)]) -> Answer {
    let mut request = Request::builder().method(method).uri(path);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    stage.send(request.body(Body::empty()).unwrap()).await
}

#[tokio::test]
async fn the_configuration_and_the_health_are_for_everybody() {
    let stage = Stage::new();
    let config = bare(&stage, "GET", "/v1/config", &[]).await;
    assert_eq!(config.json["client_id"], "jit");
    assert_eq!(config.json["api_version"], "1");
    for path in ["/healthz", "/readyz"] {
        let answer = bare(&stage, "GET", path, &[]).await;
        assert_eq!(
            (answer.status, answer.json),
            (200, json!({ "status": "ok" }))
        );
    }
}

#[tokio::test]
async fn a_broker_without_its_store_or_about_to_stop_is_not_ready() {
    let stage = Stage::new();
    stage
        .store
        .is_full
        .store(true, std::sync::atomic::Ordering::SeqCst);
    let full = bare(&stage, "GET", "/readyz", &[]).await;
    assert_eq!(full.outcome(), (503, "store_unavailable"));
    assert_eq!(bare(&stage, "GET", "/healthz", &[]).await.status, 200);
    stage
        .store
        .is_full
        .store(false, std::sync::atomic::Ordering::SeqCst);
    stage.stop.send(true).unwrap();
    assert_eq!(bare(&stage, "GET", "/readyz", &[]).await.status, 503);
}

#[tokio::test]
async fn a_broker_without_a_bundle_is_not_ready() {
    let stage = Stage::new();
    stage.take_the_bundle_away();

    let answer = bare(&stage, "GET", "/readyz", &[]).await;

    assert_eq!(answer.outcome(), (503, "policies_unavailable"));
    assert_eq!(bare(&stage, "GET", "/healthz", &[]).await.status, 200);
}

#[tokio::test]
async fn without_a_token_that_is_right_nothing_is_answered() {
    let stage = Stage::new();
    let token = stage.token(ENGINEER);
    let foreign = Issuer::new().token("engineer", &["engineers"], stage.now());
    let (bearer, basic) = (format!("Bearer {token}"), format!("Basic {token}"));
    let cases: Vec<Vec<(&str, String)>> = vec![
        vec![],
        vec![("authorization", String::new())],
        vec![("authorization", token.clone())],
        vec![("authorization", basic)],
        vec![("authorization", "Bearer".to_owned())],
        vec![("authorization", "Bearer ".to_owned())],
        vec![("authorization", format!("Bearer  {token}"))],
        vec![("authorization", format!("Bearer {token} {token}"))],
        vec![
            ("authorization", bearer.clone()),
            ("authorization", bearer.clone()),
        ],
        vec![("authorization", format!("Bearer {foreign}"))],
        vec![("authorization", format!("{bearer}x"))],
        vec![("x-forwarded-user", "engineer".to_owned())],
        vec![("cookie", format!("token={token}"))],
    ];
    let routes = [
        ("GET", "/v1/me"),
        ("GET", "/v1/targets"),
        ("GET", "/v1/requests"),
        ("POST", "/v1/requests"),
        ("GET", "/v1/requests/req-0000000000"),
        ("POST", "/v1/requests/req-0000000000/approve"),
        ("POST", "/v1/credentials"),
        ("GET", "/v1/audit"),
    ];
    for headers in &cases {
        let headers: Vec<_> = headers.iter().map(|(n, v)| (*n, v.as_str())).collect();
        for (method, path) in routes {
            let answer = bare(&stage, method, path, &headers).await;
            assert_eq!(
                answer.outcome(),
                (401, "not_signed_in"),
                "{path} {headers:?}"
            );
            assert!(answer.header("www-authenticate").starts_with("Bearer"));
        }
    }
    let query = bare(&stage, "GET", &format!("/v1/me?access_token={token}"), &[]).await;
    assert_eq!(query.status, 401);
    let right = bare(
        &stage,
        "GET",
        "/v1/me",
        &[("authorization", &format!("bearer {token}"))],
    )
    .await;
    assert_eq!(right.status, 200);
}

#[tokio::test]
async fn an_expired_token_has_its_own_code() {
    let stage = Stage::new();
    let bearer = format!("Bearer {}", stage.token(ENGINEER));
    stage.clock.advance_seconds(3600 + 61);

    let answer = bare(&stage, "GET", "/v1/me", &[("authorization", &bearer)]).await;

    assert_eq!(answer.outcome(), (401, "token_expired"));
    assert_eq!(
        answer.header("www-authenticate"),
        r#"Bearer error="invalid_token""#
    );
    assert!(stage.log().await.is_empty(), "everyday life");
}

#[tokio::test]
async fn forged_tokens_are_noted_but_cannot_fill_the_log() {
    let stage = Stage::new();
    let forged = Issuer::new().token("engineer", &["engineers"], stage.now());
    let bearer = format!("Bearer {forged}");
    for _ in 0..50 {
        let answer = bare(&stage, "GET", "/v1/me", &[("authorization", &bearer)]).await;
        assert_eq!(answer.status, 401);
        assert!(!String::from_utf8_lossy(&answer.bytes).contains(&forged));
    }
    let noted = stage.refusals().await;
    assert!((1..=8).contains(&noted.len()), "{noted:?}");
    assert_eq!(
        noted[0],
        ("authenticate".to_owned(), "not_signed_in".to_owned())
    );
    assert!(stage.log().await[0].event.actor.is_none());
}

#[tokio::test]
async fn unknown_paths_and_methods_are_problems_too() {
    let stage = Stage::new();
    for path in [
        "/",
        "/v1",
        "/v2/me",
        "/v1/me/",
        "/v1/requests/",
        "//v1/me",
        "/v1/requests/x/y/z",
        "/v1/ME",
        "/metrics",
    ] {
        let answer = stage.get(ENGINEER, path).await;
        assert_eq!(answer.outcome(), (404, "not_found"), "{path}");
        assert_eq!(answer.header("content-type"), "application/problem+json");
    }
    let cases = [
        ("DELETE", "/v1/requests", "GET,HEAD,POST"),
        ("GET", "/v1/requests/req-0000000000/approve", "POST"),
        ("PUT", "/v1/credentials", "POST"),
        ("PROPFIND", "/v1/me", "GET,HEAD"),
        ("TRACE", "/v1/me", "GET,HEAD"),
    ];
    for (method, path, allow) in cases {
        let request = stage.request(ENGINEER, method, path);
        let answer = stage.send(request.body(Body::empty()).unwrap()).await;
        assert_eq!(
            answer.outcome(),
            (405, "method_not_allowed"),
            "{method} {path}"
        );
        assert_eq!(answer.header("allow"), allow, "{method} {path}");
    }
}

#[tokio::test]
async fn overriding_and_forwarded_headers_change_nothing() {
    let stage = Stage::new();
    let id = stage.submit(ENGINEER, DEV).await;
    let request = stage
        .request(ENGINEER, "POST", "/v1/requests")
        .header("content-type", "application/json")
        .header("x-http-method-override", "DELETE")
        .header("x-original-url", "/v1/audit")
        .header("x-rewrite-url", "/v1/audit")
        .header("x-forwarded-for", "127.0.0.1")
        .header("x-forwarded-user", "admin")
        .header("forwarded", "for=127.0.0.1;host=evil.example.com");
    let answer = stage
        .send(request.body(ask(DEV).to_string().into()).unwrap())
        .await;
    assert_eq!(answer.status, 201);
    assert_eq!(answer.json["requester"]["subject"], "engineer");
    assert!(answer.header("location").starts_with("/v1/requests/"));
    assert_eq!(stage.stored(&id).await.version.0, 1);
}

#[tokio::test]
async fn every_answer_is_named_and_never_kept() {
    let stage = Stage::new();
    let bearer = format!("Bearer {}", stage.token(ENGINEER));
    for (path, status) in [
        ("/v1/config", 200),
        ("/v1/me", 200),
        ("/nowhere", 404),
        ("/v1/requests/x", 400),
    ] {
        let answer = bare(&stage, "GET", path, &[("authorization", &bearer)]).await;
        assert_eq!(answer.status, status);
        assert_eq!(answer.header("cache-control"), "no-store");
        assert_eq!(answer.header("x-content-type-options"), "nosniff");
        assert_eq!(
            answer.header("content-security-policy"),
            "default-src 'none'; frame-ancestors 'none'"
        );
        let name = answer.header("x-request-id");
        assert_eq!(name.len(), 16);
        if status != 200 {
            assert_eq!(answer.json["trace_id"], name);
            assert_eq!(answer.json["status"], status);
        }
        assert!(answer.headers.get("access-control-allow-origin").is_none());
    }
}

#[tokio::test]
async fn the_name_of_an_exchange_is_taken_from_the_client_only_if_it_is_harmless() {
    let stage = Stage::new();
    let long = "x".repeat(65);
    for (given, taken) in [
        ("abcd-1234_EF", true),
        ("short", false),
        ("with space inside", false),
        ("<script>alert</script>", false),
        (long.as_str(), false),
    ] {
        let answer = bare(&stage, "GET", "/nowhere", &[("x-request-id", given)]).await;
        assert_eq!(answer.header("x-request-id") == given, taken, "{given}");
        assert_eq!(answer.json["trace_id"], answer.header("x-request-id"));
    }
}

#[tokio::test]
async fn a_handler_that_panics_is_one_500() {
    #[derive(Debug)]
    struct Broken;
    impl jit_broker::app::Random for Broken {
        fn bits(&self) -> u64 {
            panic!("no randomness: internal text")
        }
    }
    let mut stage = Stage::new();
    stage.app.random = std::sync::Arc::new(Broken);
    stage.rebuild();
    let request = stage
        .request(ENGINEER, "POST", "/v1/requests")
        .header("x-request-id", "named-by-client")
        .header("content-type", "application/json");

    let answer = stage
        .send(request.body(ask(DEV).to_string().into()).unwrap())
        .await;

    assert_eq!(answer.outcome(), (500, "internal"));
    assert!(!String::from_utf8_lossy(&answer.bytes).contains("internal text"));
    let after = bare(
        &stage,
        "GET",
        "/healthz",
        &[("x-request-id", "named-by-client")],
    )
    .await;
    assert_eq!(after.status, 200);
}

#[tokio::test]
async fn text_of_people_leaves_as_it_came() {
    let stage = Stage::new();
    let mut body = ask(DEV);
    body["reason"] = json!("=cmd|'/c calc'!A1 <b>\u{202e}\u{200b}\nline\ttab 雪");

    let answer = stage.post(ENGINEER, "/v1/requests", &body).await;

    assert_eq!(answer.json["reason"], body["reason"]);
}

#[tokio::test]
async fn the_openapi_document_names_every_route_and_is_served() {
    use jit_api::routes;
    let stage = Stage::new();
    let document = bare(&stage, "GET", "/openapi.json", &[]).await;
    assert_eq!(document.status, 200);
    assert_eq!(document.json["openapi"], "3.1.0");
    let expected = serde_json::to_value(jit_broker::http::openapi()).unwrap();
    assert_eq!(document.json, expected);
    let all = [
        (routes::CONFIG, "get"),
        (routes::ME, "get"),
        (routes::TARGETS, "get"),
        (routes::REQUESTS, "get"),
        (routes::REQUESTS, "post"),
        (routes::REQUEST, "get"),
        (routes::APPROVE, "post"),
        (routes::REJECT, "post"),
        (routes::REVOKE, "post"),
        (routes::CANCEL, "post"),
        (routes::FINISH, "post"),
        (routes::CREDENTIALS, "post"),
        (routes::AUDIT, "get"),
        (routes::HEALTHZ, "get"),
        (routes::READYZ, "get"),
    ];
    for (path, method) in all {
        let operation = &document.json["paths"][path][method];
        assert!(operation["operationId"].is_string(), "{method} {path}");
        let open = [routes::CONFIG, routes::HEALTHZ, routes::READYZ].contains(&path);
        assert_eq!(operation.get("security").is_none(), open, "{method} {path}");
        assert!(operation["responses"]["4XX"].is_object(), "{method} {path}");
    }
}
