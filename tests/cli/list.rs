use insta::assert_snapshot;
use jit_api::ErrorCode;
use jit_domain::StatusName;

use crate::answers::{in_state, page, pending};
use crate::fake_broker::Answer;
use crate::stage::{Stage, stdout};

const LIST: &str = "GET /v1/requests";

#[test]
fn the_list_shows_what_matters_in_each_state() {
    let stage = Stage::new();
    let all = StatusName::ALL.map(|status| match status {
        StatusName::Pending => pending(),
        other => in_state(other),
    });
    stage
        .broker
        .on(LIST, Answer::json(&page(all.to_vec(), None)));
    assert_snapshot!(stage.jit(&["list"]));
    assert_eq!(stage.broker.lines(), ["GET /v1/requests?view=mine"]);
}

#[test]
fn the_list_for_approvers_names_the_requester() {
    let stage = Stage::new();
    stage
        .broker
        .on(LIST, Answer::json(&page(vec![pending()], None)));
    assert_snapshot!(stage.jit(&["list", "--to-review"]));
}

#[test]
fn windows_to_revoke_are_a_view_of_their_own() {
    let stage = Stage::new();
    let active = page(vec![in_state(StatusName::Active)], None);
    stage.broker.on(LIST, Answer::json(&active));
    stage.broker.on(LIST, Answer::json(&page(vec![], None)));
    let told = stage.jit(&["list", "--to-revoke"]);
    assert!(told.contains("REQUESTER"), "{told}");
    let none = stage.jit(&["list", "--to-revoke", "--account", "shop"]);
    assert!(none.contains("no window for you to revoke"), "{none}");
    assert_eq!(
        stage.broker.lines(),
        [
            "GET /v1/requests?view=to_revoke",
            "GET /v1/requests?view=to_revoke&account=shop"
        ]
    );
    let both = stage.run(&["list", "--to-revoke", "--all"]);
    assert_eq!(both.status.code(), Some(2));
}

#[test]
fn all_pages_are_followed_to_the_end() {
    let stage = Stage::new();
    stage
        .broker
        .on(LIST, Answer::json(&page(vec![pending()], Some("a b"))));
    stage
        .broker
        .on(LIST, Answer::json(&page(vec![pending()], Some("c"))));
    stage.broker.on(
        LIST,
        Answer::json(&page(vec![in_state(StatusName::Active)], None)),
    );

    let output = stage.run(&["list", "--all", "--json"]);

    let told: jit_api::RequestPage = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(told.requests.len(), 3);
    assert_eq!(told.next_cursor, None);
    assert_eq!(
        stage.broker.lines(),
        [
            "GET /v1/requests?view=all",
            "GET /v1/requests?view=all&cursor=a+b",
            "GET /v1/requests?view=all&cursor=c",
        ]
    );
}

#[test]
fn a_list_without_an_end_is_an_error() {
    let stage = Stage::new();
    stage
        .broker
        .on(LIST, Answer::json(&page(vec![pending()], Some("a"))));
    assert_snapshot!(stage.jit(&["list"]));
}

#[test]
fn filters_are_the_brokers() {
    let stage = Stage::new();
    stage.broker.on(LIST, Answer::json(&page(vec![], None)));
    stage.run(&[
        "list",
        "--status",
        "active",
        "--status",
        "pending",
        "--account",
        "a b",
    ]);
    assert_eq!(
        stage.broker.lines(),
        ["GET /v1/requests?view=mine&status=active&status=pending&account=a+b"]
    );
    stage.run(&["list", "--since", "7d"]);
    assert!(stage.broker.lines()[1].contains("&created_from=20"));
}

#[test]
fn an_empty_list_prints_nothing_and_says_so() {
    let stage = Stage::new();
    stage.broker.on(LIST, Answer::json(&page(vec![], None)));
    assert_snapshot!("empty", stage.jit(&["list"]));
    assert_eq!(
        stdout(&stage.run(&["list", "--json"])),
        "{\n  \"requests\": []\n}\n"
    );
    assert_snapshot!("empty_quiet", stage.jit(&["list", "--quiet"]));
}

#[test]
fn only_auditors_see_everything() {
    let stage = Stage::new();
    stage.broker.on(
        LIST,
        Answer::refusal(ErrorCode::NotAnAuditor, "you are not an auditor"),
    );
    assert_snapshot!(stage.jit(&["list", "--all"]));
}
