use super::super::fake_issuer::{FakeIssuer, Reply, renewable};
use super::super::revoke::{Revocation, revoke};
use super::*;

/// A request with a secret in its body, as every one to a token endpoint has.
fn request(issuer: &FakeIssuer) -> HttpRequest {
    let request = oauth2::http::Request::post(format!("{}/token", issuer.base));
    request.body(b"refresh_token=hunter2".to_vec()).unwrap()
}

#[tokio::test]
async fn what_is_sent_to_the_issuer_follows_no_redirect() {
    for status in [301, 302, 303, 307, 308] {
        let elsewhere = FakeIssuer::start(|_, _| Reply::Json(200, serde_json::json!({})));
        let target = format!("{}/token", elsewhere.base);
        let issuer = FakeIssuer::start(move |_, _| Reply::Redirect(status, target.clone()));
        let clients = HttpClients::new(None);

        let http = IssuerHttp {
            clients: Arc::clone(&clients),
        };
        let answer = http.call(request(&issuer)).await;
        let record = renewable("t", "hunter2", &issuer.base);
        let revocation = revoke(&clients, &record.renewal.unwrap()).await;

        assert!(
            matches!(answer, Err(IssuerHttpError::Redirect)),
            "{answer:?}"
        );
        assert_eq!(revocation, Revocation::Failed(format!("status {status}")));
        assert_eq!(issuer.count("/token") + issuer.count("/revoke"), 2);
        assert_eq!(elsewhere.asked.lock().unwrap().len(), 0);
    }
}

#[test]
fn a_web_page_is_told_from_other_things_that_are_not_json() {
    let told =
        |text: &'static str| not_json(Some(&reqwest::header::HeaderValue::from_static(text)));
    for json in [
        "application/json",
        "application/problem+json; charset=utf-8",
        "Application/JSON",
    ] {
        assert_eq!(told(json), None, "{json}");
    }
    assert!(
        told("text/html; charset=utf-8")
            .unwrap()
            .contains("web page")
    );
    for other in ["text/plain", "application/jsonp", "image/svg+json", ""] {
        assert_eq!(told(other), Some("it does not answer in JSON"), "{other}");
    }
    assert!(not_json(None).is_some());
}
