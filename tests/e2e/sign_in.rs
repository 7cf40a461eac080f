//! Sign-in at a certified OpenID provider, by PKCE and by device code, up to `jit whoami`.

use std::time::Duration;

use jit_testkit::{Browser, Jit, Moto, OidcProvider, ServedBroker, Service};
use serde_json::json;

/// Long enough that nothing expires during a test.
pub(crate) const LONG: u32 = 300;
/// So short that `jit` refreshes before most calls, in seconds.
const SHORT: u32 = 1;

pub(crate) struct Stage {
    issuer: OidcProvider,
    _moto: Moto,
    pub(crate) broker: ServedBroker,
}

pub(crate) fn stage(access_token_seconds: u32) -> Stage {
    let people = json!({
        "engineer": { "name": "Engineer", "email": "engineer@example.com", "groups": ["sre"] },
        "lead": { "name": "Lead", "email": "lead@example.com", "groups": ["payments-leads"] },
    });
    let issuer = OidcProvider::start(&people, ServedBroker::AUDIENCE, access_token_seconds);
    let moto = Moto::start();
    let broker = ServedBroker::start(issuer.issuer(), moto.url());
    Stage {
        issuer,
        _moto: moto,
        broker,
    }
}

/// The first address that a line of `jit login` names.
fn address(line: &str) -> &str {
    let mut words = line.split_whitespace();
    words.find(|word| word.starts_with("http")).unwrap()
}

pub(crate) async fn sign_in_by_pkce(jit: &Jit, subject: &str) {
    let mut login = Service::start("jit login", jit.command().args(["login", "--no-browser"]));
    let line = login.wait_for("/auth?");
    let page = Browser::of(subject).open(address(&line)).await;
    assert_eq!(page.status, 200, "{}", page.text);
    assert_eq!(login.wait(), Some(0), "{}", login.rest());
}

pub(crate) async fn sign_in_by_device_code(jit: &Jit, subject: &str) {
    let mut login = Service::start("jit login", jit.command().args(["login", "--device-code"]));
    enter_code(&login, subject).await;
    let end = tokio::time::timeout(
        Duration::from_mins(1),
        tokio::task::spawn_blocking(move || (login.wait(), login.rest())),
    );
    let (status, said) = end.await.unwrap().unwrap();
    assert_eq!(status, Some(0), "{said}");
}

/// Enters the code that a program shows, as a person does in a browser.
pub(crate) async fn enter_code(login: &Service, subject: &str) {
    let line = login.wait_for("/device");
    let code = login.wait_for("-");
    let code = code.split_whitespace().next_back().unwrap();
    let mut browser = Browser::of(subject);
    let page = browser.open(address(&line)).await;
    let mut page = browser.submit(&page, &[("user_code", code)]).await;
    while page.text.contains("<form") {
        page = browser.submit(&page, &[]).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn pkce_in_a_browser_ends_in_whoami() {
    let stage = stage(LONG);
    let jit = Jit::at(&stage.broker.url);

    sign_in_by_pkce(&jit, "engineer").await;

    let me = jit.json(&["whoami"]);
    assert_eq!(me["subject"], "engineer");
    assert_eq!(me["groups"], json!(["sre"]));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_device_code_ends_in_whoami() {
    let stage = stage(LONG);
    let jit = Jit::at(&stage.broker.url);

    sign_in_by_device_code(&jit, "lead").await;

    let me = jit.json(&["whoami"]);
    assert_eq!(me["subject"], "lead");
    assert_eq!(me["name"], "Lead");
}

#[tokio::test(flavor = "multi_thread")]
async fn refresh_tokens_rotate_and_none_is_used_twice() {
    let stage = stage(SHORT);
    let jit = Jit::at(&stage.broker.url);
    sign_in_by_pkce(&jit, "engineer").await;

    // The provider revokes the whole family when a refresh token comes twice.
    for _ in 0..3 {
        for _ in 0..3 {
            assert_eq!(jit.json(&["whoami"])["subject"], "engineer");
        }
        let mut together: Vec<_> = (0..8)
            .map(|n| Service::start(&format!("whoami {n}"), jit.command().arg("whoami")))
            .collect();
        for one in &mut together {
            assert_eq!(one.wait(), Some(0), "{}", one.rest());
        }
    }

    stage.issuer.wait_for_grant("refresh_token");
    stage.issuer.wait_for_grant("refresh_token");
    assert_eq!(jit.json(&["whoami"])["subject"], "engineer");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_who_says_no_is_not_signed_in() {
    let stage = stage(LONG);
    let jit = Jit::at(&stage.broker.url);
    let mut login = Service::start("jit login", jit.command().args(["login", "--no-browser"]));
    let line = login.wait_for("/auth?");

    let _ = Browser::of("nobody").open(address(&line)).await;

    assert_ne!(login.wait(), Some(0));
    assert_eq!(jit.run(&["whoami"]).status, Some(6));
}

#[tokio::test(flavor = "multi_thread")]
async fn sign_out_leaves_nothing_that_works() {
    let stage = stage(LONG);
    let jit = Jit::at(&stage.broker.url);
    sign_in_by_pkce(&jit, "engineer").await;

    let out = jit.run(&["logout"]);

    assert_eq!(out.status, Some(0), "{out}");
    assert_eq!(jit.run(&["whoami"]).status, Some(6));
}

#[tokio::test(flavor = "multi_thread")]
async fn two_people_signed_in_at_the_provider_play_a_request_through() {
    let stage = stage(LONG);
    let requester = Jit::at(&stage.broker.url);
    let approver = Jit::at(&stage.broker.url);
    sign_in_by_pkce(&requester, "engineer").await;
    sign_in_by_device_code(&approver, "lead").await;
    let target = [
        "--account",
        "payments-prod",
        "--permission-set",
        "PowerUser",
    ];
    let ask = ["--duration", "30m", "--reason", "INC-4711: stuck queue"];

    let request = requester.json(&[&["request"], &target[..], &ask].concat());
    let id = request["id"].as_str().unwrap();
    let yes = approver.run(&["approve", id, "--yes"]);
    let credentials = requester.run(&[&["credential-process"], &target[..]].concat());

    assert_eq!(yes.status, Some(0), "{yes}");
    assert_eq!(credentials.status, Some(0), "{credentials}");
    let credentials: serde_json::Value = serde_json::from_str(&credentials.stdout).unwrap();
    assert_eq!(credentials["AccountId"], "111122223333");
    let key = credentials["AccessKeyId"].as_str().unwrap();
    assert!(!key.contains("SANDBOX"), "{key}");
}
