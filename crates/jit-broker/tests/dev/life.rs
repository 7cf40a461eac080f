use std::fs;
use std::process::Command;
use std::time::{Duration, Instant};

use jit_testkit::Service;
use jit_testkit::sts_stub::{Answer, StsStub};
use serde_json::json;

use crate::stage::{App, text};

#[tokio::test]
async fn a_window_gives_sandbox_credentials_until_it_is_revoked() {
    let app = App::start();
    assert_eq!(app.credentials().await.0, 403);

    let id = app.open_window().await;
    let (status, vended) = app.credentials().await;
    let lead = app.broker.token("lead");
    let revoke = format!("/v1/requests/{id}/revoke");
    let (revoked, _) = app.api(&lead, &revoke, Some(json!({}))).await;
    let (after, refused) = app.credentials().await;

    assert_eq!(
        (status, &vended["sandbox"]),
        (200, &true.into()),
        "{vended}"
    );
    assert!(text(&vended["credentials"], "access_key_id").starts_with("ASIASANDBOX"));
    assert_eq!(revoked, 200);
    assert_eq!((after, &refused["code"]), (410, &"window_closed".into()));
}

#[tokio::test]
async fn with_an_endpoint_the_credentials_are_those_of_sts() {
    let stub = StsStub::start();
    let app = App::start_with(&["--sts-endpoint", stub.url()]);
    let id = app.open_window().await;

    let (status, vended) = app.credentials().await;

    assert_eq!(
        (status, &vended["sandbox"]),
        (200, &false.into()),
        "{vended}"
    );
    assert!(text(&vended["credentials"], "access_key_id").starts_with("ASIASTUB"));
    let [call] = <[_; 1]>::try_from(stub.calls()).unwrap();
    assert_eq!(
        call.field("RoleArn"),
        "arn:aws:iam::111122223333:role/jit/PowerUser"
    );
    assert_eq!(call.field("SourceIdentity"), "engineer");
    assert_eq!(call.tags()["jit:request"], id);
    assert_eq!(call.tags()["jit:ticket"], "INC-4711");
    let end = text(&vended, "window_end");
    let end = end.split('.').next().unwrap();
    assert!(
        call.field("Policy")
            .contains(&format!("\"aws:CurrentTime\":\"{end}Z\""))
    );
}

#[tokio::test]
async fn what_sts_refuses_is_told_and_nothing_is_vended() {
    let stub = StsStub::start();
    stub.always(Answer::access_denied());
    let app = App::start_with(&["--sts-endpoint", stub.url()]);
    app.open_window().await;

    let (status, refused) = app.credentials().await;

    assert_eq!(
        (status, &refused["code"]),
        (502, &"aws_refused".into()),
        "{refused}"
    );
    assert!(refused.to_string().contains("sts:TagSession"), "{refused}");
}

#[tokio::test]
async fn an_edited_policy_is_in_force_without_a_restart() {
    let app = App::start();
    let auditor = app.broker.token("auditor");
    let offers = async || app.api(&auditor, "/v1/targets", None).await.1["targets"].clone();
    assert_eq!(offers().await, json!([]));

    let eligibility = "[[eligibility]]\nname = \"auditors-look\"\nwho = { groups = [\"audit\"] }\n\
        accounts = { all = true }\npermission_sets = [\"ReadOnly\"]\nmax_duration = \"1h\"\n";
    let path = app.broker.folder().join("policy/eligibility/auditors.toml");
    fs::write(path, eligibility).unwrap();

    let started = Instant::now();
    while offers().await == json!([]) {
        assert!(started.elapsed() < Duration::from_secs(20), "nobody saw it");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

#[cfg(unix)]
#[test]
fn it_stops_when_it_is_told() {
    for signal in ["TERM", "INT"] {
        let folder = tempfile::tempdir().unwrap();
        let mut command = Command::new(env!("CARGO_BIN_EXE_jit-broker"));
        let mut service = Service::start(
            "jit-broker dev",
            command.args(["dev", "--dir"]).arg(folder.path()),
        );
        let _ = service.wait_for("in scripts");
        let kill = Command::new("kill")
            .args(["-s", signal, &service.id().to_string()])
            .status();
        assert!(kill.unwrap().success());
        assert_eq!(service.wait(), Some(0), "SIG{signal}");
    }
}
