//! External checks that are services: a real one, on a socket.

use std::fs;
use std::sync::Arc;
use std::time::{Duration, Instant};

use aws_lc_rs::hmac;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jit_broker::checks::{ExternalChecks, read};
use jit_domain::EventKind;
use serde_json::json;
use tempfile::TempDir;

use crate::check_service::{CheckService, Manner};
use crate::stage::{Answer, DEV, ENGINEER, LEAD, OTHER_LEAD, Stage, Who, ask};

pub(crate) const KEY: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const MANAGER: Who = Who("manager", &["change-managers"]);

const CHECKS: &str = r#"
[[check]]
name = "change"
level = { approvers = { groups = ["change-managers"] }, approvals = 1 }
"#;

const ELIGIBILITY: &str = r#"
[[eligibility]]
name = "checked"
who = { groups = ["engineers"] }
accounts = { all = true }
permission_sets = ["PowerUser", "ReadOnly"]
max_duration = "4h"
checks = ["change"]
"#;

/// A broker whose engineers have to pass the check `change`, which is reached as the lines say.
pub(crate) fn stage(lines: &str) -> (Stage, TempDir) {
    let folder = TempDir::new().unwrap();
    fs::write(folder.path().join("key"), KEY).unwrap();
    let file = folder.path().join("checks.toml");
    fs::write(&file, format!("[[check]]\nname = \"change\"\n{lines}")).unwrap();
    let mut stage = Stage::new();
    stage.add_policy("checks.toml", CHECKS);
    // The first eligibility whose limits an ask meets counts: this file comes before the stage's own.
    stage.add_policy("eligibility/checked.toml", ELIGIBILITY);
    stage.app.checks = Arc::new(ExternalChecks::new(read(&file).unwrap()).unwrap());
    stage.rebuild();
    (stage, folder)
}

fn of_service(service: &CheckService, more: &str) -> (Stage, TempDir) {
    let url = &service.url;
    stage(&format!(
        "url = \"{url}\"\nkey_file = \"key\"\nprivate_network = true\n{more}"
    ))
}

pub(crate) async fn submit(stage: &Stage) -> Answer {
    stage.post(ENGINEER, "/v1/requests", &ask(DEV)).await
}

#[tokio::test]
async fn a_check_is_told_what_is_asked_and_signs_nothing_away() {
    let service = CheckService::start(Manner::Says(json!({ "allow": true })));
    let (stage, _folder) = of_service(&service, "");

    let answer = submit(&stage).await;

    assert_eq!(answer.status, 201, "{}", answer.json);
    let asked = service.asked();
    assert_eq!(asked.len(), 1);
    let question = asked[0].json();
    assert_eq!(question["account"], DEV);
    assert_eq!(question["permission_set"], "PowerUser");
    assert_eq!(question["requester"]["subject"], "engineer");
    assert_eq!(question["requester"]["groups"], json!(["engineers"]));
    assert_eq!(question["reason"], "INC-4711: stuck queue");
    assert_eq!(question["duration_seconds"], 3600);
    assert_eq!(
        (&question["check"], &question["dry_run"]),
        (&json!("change"), &json!(false))
    );
    let (id, at) = (
        asked[0].header("webhook-id"),
        asked[0].header("webhook-timestamp"),
    );
    assert_eq!(question["id"], id);
    assert_eq!(at, (stage.now().millis() / 1000).to_string());
    let bytes = STANDARD.decode(&KEY["whsec_".len()..]).unwrap();
    let key = hmac::Key::new(hmac::HMAC_SHA256, &bytes);
    let signed = format!("{id}.{at}.{}", asked[0].body);
    let expected = STANDARD.encode(hmac::sign(&key, signed.as_bytes()));
    assert_eq!(
        asked[0].header("webhook-signature"),
        format!("v1,{expected}")
    );
    let token = stage.token(ENGINEER);
    let sent = format!("{}{}", asked[0].head, asked[0].body);
    assert!(!sent.contains(&token) && !sent.to_lowercase().contains("authorization"));
}

#[tokio::test]
async fn a_check_refuses_in_its_own_words_and_the_log_keeps_them() {
    let said = json!({ "allow": false, "reason": "CHG0012345 is closed" });
    let service = CheckService::start(Manner::Says(said));
    let (stage, _folder) = of_service(&service, "");

    let answer = submit(&stage).await;

    assert_eq!(answer.outcome(), (403, "check_refused"));
    assert_eq!(answer.json["detail"], "CHG0012345 is closed");
    let log = stage.log().await;
    assert_eq!(log.len(), 1, "no request");
    let EventKind::Refused(attempt) = &log[0].event.kind else {
        panic!("{log:?}");
    };
    assert_eq!(
        (attempt.action.as_str(), attempt.code.as_str()),
        ("submit", "check_refused")
    );
    assert_eq!(attempt.check.as_ref().unwrap().as_str(), "change");
    assert_eq!(
        attempt.said.as_ref().unwrap().as_str(),
        "CHG0012345 is closed"
    );
    assert!(attempt.submission.is_some(), "it can be decided again");
}

#[tokio::test]
async fn a_note_goes_to_the_approvers_and_a_level_is_added() {
    let said = json!({ "allow": true, "note": "freeze begins at 18:00", "add_level": true });
    let service = CheckService::start(Manner::Says(said));
    let (stage, _folder) = of_service(&service, "");

    let id = submit(&stage).await.id();

    let shown = stage.get(LEAD, &format!("/v1/requests/{id}")).await;
    let check = json!({ "check": "change", "note": "freeze begins at 18:00", "adds_level": true });
    assert_eq!(shown.json["checks"], json!([check]));
    assert_eq!(shown.json["levels"].as_array().unwrap().len(), 2);
    assert_eq!(stage.approve(LEAD, &id).await.json["status"], "pending");
    let other = stage.approve(OTHER_LEAD, &id).await;
    assert_eq!(
        other.outcome(),
        (409, "conflict"),
        "the other level is open"
    );
    assert_eq!(stage.approve(MANAGER, &id).await.json["status"], "active");
}

/// Whatever is not a good answer in time lets nothing pass.
#[tokio::test]
async fn what_does_not_answer_well_and_in_time_lets_nothing_pass() {
    let service = CheckService::start(Manner::Hangs);
    let (stage, _folder) = of_service(&service, "timeout_ms = 400");
    let other = json!({ "id": "chk-0", "allow": true });
    let large = format!("{{\"allow\":true,\"note\":\"{}\"}}", "x".repeat(20_000));
    let manners = [
        Manner::Hangs,
        Manner::Drips,
        Manner::Floods,
        Manner::Drops,
        Manner::Says(other),
        Manner::Says(json!({ "allow": "true" })),
        Manner::Says(json!({ "allow": true, "trusted": true })),
        Manner::Says(json!({ "allow": true, "note": "a\u{1b}b" })),
        Manner::Writes("garbage".to_owned()),
        Manner::Writes(String::new()),
        Manner::Writes(large),
        Manner::AsText,
        Manner::Status(201, "x-a: b"),
        Manner::Status(302, "location: /elsewhere"),
        Manner::Status(307, "location: http://127.0.0.1:1/"),
        Manner::Status(404, "x-a: b"),
        Manner::Status(500, "x-a: b"),
    ];
    for (tried, manner) in (1..).zip(manners) {
        service.now(manner.clone());
        let began = Instant::now();
        let answer = submit(&stage).await;
        assert_eq!(answer.outcome(), (503, "check_unavailable"), "{manner:?}");
        assert_eq!(answer.header("retry-after"), "5");
        assert!(began.elapsed() < Duration::from_secs(10), "{manner:?}");
        assert_eq!(
            service.asked().len(),
            tried,
            "asked once, redirects are not followed"
        );
        let log = stage.log().await;
        let last = &log.last().unwrap().event.kind;
        assert!(
            matches!(last, EventKind::Refused(a) if a.code == "check_unavailable" && a.said.is_none()),
            "{manner:?}"
        );
    }
    service.now(Manner::Says(json!({ "allow": true })));
    assert_eq!(
        submit(&stage).await.status,
        201,
        "it goes on when the service does"
    );
}

#[tokio::test]
async fn what_is_not_there_or_out_of_reach_lets_nothing_pass() {
    let keyed = "key_file = \"key\"";
    let here = format!("url = \"http://127.0.0.1:1/\"\n{keyed}\nprivate_network = true\n");
    let service = CheckService::start(Manner::Says(json!({ "allow": true })));
    let not_allowed = format!("url = \"{}\"\n{keyed}\n", service.url);
    let metadata = format!("url = \"https://169.254.169.254/\"\n{keyed}\nprivate_network = true\n");
    for lines in [here, not_allowed, metadata] {
        let (stage, _folder) = stage(&lines);
        let answer = submit(&stage).await;
        assert_eq!(answer.outcome(), (503, "check_unavailable"), "{lines}");
    }
    assert!(
        service.asked().is_empty(),
        "loopback only where it is allowed"
    );
    let (mut stage, _folder) = of_service(&service, "");
    stage.app.checks = Arc::new(ExternalChecks::none());
    stage.rebuild();
    let answer = submit(&stage).await;
    assert_eq!(
        answer.outcome(),
        (503, "check_unavailable"),
        "not in the settings"
    );
}

#[tokio::test]
async fn a_level_that_the_bundle_does_not_have_lets_nothing_pass() {
    let service = CheckService::start(Manner::Says(json!({ "allow": true, "add_level": true })));
    let (stage, _folder) = of_service(&service, "");
    stage.add_policy("checks.toml", "[[check]]\nname = \"change\"\n");
    assert_eq!(submit(&stage).await.outcome(), (503, "check_unavailable"));
}

#[tokio::test]
async fn a_dry_run_asks_says_so_and_writes_nothing() {
    let said = json!({ "allow": true, "note": "is open", "add_level": true });
    let service = CheckService::start(Manner::Says(said));
    let (stage, _folder) = of_service(&service, "");
    let plan = |stage: &Stage| {
        let request = stage.request(ENGINEER, "POST", "/v1/requests?dry_run=true");
        request
            .header("content-type", "application/json")
            .body(ask(DEV).to_string().into())
            .unwrap()
    };

    let answer = stage.send(plan(&stage)).await;

    assert_eq!(answer.status, 200, "{}", answer.json);
    assert_eq!(service.asked()[0].json()["dry_run"], true);
    assert_eq!(answer.json["levels"].as_array().unwrap().len(), 2);
    let steps = answer.json["steps"].as_array().unwrap();
    let texts: Vec<_> = steps
        .iter()
        .filter(|step| step["rule"] == "checks")
        .collect();
    assert_eq!(
        texts[1]["text"],
        "`change` lets it pass, and its level has to agree: is open"
    );
    service.now(Manner::Says(json!({ "allow": false, "reason": "no" })));
    let answer = stage.send(plan(&stage)).await;
    assert_eq!(answer.outcome(), (403, "check_refused"));
    assert!(stage.log().await.is_empty());
}

#[tokio::test]
async fn who_may_not_ask_at_all_is_not_asked_about() {
    let service = CheckService::start(Manner::Says(json!({ "allow": true })));
    let (stage, _folder) = of_service(&service, "");
    let mut body = ask(DEV);
    body["duration_seconds"] = json!(5 * 3600);
    assert_eq!(
        stage.post(ENGINEER, "/v1/requests", &body).await.outcome(),
        (422, "limit")
    );
    assert_eq!(
        stage
            .post(LEAD, "/v1/requests", &ask(DEV))
            .await
            .outcome()
            .0,
        403
    );
    assert!(service.asked().is_empty());
}
