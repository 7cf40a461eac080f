use crate::stage::{App, people_file};

const HOSTILE: &str = r#"[[person]]
subject = "a\"><script>alert('s')</script>"
name = "<img src=x onerror=alert('n')>"
groups = ["</small><script>alert('g')</script>"]
"#;

#[tokio::test]
async fn names_in_pages_are_text_and_nothing_else() {
    let (_folder, file) = people_file(HOSTILE);
    let app = App::start_with(&["--people", file.to_str().unwrap()]);
    let hint = "a\"><script>alert('s')</script>";
    let code = "user_code=%22%3E%3Cscript%3Ealert(1)%3C/script%3E";

    for url in [
        app.authorize_url(&[
            ("login_hint", hint),
            ("state", "\"><script>alert('t')</script>"),
        ]),
        format!("{}?{code}", app.at("device")),
    ] {
        let page = app.get(&url).await.text().await.unwrap();
        assert!(!page.contains("<script"), "{page}");
        assert!(!page.contains("<img"), "{page}");
        assert!(
            page.contains("&lt;img src=x onerror=alert(&#39;n&#39;)&gt;"),
            "{page}"
        );
    }
}

#[tokio::test]
async fn pages_run_no_scripts_and_sit_in_no_frame() {
    let app = App::start();
    for url in [
        app.authorize_url(&[]),
        app.at("device"),
        app.at("authorize"),
    ] {
        let page = app.get(&url).await;
        let policy = page.headers()["content-security-policy"].to_str().unwrap();
        assert!(
            policy.starts_with("default-src 'none'; style-src 'sha256-"),
            "{policy}"
        );
        assert!(policy.contains("frame-ancestors 'none'"), "{policy}");
        assert!(policy.contains("form-action 'self'"), "{policy}");
        assert_eq!(page.headers()["x-frame-options"], "DENY");
        assert_eq!(page.headers()["x-content-type-options"], "nosniff");
        assert_eq!(page.headers()["cache-control"], "no-store");
        assert!(!page.headers().contains_key("access-control-allow-origin"));
    }
    let page = app.get(&app.authorize_url(&[])).await;
    let policy = page.headers()["content-security-policy"].to_str().unwrap();
    assert!(
        policy.contains("form-action 'self' http://127.0.0.1:49152;"),
        "{policy}"
    );
}

#[tokio::test]
async fn the_issuer_answers_to_its_own_name_only() {
    let app = App::start();
    let port = app.broker.url().rsplit(':').next().unwrap().to_owned();
    for (host, status) in [
        (format!("127.0.0.1:{port}"), 200),
        (format!("localhost:{port}"), 421),
        ("127.0.0.1".to_owned(), 421),
        (format!("rebound.example.com:{port}"), 421),
    ] {
        let request = app.http.get(app.at("jwks")).header("host", &host);
        assert_eq!(request.send().await.unwrap().status(), status, "{host}");
    }
}

#[tokio::test]
async fn forms_of_other_sites_are_refused() {
    let app = App::start();
    let own = app.broker.url().to_owned();
    for (name, value, status) in [
        ("origin", own.as_str(), 400),
        ("origin", "null", 403),
        ("origin", "https://example.com", 403),
        ("sec-fetch-site", "same-origin", 400),
        ("sec-fetch-site", "cross-site", 403),
        ("sec-fetch-site", "same-site", 403),
        ("sec-fetch-site", "none", 403),
    ] {
        let request = app.http.post(app.at("authorize")).header(name, value);
        let answer = request.form(&[("subject", "lead")]).send().await.unwrap();
        assert_eq!(answer.status(), status, "{name}: {value}");
    }
}
