use crate::stage::{App, CALLBACK, VERIFIER, claims, hidden, redirect, text};

#[tokio::test]
async fn signing_in_ends_in_a_token_that_the_broker_takes() {
    let app = App::start();
    let page = app.get(&app.authorize_url(&[])).await.text().await.unwrap();
    let transaction = hidden(&page, "transaction");
    let form = [
        ("transaction", transaction.as_str()),
        ("subject", "engineer"),
    ];

    let sent = redirect(&app.post("authorize", &form).await);
    let (status, tokens) = app.redeem(&sent["code"]).await;

    assert_eq!(sent["state"], "a state");
    assert_eq!(sent["iss"], format!("{}/issuer", app.broker.url()));
    assert_eq!(status, 200, "{tokens}");
    assert_eq!(tokens["token_type"], "Bearer");
    assert_eq!(tokens["expires_in"], 600);
    let access = claims(&text(&tokens, "access_token"));
    assert_eq!(access["aud"], app.broker.url());
    assert_eq!(access["client_id"], "jit");
    assert_eq!(
        access["exp"].as_i64().unwrap() - access["iat"].as_i64().unwrap(),
        600
    );
    let id = claims(&text(&tokens, "id_token"));
    assert_eq!(
        (&id["aud"], &id["nonce"]),
        (&"jit".into(), &"a nonce".into())
    );
    let (status, me) = app
        .api(&text(&tokens, "access_token"), "/v1/me", None)
        .await;
    assert_eq!((status, &me["subject"]), (200, &"engineer".into()));
    let (status, refused) = app.api(&text(&tokens, "id_token"), "/v1/me", None).await;
    assert_eq!(
        (status, &refused["code"]),
        (401, &"not_signed_in".into()),
        "an ID token is for jit"
    );
}

#[tokio::test]
async fn a_hint_picks_the_person_but_does_not_sign_in() {
    let app = App::start();
    let page = app.get(&app.authorize_url(&[("login_hint", "lead")])).await;
    assert_eq!(page.status(), 200, "a page, not a redirect");
    let page = page.text().await.unwrap();
    let first_form = page.split("</form>").next().unwrap();
    assert!(first_form.contains("Continue as Lead"), "{first_form}");
    let form = [
        ("transaction", hidden(first_form, "transaction")),
        ("subject", hidden(first_form, "subject")),
    ];
    let form = form.each_ref().map(|(name, value)| (*name, value.as_str()));

    let sent = redirect(&app.post("authorize", &form).await);
    let (_, tokens) = app.redeem(&sent["code"]).await;

    assert_eq!(claims(&text(&tokens, "access_token"))["sub"], "lead");
}

#[tokio::test]
async fn an_answer_goes_to_the_callback_on_loopback_or_nowhere() {
    let app = App::start();
    for redirect_uri in [
        "http://localhost:49152/callback",
        "http://127.0.0.1:49152/elsewhere",
        "http://127.0.0.1:49152/callback?x=y",
        "http://127.0.0.1:49152@example.com/callback",
        "https://example.com/callback",
        "",
    ] {
        let answer = app
            .get(&app.authorize_url(&[("redirect_uri", redirect_uri)]))
            .await;
        assert_eq!(answer.status(), 400, "`{redirect_uri}`");
        assert!(
            !answer.headers().contains_key("location"),
            "`{redirect_uri}`"
        );
    }
    let ipv6 = app.authorize_url(&[("redirect_uri", "http://[::1]:49152/callback")]);
    assert_eq!(app.get(&ipv6).await.status(), 200);
    let client = app.authorize_url(&[("client_id", "another")]);
    assert_eq!(app.get(&client).await.status(), 400);
}

#[tokio::test]
async fn what_is_wrong_with_a_sign_in_is_told_to_the_client() {
    let app = App::start();
    let table = [
        ("code_challenge", "", "invalid_request"),
        ("code_challenge", "too-short", "invalid_request"),
        ("code_challenge_method", "", "invalid_request"),
        ("code_challenge_method", "plain", "invalid_request"),
        ("response_type", "token", "unsupported_response_type"),
        ("resource", "https://broker.example.com", "invalid_target"),
        ("prompt", "none", "login_required"),
    ];
    for (parameter, value, expected) in table {
        let answer = app.get(&app.authorize_url(&[(parameter, value)])).await;
        let sent = redirect(&answer);
        assert_eq!(sent["error"], expected, "{parameter}={value}");
        assert_eq!(sent["state"], "a state");
        assert!(sent.contains_key("iss") && !sent.contains_key("code"));
    }
}

#[tokio::test]
async fn a_page_can_be_answered_once() {
    let app = App::start();
    let page = app.get(&app.authorize_url(&[])).await.text().await.unwrap();
    let transaction = hidden(&page, "transaction");
    let form = [
        ("transaction", transaction.as_str()),
        ("subject", "engineer"),
    ];

    let first = app.post("authorize", &form).await;
    let second = app.post("authorize", &form).await;
    let invented = app
        .post(
            "authorize",
            &[("transaction", "invented"), ("subject", "lead")],
        )
        .await;
    let missing = app.post("authorize", &[("subject", "lead")]).await;

    assert_eq!(first.status(), 303);
    for answer in [second, invented, missing] {
        assert_eq!(answer.status(), 400);
    }
}

#[tokio::test]
async fn somebody_may_decline() {
    let app = App::start();
    let page = app.get(&app.authorize_url(&[])).await.text().await.unwrap();
    let transaction = hidden(&page, "transaction");
    let form = [("transaction", transaction.as_str()), ("action", "deny")];

    let sent = redirect(&app.post("authorize", &form).await);

    assert_eq!(sent["error"], "access_denied");
}

#[tokio::test]
async fn a_code_is_worth_nothing_without_its_verifier_and_callback() {
    let app = App::start();
    let other_verifier = "another-verifier-of-forty-three-characters---";
    for (redirect_uri, verifier) in [
        (CALLBACK, other_verifier),
        (CALLBACK, ""),
        ("http://127.0.0.1:49153/callback", VERIFIER),
        ("", VERIFIER),
    ] {
        let code = app.code("engineer").await;
        let form = [
            ("grant_type", "authorization_code"),
            ("code", code.as_str()),
            ("redirect_uri", redirect_uri),
            ("code_verifier", verifier),
        ];
        let (status, answer) = app.token(&form).await;
        assert_eq!(status, 400, "{redirect_uri} {verifier}: {answer}");
        let (_, again) = app.redeem(&code).await;
        assert_eq!(again["error"], "invalid_grant", "the code is burnt");
    }
}

#[tokio::test]
async fn a_code_that_comes_twice_ends_what_came_of_it() {
    let app = App::start();
    let code = app.code("engineer").await;

    let (first, tokens) = app.redeem(&code).await;
    let (second, replayed) = app.redeem(&code).await;
    let (refreshed, refused) = app.refresh(&text(&tokens, "refresh_token")).await;

    assert_eq!(first, 200);
    assert_eq!((second, &replayed["error"]), (400, &"invalid_grant".into()));
    assert_eq!(
        (refreshed, &refused["error"]),
        (400, &"invalid_grant".into())
    );
}

#[tokio::test]
async fn the_token_endpoint_answers_mistakes_as_oauth_says() {
    let app = App::start();
    let refresh = ("grant_type", "refresh_token");
    let none: &[(&str, &str)] = &[];
    let table = [
        (none, 400, "invalid_request"),
        (&[("grant_type", "password")], 400, "unsupported_grant_type"),
        (&[refresh], 400, "invalid_request"),
        (&[refresh, ("refresh_token", "a.b")], 400, "invalid_grant"),
        (
            &[refresh, ("refresh_token", "a.b"), ("refresh_token", "c.d")],
            400,
            "invalid_request",
        ),
        (&[refresh, ("client_secret", "x")], 401, "invalid_client"),
    ];
    for (form, status, error) in table {
        let (found, answer) = app.token(form).await;
        assert_eq!(
            (found, &answer["error"]),
            (status, &error.into()),
            "{form:?}"
        );
    }
    let stranger = app.post("token", &[("grant_type", "refresh_token")]).await;
    assert_eq!(stranger.status(), 401);
    let target = [
        refresh,
        ("refresh_token", "a.b"),
        ("resource", "https://example.com"),
    ];
    assert_eq!(app.token(&target).await.1["error"], "invalid_target");
}
