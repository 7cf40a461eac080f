//! A program without a person, signed in by what its platform vouches for: at the development issuer,
//! and at a certified OpenID provider that trusts a platform.

use std::fs;
use std::process::Command;

use jit_testkit::fake_broker::{Answer, FakeBroker};
use jit_testkit::{
    DevBroker, Jit, Moto, OidcProvider, Outcome, ServedBroker, StaticIssuer, program,
};
use serde_json::json;

/// What a CI platform would give a job at a dev broker.
fn platform_token(broker: &DevBroker, subject: &str) -> String {
    let output = Command::new(program("jit-broker"))
        .args(["dev-token", subject, "--workload", "--dir"])
        .arg(broker.folder())
        .output()
        .unwrap();
    assert!(output.status.success(), "{output:?}");
    String::from_utf8(output.stdout).unwrap()
}

/// GitHub Actions, as one of its jobs sees it.
fn github(job: &mut Jit, token: &str) -> FakeBroker {
    let actions = FakeBroker::start();
    let answer = json!({"count": 1, "value": token.trim()});
    actions.on("GET /idtoken", Answer::json(&answer));
    let url = format!("{}/idtoken?api-version=2.0", actions.url());
    job.set("ACTIONS_ID_TOKEN_REQUEST_URL", &url);
    job.set("ACTIONS_ID_TOKEN_REQUEST_TOKEN", "request-token-of-the-job");
    actions
}

#[track_caller]
fn is_signed_in(job: &Jit, login: &Outcome, subject: &str) {
    assert_eq!(login.status, Some(0), "{login}");
    let told = format!("{login}");
    for secret in ["eyJ", "request-token-of-the-job"] {
        assert!(!told.contains(secret), "{told}");
    }
    assert!(
        login.stderr.contains("It is not renewed, and ends at "),
        "{login}"
    );
    assert_eq!(job.json(&["whoami"])["subject"], subject);
    let folder = job.home().join(".local/state/jit/sessions");
    for file in fs::read_dir(folder).unwrap() {
        let text = fs::read_to_string(file.unwrap().path()).unwrap();
        assert!(!text.contains("refresh_token"), "{text}");
    }
}

#[test]
fn each_place_of_a_token_signs_in_at_the_dev_broker() {
    let broker = DevBroker::start();
    let token = platform_token(&broker, "engineer");

    let job = Jit::at(broker.url());
    let file = job.home().join("token");
    fs::write(&file, &token).unwrap();
    let source = format!("file={}", file.display());
    is_signed_in(
        &job,
        &job.run(&["login", "--workload", &source]),
        "engineer",
    );

    let mut job = Jit::at(broker.url());
    job.set("CI_ID_TOKEN", token.trim());
    is_signed_in(
        &job,
        &job.run(&["login", "--workload", "env=CI_ID_TOKEN"]),
        "engineer",
    );

    let mut job = Jit::at(broker.url());
    let actions = github(&mut job, &token);
    is_signed_in(
        &job,
        &job.run(&["login", "--workload", "github-actions"]),
        "engineer",
    );
    let calls = actions.calls();
    assert_eq!(calls.len(), 1);
    assert_eq!(
        calls[0].headers["authorization"],
        "Bearer request-token-of-the-job"
    );
    let audience = format!("{}/issuer", broker.url())
        .replace(':', "%3A")
        .replace('/', "%2F");
    assert!(
        calls[0].line.ends_with(&format!("&audience={audience}")),
        "{}",
        calls[0].line
    );
}

#[test]
fn what_the_issuer_does_not_take_signs_nobody_in() {
    let broker = DevBroker::start();
    let mut job = Jit::at(broker.url());
    // It is for the broker, and was made for nobody to exchange.
    job.set("CI_ID_TOKEN", &broker.token("engineer"));
    let source = ["login", "--workload", "env=CI_ID_TOKEN"];
    let audience = ["--workload-audience", broker.url()];
    let refused = job.run(&[&source[..], &audience].concat());
    assert_eq!(refused.status, Some(3), "{refused}");
    assert!(
        refused
            .stderr
            .contains("the issuer does not take the token"),
        "{refused}"
    );
    assert!(!refused.stderr.contains("eyJ"), "{refused}");
    assert_eq!(job.run(&["whoami"]).status, Some(6));

    let missing = job.run(&["login", "--workload", "github-actions"]);
    assert_eq!(missing.status, Some(2), "{missing}");
    assert!(missing.stderr.contains("id-token: write"), "{missing}");
}

#[test]
fn a_broker_that_has_only_ipv6_serves_a_job_from_sign_in_to_credentials() {
    let broker = DevBroker::start_on("[::1]:0");
    assert!(
        broker.url().starts_with("http://[::1]:"),
        "{}",
        broker.url()
    );
    let mut job = Jit::at(broker.url());
    job.set("CI_ID_TOKEN", platform_token(&broker, "engineer").trim());
    is_signed_in(
        &job,
        &job.run(&["login", "--workload", "env=CI_ID_TOKEN"]),
        "engineer",
    );

    let target = [
        "--account",
        "payments-prod",
        "--permission-set",
        "PowerUser",
    ];
    let ask = [
        "--duration",
        "30m",
        "--reason",
        "INC-4711: stuck queue",
        "--ticket",
        "INC-4711",
    ];
    let request = job.json(&[&["request"], &target[..], &ask].concat());
    let lead = Jit::with_token(broker.url(), &broker.token("lead"));
    let id = request["id"].as_str().unwrap();
    let yes = lead.run(&["approve", id, "--yes"]);
    assert_eq!(yes.status, Some(0), "{yes}");
    let credentials = job.run(&[&["credential-process"], &target[..]].concat());
    assert_eq!(credentials.status, Some(0), "{credentials}");
    let out = job.run(&["logout"]);
    assert_eq!(out.status, Some(0), "{out}");
}

#[test]
fn a_certified_provider_that_trusts_the_platform_signs_a_job_in() {
    let platform = StaticIssuer::start("jit-at-the-platform");
    let people = json!({
        "repo:payments/deploy": { "name": "Deployments", "groups": ["sre"] },
    });
    let trusted = (platform.issuer(), "jit-at-the-platform");
    let issuer = OidcProvider::start_trusting(&people, ServedBroker::AUDIENCE, 300, trusted);
    let moto = Moto::start();
    let broker = ServedBroker::start(issuer.issuer(), moto.url());
    let mut job = Jit::at(&broker.url);
    let actions = github(&mut job, &platform.token("repo:payments/deploy", &[]));

    let github = ["login", "--workload", "github-actions"];
    let audience = ["--workload-audience", "jit-at-the-platform"];
    let login = job.run(&[&github[..], &audience].concat());

    is_signed_in(&job, &login, "repo:payments/deploy");
    assert_eq!(job.json(&["whoami"])["groups"], json!(["sre"]));
    let line = &actions.calls()[0].line;
    assert!(line.ends_with("&audience=jit-at-the-platform"), "{line}");
    assert_eq!(
        issuer.grants(),
        ["urn:ietf:params:oauth:grant-type:token-exchange"]
    );

    let mut stranger = Jit::at(&broker.url);
    stranger.set("CI_ID_TOKEN", &platform.token("repo:somebody/else", &[]));
    let source = ["login", "--workload", "env=CI_ID_TOKEN"];
    let refused = stranger.run(&[&source[..], &audience].concat());
    assert_eq!(refused.status, Some(3), "{refused}");
}

#[test]
fn an_issuer_that_exchanges_no_tokens_is_asked_for_none() {
    let people = json!({ "engineer": { "name": "Engineer", "groups": ["sre"] } });
    let issuer = OidcProvider::start(&people, ServedBroker::AUDIENCE, 300);
    let moto = Moto::start();
    let broker = ServedBroker::start(issuer.issuer(), moto.url());
    let mut job = Jit::at(&broker.url);
    job.set("CI_ID_TOKEN", "a.platform.token");

    let refused = job.run(&["login", "--workload", "env=CI_ID_TOKEN"]);

    assert_eq!(refused.status, Some(1), "{refused}");
    assert!(refused.stderr.contains("for workloads"), "{refused}");
    assert!(refused.stderr.contains("JIT_TOKEN_FILE"), "{refused}");
}
