use serde_json::Value;

use crate::stage::{App, claims, hidden, text};

const GRANT: &str = "urn:ietf:params:oauth:grant-type:device_code";

async fn start(app: &App) -> Value {
    let form = [("client_id", "jit"), ("scope", "openid offline_access")];
    let answer = app.post("device_authorization", &form).await;
    assert_eq!(answer.status(), 200);
    answer.json().await.unwrap()
}

async fn poll(app: &App, started: &Value) -> (u16, Value) {
    let device_code = text(started, "device_code");
    app.token(&[("grant_type", GRANT), ("device_code", &device_code)])
        .await
}

/// Polls as fast as it can; a busy machine may be slow enough for a poll or two to be in time.
async fn is_slowed_down(app: &App, started: &Value) -> bool {
    for _ in 0..10 {
        if poll(app, started).await.1["error"] == "slow_down" {
            return true;
        }
    }
    false
}

/// Opens the page as a person does, and answers it.
async fn answer(app: &App, code: &str, answer: (&str, &str)) -> u16 {
    let page = app
        .get(&format!("{}?user_code={code}", app.at("device")))
        .await;
    let form = hidden(&page.text().await.unwrap(), "form");
    let form = [("form", form.as_str()), ("user_code", code), answer];
    app.post("device", &form).await.status().as_u16()
}

#[tokio::test]
async fn a_device_waits_for_its_person() {
    let app = App::start();
    let started = start(&app).await;
    let code = text(&started, "user_code");

    let (_, pending) = poll(&app, &started).await;
    let slowed_down = is_slowed_down(&app, &started).await;
    // People type it as they like.
    let typed = code.replace('-', "").to_ascii_lowercase();
    let signed_in = answer(&app, &typed, ("subject", "lead")).await;

    assert_eq!(pending["error"], "authorization_pending");
    assert!(slowed_down);
    assert_eq!(signed_in, 200);
    assert_eq!(text(&started, "verification_uri"), app.at("device"));
    assert!(text(&started, "verification_uri_complete").contains(&code));
}

#[tokio::test]
async fn a_device_code_is_good_once() {
    let app = App::start();
    let started = start(&app).await;
    let code = text(&started, "user_code");
    assert_eq!(answer(&app, &code, ("subject", "lead")).await, 200);

    let (status, tokens) = poll(&app, &started).await;
    let (_, again) = poll(&app, &started).await;

    assert_eq!(status, 200, "{tokens}");
    assert_eq!(claims(&text(&tokens, "access_token"))["sub"], "lead");
    assert!(tokens.get("refresh_token").is_some());
    assert_eq!(again["error"], "invalid_grant");
}

#[tokio::test]
async fn somebody_may_decline_a_device() {
    let app = App::start();
    let started = start(&app).await;
    let code = text(&started, "user_code");
    assert_eq!(answer(&app, &code, ("action", "deny")).await, 200);

    let (status, denied) = poll(&app, &started).await;

    assert_eq!((status, &denied["error"]), (400, &"access_denied".into()));
}

#[tokio::test]
async fn following_the_link_signs_nobody_in() {
    let app = App::start();
    let started = start(&app).await;

    let page = app.get(&text(&started, "verification_uri_complete")).await;
    let (_, pending) = poll(&app, &started).await;

    assert_eq!(page.status(), 200);
    assert_eq!(pending["error"], "authorization_pending");
}

#[tokio::test]
async fn a_form_that_was_not_shown_signs_nobody_in() {
    let app = App::start();
    let started = start(&app).await;
    let code = text(&started, "user_code");

    let forged = [
        ("form", "invented"),
        ("user_code", code.as_str()),
        ("subject", "lead"),
    ];
    let forged = app.post("device", &forged).await;
    let wrong = answer(&app, "BBBB-BBBB", ("subject", "lead")).await;
    let nobody = answer(&app, &code, ("subject", "nobody")).await;

    assert_eq!((forged.status().as_u16(), wrong, nobody), (400, 400, 400));
    assert_eq!(
        poll(&app, &started).await.1["error"],
        "authorization_pending"
    );
}
