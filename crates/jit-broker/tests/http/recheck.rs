//! How often clients are told to ask again: the bundle says it, else the settings.

use jit_policy::Recheck;
use serde_json::json;

use crate::stage::{Answer, DEV, ENGINEER, Stage};

const ROLE: &str = "role = \"jit/PowerUser\"\n";

/// From now on the permission set says this too.
fn say(stage: &Stage, line: &str) {
    stage.change_the_catalog(ROLE, &format!("{ROLE}{line}\n"));
}

fn told(answer: &Answer) -> (u64, bool) {
    let seconds = answer.json["recheck_seconds"].as_u64();
    (seconds.unwrap(), answer.json["strict"].as_bool().unwrap())
}

#[tokio::test]
async fn the_settings_say_how_often_to_ask_again_unless_the_bundle_does() {
    for (setting, line, expected) in [
        (Recheck::Normal, "", (60, false)),
        (Recheck::Strict, "", (60, true)),
        (Recheck::Normal, "recheck = \"strict\"", (60, true)),
        (Recheck::Strict, "recheck = \"normal\"", (60, false)),
        (Recheck::Normal, "recheck_seconds = 0", (0, false)),
        (Recheck::Strict, "recheck_seconds = 300", (300, true)),
    ] {
        let mut stage = Stage::new();
        stage.app.recheck = setting;
        stage.rebuild();
        say(&stage, line);
        stage.active().await;

        let answer = stage.credentials(ENGINEER, DEV).await;

        assert_eq!(told(&answer), expected, "{setting:?} {line}");
        assert_eq!(answer.json["offline_grace_seconds"], 300);
    }
}

#[tokio::test]
async fn a_session_that_is_kept_follows_the_bundle_of_now() {
    let stage = Stage::new();
    stage.active().await;
    let first = stage.credentials(ENGINEER, DEV).await;
    say(&stage, "recheck = \"strict\"\nrecheck_seconds = 5");
    let known = json!({
        "account": DEV, "permission_set": "PowerUser",
        "known_session": first.json["credentials"]["access_key_id"],
    });

    let kept = stage.post(ENGINEER, "/v1/credentials", &known).await;

    assert_eq!(told(&first), (60, false));
    assert_eq!((&kept.json["keep"], told(&kept)), (&json!(true), (5, true)));
}
