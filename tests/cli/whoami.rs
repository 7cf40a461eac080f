use insta::assert_snapshot;
use serde_json::json;

use crate::fake_broker::Answer;
use crate::stage::Stage;

const ME: &str = "GET /v1/me";

#[test]
fn who_somebody_is_and_may_do_is_what_the_broker_says() {
    let stage = Stage::new();
    let me = json!({
        "issuer": "https://id.example.com", "subject": "00u1", "name": "Engineer",
        "groups": ["engineers", "on-call"], "roles": ["requester", "approver", "auditor"],
        "sign_in_methods": ["pwd", "mfa"], "signed_in_at": "2026-11-22T09:00:00Z",
        "token_expires_at": "2099-01-01T00:00:00Z",
    });
    stage.broker.on(ME, Answer::json(&me));
    assert_snapshot!("known", stage.jit(&["whoami"]));
    assert_snapshot!("verbose", stage.jit(&["whoami", "--verbose"]));
}

#[test]
fn a_token_that_says_little_makes_few_lines() {
    let stage = Stage::new();
    let me = json!({
        "issuer": "https://id.example.com", "subject": "00u1", "name": "00u1", "groups": [],
        "roles": ["requester"], "token_expires_at": "2099-01-01T00:00:00Z",
    });
    stage.broker.on(ME, Answer::json(&me));
    assert_snapshot!(stage.jit(&["whoami"]));
}
