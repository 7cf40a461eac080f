use serde_json::json;

use crate::glass::GUARD;
use crate::stage::{ADMIN, AUDITOR, Answer, ENGINEER, LEAD, NOBODY, Stage};

#[tokio::test]
async fn me_says_what_the_broker_sees() {
    let stage = Stage::new();

    let engineer = stage.get(ENGINEER, "/v1/me").await;

    assert_eq!(engineer.status, 200);
    assert_eq!(engineer.json["subject"], "engineer");
    assert_eq!(engineer.json["issuer"], "https://id.example.com");
    assert_eq!(engineer.json["groups"], json!(["engineers"]));
    assert_eq!(engineer.json["sign_in_methods"], json!(["mfa", "pwd"]));
    let signed_in = stage.now().plus_seconds(-300).to_string();
    assert_eq!(engineer.json["signed_in_at"], signed_in);
    let end = stage.now().plus_seconds(3600).to_string();
    assert_eq!(engineer.json["token_expires_at"], end);
    for (who, roles) in [
        // The engineer is named by the approval policy `lonely`.
        (ENGINEER, json!(["requester", "approver"])),
        (LEAD, json!(["approver"])),
        (GUARD, json!(["security"])),
        (AUDITOR, json!(["auditor"])),
        (ADMIN, json!(["administrator"])),
        (NOBODY, json!([])),
    ] {
        assert_eq!(
            stage.get(who, "/v1/me").await.json["roles"],
            roles,
            "{who:?}"
        );
    }
}

fn names(answer: &Answer) -> Vec<String> {
    let targets = answer.json["targets"].as_array().unwrap();
    targets
        .iter()
        .map(|t| {
            format!(
                "{}/{}",
                t["account_name"].as_str().unwrap(),
                t["permission_set"].as_str().unwrap()
            )
        })
        .collect()
}

#[tokio::test]
async fn targets_are_what_the_caller_may_request() {
    let stage = Stage::new();

    let all = stage.get(ENGINEER, "/v1/targets").await;
    let nothing = stage.get(NOBODY, "/v1/targets").await;
    let dev = stage
        .get(ENGINEER, "/v1/targets?account=-DEV&permission_set=power")
        .await;

    assert_eq!(names(&all).len(), 10);
    assert!(names(&all).is_sorted());
    assert!(names(&nothing).is_empty());
    assert_eq!(names(&dev), ["payments-dev/PowerUser"]);
    let offer = &dev.json["targets"][0];
    assert_eq!(offer["max_duration_seconds"], 4 * 3600);
    assert_eq!(offer["approval"], "manual");
    assert_eq!(offer["policy"], "one-level");
    assert_eq!(offer["levels"][0]["approvers"]["groups"], json!(["leads"]));
    assert_eq!(offer["reason_min_length"], 5);
    let approval = |part: &str| {
        let targets = all.json["targets"].as_array().unwrap();
        let found = targets.iter().find(|t| t["account_name"] == part).unwrap();
        found["approval"].as_str().unwrap().to_owned()
    };
    assert_eq!(approval("contested"), "conflict");
    assert_eq!(approval("uncovered"), "none");
}

#[tokio::test]
async fn target_pages_follow_each_other() {
    let stage = Stage::new();
    let all = names(&stage.get(ENGINEER, "/v1/targets").await);
    let (mut seen, mut path) = (Vec::new(), "/v1/targets?limit=4".to_owned());
    loop {
        let page = stage.get(ENGINEER, &path).await;
        seen.extend(names(&page));
        match page.json["next_cursor"].as_str() {
            Some(cursor) => path = format!("/v1/targets?limit=4&cursor={cursor}"),
            None => break,
        }
    }
    assert_eq!(seen, all);
}
