use crate::stage::{App, claims, text};

async fn signed_in(app: &App) -> String {
    let code = app.code("engineer").await;
    let (_, tokens) = app.redeem(&code).await;
    text(&tokens, "refresh_token")
}

#[tokio::test]
async fn a_refresh_token_is_replaced_by_each_use() {
    let app = App::start();
    let first = signed_in(&app).await;

    let (status, tokens) = app.refresh(&first).await;
    let second = text(&tokens, "refresh_token");
    let (again, _) = app.refresh(&second).await;

    assert_eq!((status, again), (200, 200));
    assert_ne!(first, second);
    assert_eq!(claims(&text(&tokens, "access_token"))["sub"], "engineer");
}

#[tokio::test]
async fn an_old_refresh_token_ends_the_whole_family() {
    let app = App::start();
    let first = signed_in(&app).await;
    let bystander = signed_in(&app).await;
    let (_, tokens) = app.refresh(&first).await;
    let second = text(&tokens, "refresh_token");

    let (reused, error) = app.refresh(&first).await;
    let (after, _) = app.refresh(&second).await;
    let (other, _) = app.refresh(&bystander).await;

    assert_eq!((reused, &error["error"]), (400, &"invalid_grant".into()));
    assert_eq!(after, 400, "the newest one is dead too");
    assert_eq!(other, 200, "another sign-in is not touched");
}

#[tokio::test]
async fn of_two_who_refresh_at_once_no_more_than_one_succeeds() {
    let app = App::start();
    let token = signed_in(&app).await;

    let (left, right) = tokio::join!(app.refresh(&token), app.refresh(&token));

    let mut statuses = [left.0, right.0];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 400]);
}

#[tokio::test]
async fn a_revoked_refresh_token_is_dead_and_unknown_ones_are_no_error() {
    let app = App::start();
    let token = signed_in(&app).await;
    let client = ("client_id", "jit");

    let revoked = app.post("revoke", &[client, ("token", &token)]).await;
    let unknown = app
        .post("revoke", &[client, ("token", "nobody.knows")])
        .await;
    let access = app.post("revoke", &[client, ("token", "a.b.c")]).await;
    let stranger = app.post("revoke", &[("token", &token)]).await;

    assert_eq!(
        (revoked.status().as_u16(), unknown.status().as_u16()),
        (200, 200)
    );
    assert_eq!(access.status(), 400);
    assert_eq!(stranger.status(), 401);
    assert_eq!(app.refresh(&token).await.0, 400);
}

#[tokio::test]
async fn families_survive_the_broker_and_no_token_is_on_disk() {
    let mut app = App::start();
    let first = signed_in(&app).await;
    let (_, tokens) = app.refresh(&first).await;
    let second = text(&tokens, "refresh_token");
    let file = app.broker.folder().join("issuer/refresh.json");
    let written = std::fs::read_to_string(&file).unwrap();

    app.broker.restart(&[]);
    let (status, tokens) = app.refresh(&second).await;
    let third = text(&tokens, "refresh_token");
    let (reused, _) = app.refresh(&second).await;
    app.broker.restart(&[]);
    let (dead, _) = app.refresh(&third).await;

    assert_eq!((status, reused, dead), (200, 400, 400));
    for token in [&first, &second] {
        let secret = token.split('.').nth(1).unwrap();
        assert!(!written.contains(secret), "{written}");
    }
    assert_private(&file);
    assert_private(&app.broker.folder().join("issuer/key.p8"));
}

#[cfg(unix)]
fn assert_private(file: &std::path::Path) {
    use std::os::unix::fs::PermissionsExt as _;
    let mode = std::fs::metadata(file).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600, "{}", file.display());
}

#[cfg(not(unix))]
fn assert_private(_: &std::path::Path) {}
