//! What the emulator does not do: pages, throttling, refusals. A stub answers in the protocol of AWS
//! Organizations.

use std::path::Path;
use std::process::Command;
use std::sync::Mutex;

use jit_testkit::Outcome;
use serde_json::{Value, json};
use wiremock::matchers::any;
use wiremock::{Mock, MockServer, Request, ResponseTemplate};

/// Answers each call by its name and body.
async fn stub(answer: impl Fn(&str, &Value) -> (u16, Value) + Send + Sync + 'static) -> MockServer {
    let server = MockServer::start().await;
    let respond = move |request: &Request| {
        let target = request.headers.get("x-amz-target").unwrap();
        let action = target
            .to_str()
            .unwrap()
            .rsplit('.')
            .next()
            .unwrap()
            .to_owned();
        let (status, body) = answer(&action, &request.body_json().unwrap());
        ResponseTemplate::new(status).set_body_raw(body.to_string(), "application/x-amz-json-1.1")
    };
    Mock::given(any())
        .respond_with(respond)
        .mount(&server)
        .await;
    server
}

async fn sync(server: &MockServer, folder: &Path) -> Outcome {
    let mut command = Command::new(env!("CARGO_BIN_EXE_jit-broker"));
    command
        .env_clear()
        .env("AWS_EC2_METADATA_DISABLED", "true")
        .current_dir(folder)
        .args(["catalog", "sync", "--out", "catalog.toml"])
        .args(["--endpoint-url", &server.uri()]);
    let output = tokio::task::spawn_blocking(move || command.output().unwrap());
    Outcome::of(&output.await.unwrap())
}

fn account(id: &str, name: &str) -> Value {
    json!({ "Id": id, "Name": name, "State": "ACTIVE", "Status": "ACTIVE" })
}

/// An organization in which every list has a second page, and the first is empty.
fn paged(action: &str, body: &Value) -> (u16, Value) {
    let second = body.get("NextToken").is_some();
    let first = json!({ "NextToken": "more" });
    let in_the_root = body["ParentId"] == "r-root";
    let answer = match action {
        "DescribeOrganization" => json!({ "Organization": {
            "Id": "o-example",
            "Arn": "arn:aws-us-gov:organizations::999988887777:organization/o-example",
            "MasterAccountId": "999988887777",
        } }),
        _ if !second => first,
        "ListRoots" => json!({ "Roots": [{ "Id": "r-root", "Name": "Root" }] }),
        "ListOrganizationalUnitsForParent" if in_the_root => {
            json!({ "OrganizationalUnits": [{ "Id": "ou-prod", "Name": "prod" }] })
        }
        "ListAccountsForParent" if in_the_root => {
            json!({ "Accounts": [account("999988887777", "org-management")] })
        }
        "ListAccountsForParent" => json!({ "Accounts": [account("111122223333", "shop")] }),
        "ListTagsForResource" if body["ResourceId"] == "111122223333" => {
            json!({ "Tags": [{ "Key": "Team", "Value": "shop" }] })
        }
        _ => json!({}),
    };
    (200, answer)
}

fn error(code: &str, message: &str) -> (u16, Value) {
    (400, json!({ "__type": code, "Message": message }))
}

#[tokio::test]
async fn all_pages_are_read_and_throttling_is_waited_out() {
    let throttled = Mutex::new(false);
    let server = stub(move |action, body| {
        let mut throttled = throttled.lock().unwrap();
        if action == "ListTagsForResource" && !*throttled {
            *throttled = true;
            return error("TooManyRequestsException", "slow down");
        }
        paged(action, body)
    })
    .await;
    let folder = tempfile::tempdir().unwrap();

    let outcome = sync(&server, folder.path()).await;

    assert_eq!(outcome.status, Some(0), "{outcome}");
    let text = std::fs::read_to_string(folder.path().join("catalog.toml")).unwrap();
    let (_, accounts) = text.split_once("\n\n").unwrap();
    insta::assert_snapshot!(accounts, @r#"
    partition = "aws-us-gov"

    [[account]]
    id = "999988887777"
    name = "org-management"
    management = true

    [[account]]
    id = "111122223333"
    name = "shop"
    ou = "prod"
    tags = { Team = "shop" }
    "#);
}

#[tokio::test]
async fn a_refusal_names_the_action_and_where_it_is_allowed() {
    let server = stub(|action, body| match action {
        "ListTagsForResource" => error("AccessDeniedException", "no \u{1b}[2J\u{202e}"),
        _ => paged(action, body),
    })
    .await;
    let folder = tempfile::tempdir().unwrap();
    let outcome = sync(&server, folder.path()).await;
    insta::assert_snapshot!(outcome.to_string(), @r"
    exit: 1
    --- stderr ---
    error: AWS does not allow `organizations:ListTagsForResource`: no \u{1b}[2J\u{202e}
    hint: allow what examples/aws/catalog-sync-policy.json allows, and run this in the management account or as a delegated administrator of the organization
    ");
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
}

/// A half-read organization would take accounts out of the catalog.
#[tokio::test]
async fn an_answer_without_the_management_account_is_not_believed() {
    let server = stub(|action, body| match action {
        "ListAccountsForParent" => (200, json!({ "Accounts": [] })),
        _ => paged(action, body),
    })
    .await;
    let folder = tempfile::tempdir().unwrap();
    let outcome = sync(&server, folder.path()).await;
    assert_eq!(outcome.status, Some(1));
    assert!(
        outcome
            .stderr
            .contains("answered with no management account"),
        "{outcome}"
    );
}

#[tokio::test]
async fn an_account_that_is_seen_twice_has_moved_meanwhile() {
    let server = stub(|action, body| match action {
        "ListAccountsForParent" if body.get("NextToken").is_some() => {
            let accounts = [account("999988887777", "org-management")];
            (200, json!({ "Accounts": accounts }))
        }
        _ => paged(action, body),
    })
    .await;
    let folder = tempfile::tempdir().unwrap();
    let outcome = sync(&server, folder.path()).await;
    assert_eq!(outcome.status, Some(1));
    assert!(
        outcome
            .stderr
            .starts_with("error: the organization changed while it was read\nhint: run it again"),
        "{outcome}"
    );
}
