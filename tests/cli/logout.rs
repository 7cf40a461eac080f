//! `jit logout`, as the person sees it. What it removes is tested where that is kept.

use std::fs;

use insta::assert_snapshot;
use serde_json::json;

use crate::fake_broker::Answer;
use crate::login::{serve, stage};
use crate::stage::Stage;

const REVOKE: &str = "POST /revoke";

/// Somebody who has signed in, at an issuer that revokes sign-ins.
fn signed_in() -> Stage {
    let stage = stage();
    let url = stage.broker.url().to_owned();
    serve(&stage.broker, &url);
    let document = json!({
        "issuer": url, "token_endpoint": format!("{url}/token"),
        "authorization_endpoint": format!("{url}/authorize"),
        "device_authorization_endpoint": format!("{url}/device"),
        "revocation_endpoint": format!("{url}/revoke"),
    });
    let document = Answer::json(&document);
    let path = "GET /.well-known/openid-configuration";
    stage.broker.from_now_on(path, document);
    let tokens = json!({
        "access_token": "t", "refresh_token": "r", "token_type": "Bearer", "expires_in": 600,
    });
    stage
        .broker
        .from_now_on("POST /token", Answer::json(&tokens));
    let output = stage.run(&["login", "--device-code"]);
    assert!(output.status.success(), "{output:?}");
    stage
}

#[test]
fn a_sign_in_ends_here_and_at_the_issuer() {
    let stage = signed_in();
    stage.broker.on(REVOKE, Answer::raw(200, "text/plain", ""));
    assert_snapshot!("signed_out", stage.jit(&["logout"]));
    assert_eq!(stage.broker.count(REVOKE), 1);
    assert_snapshot!("nobody", stage.jit(&["logout"]));
}

#[test]
fn what_the_issuer_did_not_take_back_is_said() {
    let stage = signed_in();
    let no = json!({ "error": "server_error" }).to_string();
    stage
        .broker
        .on(REVOKE, Answer::raw(500, "application/json", no));
    assert_snapshot!(stage.jit(&["logout"]));
}

#[test]
fn a_token_that_is_set_outlives_it() {
    let stage = signed_in().with("JIT_TOKEN", "token-of-a-test");
    stage.broker.on(REVOKE, Answer::raw(200, "text/plain", ""));
    assert_snapshot!(stage.jit(&["logout"]));
    let data = stage.home().join(".local/share/jit");
    let left = fs::read_dir(data).into_iter().flatten().count();
    assert_eq!(left, 0, "nothing of it is left");
}
