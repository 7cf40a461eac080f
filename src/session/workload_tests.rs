use std::fs;

use serde_json::json;

use super::super::fake_issuer::{FakeIssuer, Reply};
use super::*;

const AUDIENCE: &str = "https://id.example.com";

#[test]
fn a_workload_is_named_by_where_its_token_is() {
    let table = [
        ("github-actions", Some(Workload::GithubActions)),
        (
            "file=/var/run/token",
            Some(Workload::File("/var/run/token".into())),
        ),
        ("file=a=b", Some(Workload::File("a=b".into()))),
        (
            "env=CI_TOKEN",
            Some(Workload::Variable("CI_TOKEN".to_owned())),
        ),
        ("github-actions=x", None),
        ("file=", None),
        ("file", None),
        ("env=", None),
        ("env=1A", None),
        ("env=A B", None),
        ("env=eyJh.eyJz.c2ln", None),
        ("eyJh.eyJz.c2ln", None),
        ("", None),
    ];
    for (text, expected) in table {
        assert_eq!(text.parse().ok(), expected, "{text}");
    }
    let error = "eyJh.eyJz.c2ln".parse::<Workload>().unwrap_err();
    assert!(!error.to_string().contains("eyJ"), "{error}");
}

async fn token(workload: &Workload, variables: &[(&str, &str)]) -> Result<String, SessionError> {
    let environment = Environment::of_variables(variables.iter().copied());
    let clients = HttpClients::new(None);
    let token = workload.token(&environment, &clients, AUDIENCE).await?;
    assert!(!format!("{token:?}").contains(token.token.expose()));
    Ok(token.token.expose().to_owned())
}

/// What GitHub sets for a job that may have ID tokens.
fn job(url: &str) -> [(&'static str, String); 2] {
    [
        (GITHUB_URL, url.to_owned()),
        (GITHUB_TOKEN, "request-token".to_owned()),
    ]
}

async fn at_github(url: &str) -> Result<String, SessionError> {
    let job = job(url);
    let job: Vec<_> = job
        .iter()
        .map(|(name, value)| (*name, value.as_str()))
        .collect();
    token(&Workload::GithubActions, &job).await
}

#[tokio::test]
async fn github_is_asked_for_a_token_for_the_audience() {
    let github = FakeIssuer::start(|_, _| Reply::Json(200, json!({"value": "an.id.token"})));
    let token = at_github(&format!("{}/token?api-version=2.0", github.base)).await;

    assert_eq!(token.unwrap(), "an.id.token");
    let asked = github.asked.lock().unwrap();
    assert_eq!(asked.len(), 1);
    let path = "/token?api-version=2.0&audience=https%3A%2F%2Fid.example.com";
    assert_eq!(asked[0].path, path);
    assert_eq!(asked[0].authorization, "Bearer request-token");
}

#[tokio::test]
async fn the_request_token_of_a_job_goes_nowhere_unsafe() {
    for url in [
        "http://pipelines.example.com/token",
        "http://localhost:1/token",
        "http://127.0.0.1.example.com/token",
        "https://somebody@pipelines.example.com/token",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "nonsense",
    ] {
        let refused = at_github(url).await;
        assert!(
            matches!(refused, Err(SessionError::UnsafeEndpoint { .. })),
            "{url}"
        );
    }
}

#[tokio::test]
async fn the_request_token_of_a_job_follows_no_redirect() {
    let elsewhere = FakeIssuer::start(|_, _| Reply::Json(200, json!({"value": "an.id.token"})));
    let target = elsewhere.base.clone();
    let github = FakeIssuer::start(move |_, _| Reply::Redirect(302, format!("{target}/token")));

    let refused = at_github(&format!("{}/token", github.base)).await;

    assert!(
        matches!(refused, Err(SessionError::Nonsense { .. })),
        "{refused:?}"
    );
    assert_eq!(elsewhere.asked.lock().unwrap().len(), 0);
}

#[tokio::test]
async fn a_job_that_may_have_no_token_is_told_what_is_missing() {
    let job = job("http://127.0.0.1:1/token");
    for (missing, (name, value)) in [(GITHUB_TOKEN, &job[0]), (GITHUB_URL, &job[1])] {
        let refused = token(&Workload::GithubActions, &[(name, value)]).await;
        assert!(matches!(refused, Err(SessionError::NoPlatform(name)) if name == missing));
    }
}

#[tokio::test]
async fn what_github_answers_has_to_be_a_token() {
    for answer in [
        json!({"value": "two words"}),
        json!({"value": ""}),
        json!({"value": null}),
        json!({"token": "an.id.token"}),
        json!([]),
    ] {
        let said = answer.clone();
        let github = FakeIssuer::start(move |_, _| Reply::Json(200, said.clone()));
        let refused = at_github(&format!("{}/token", github.base)).await;
        assert!(refused.is_err(), "{answer}");
    }
}

#[tokio::test]
async fn a_file_and_a_variable_hold_one_token() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("token");
    fs::write(&path, "a.jwt.token\n").unwrap();
    let file = Workload::File(path.clone());
    assert_eq!(token(&file, &[]).await.unwrap(), "a.jwt.token");
    fs::write(&path, "").unwrap();
    assert!(matches!(
        token(&file, &[]).await,
        Err(SessionError::NoToken { .. })
    ));
    fs::remove_file(&path).unwrap();
    assert!(matches!(
        token(&file, &[]).await,
        Err(SessionError::TokenFile { .. })
    ));

    let variable = Workload::Variable("CI_TOKEN".to_owned());
    let found = token(&variable, &[("CI_TOKEN", "a.jwt.token")]).await;
    assert_eq!(found.unwrap(), "a.jwt.token");
    for variables in [&[][..], &[("CI_TOKEN", "two words")]] {
        let refused = token(&variable, variables).await;
        assert!(matches!(refused, Err(SessionError::NoToken { .. })));
    }
}
