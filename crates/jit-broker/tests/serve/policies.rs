//! The policy bundle of a running broker: replaced, spoilt, missing.

use std::fs;

use jit_testkit::StaticIssuer;

use crate::stage::{AUDIENCE, Site, get};

const NIGHT_SHIFT: &str = r#"
[[eligibility]]
name = "night-shift"
who = { groups = ["night-shift"] }
accounts = { all = true }
permission_sets = ["ReadOnly"]
max_duration = "1h"
"#;

#[tokio::test]
async fn a_bad_bundle_never_replaces_a_good_one() {
    let issuer = StaticIssuer::start(AUDIENCE);
    let site = Site::of(issuer.issuer());
    let running = site.start();
    let catalog = site.path("policy/catalog.toml");
    let good = fs::read_to_string(&catalog).unwrap();

    fs::write(&catalog, "not = \"a catalog\"").unwrap();
    running.signal("-HUP");
    running.await_log("the policies in force stay: ", 1);
    let targets = format!("{}/v1/targets", running.url);
    let token = issuer.token("engineer", &["sre"]);
    assert_eq!(get(targets, Some(&token)).await.0, 200);

    fs::write(&catalog, good).unwrap();
    running.signal("-HUP");
    running.await_log("is in force", 1);
}

#[tokio::test]
async fn a_changed_bundle_comes_into_force_by_itself() {
    let issuer = StaticIssuer::start(AUDIENCE);
    let site = Site::of(issuer.issuer());
    let running = site.start();
    let targets = format!("{}/v1/targets", running.url);
    let token = issuer.token("engineer", &["night-shift"]);
    let (_, before) = get(targets.clone(), Some(&token)).await;
    assert!(before.contains("\"targets\":[]"), "{before}");

    let path = site.path("policy/eligibility/night-shift.toml");
    fs::write(&path, NIGHT_SHIFT).unwrap();
    running.await_log("is in force", 1);

    let (_, after) = get(targets.clone(), Some(&token)).await;
    assert!(after.contains("ReadOnly"), "{after}");

    fs::write(&path, "mistake = true").unwrap();
    running.await_log("the policies in force stay: ", 1);
    assert_eq!(get(targets, Some(&token)).await.1, after);
}

#[test]
fn what_is_probably_not_meant_is_in_the_log_of_whoever_runs_the_broker() {
    let idle = "[[approval]]\nname = \"idle\"\ntargets = { tags = { Environment = [\"Prdouction\"] } }\n\
                max_duration = \"1h\"\npending_for = \"1h\"\n[[approval.level]]\n\
                approvers = { groups = [\"sre\"] }\napprovals = 1\n";
    let site = Site::of("http://127.0.0.1:9");
    let path = site.path("policy/approvals/idle.toml");
    fs::write(&path, idle).unwrap();
    let running = site.start();
    running.await_log("the approval policy `idle` applies to no target", 1);

    fs::write(&path, idle.replace("idle", "still-idle")).unwrap();
    running.signal("-HUP");
    running.await_log("the approval policy `still-idle` applies to no target", 1);

    let many = |n: usize| idle.replace("\"idle\"", &format!("\"idle-{n}\""));
    let thirty: String = (0..30).map(many).collect::<Vec<_>>().concat();
    fs::write(&path, thirty).unwrap();
    running.signal("-HUP");
    running.await_log("40 more warnings: `jit-broker policy check` shows them", 1);
}

#[tokio::test]
async fn without_a_policy_folder_everything_is_denied_until_it_is_there() {
    let issuer = StaticIssuer::start(AUDIENCE);
    let site = Site::of(issuer.issuer());
    fs::rename(site.path("policy"), site.path("later")).unwrap();
    let running = site.start();
    let (ready, targets) = (
        format!("{}/readyz", running.url),
        format!("{}/v1/targets", running.url),
    );
    let token = issuer.token("engineer", &["sre"]);

    running.await_log("there is no policy folder `policy`", 1);
    let (status, problem) = get(ready.clone(), None).await;
    assert_eq!(status, 503);
    assert!(problem.contains("\"policies_unavailable\""), "{problem}");
    let (_, nothing) = get(targets.clone(), Some(&token)).await;
    assert!(nothing.contains("\"targets\":[]"), "{nothing}");

    fs::rename(site.path("later"), site.path("policy")).unwrap();
    running.await_log("is in force", 1);
    assert_eq!(get(ready, None).await.0, 200);
    let (_, offers) = get(targets, Some(&token)).await;
    assert!(offers.contains("PowerUser"), "{offers}");
}

#[test]
fn a_check_finds_a_missing_folder_and_faults_keep_the_broker_from_starting() {
    let site = Site::of("http://127.0.0.1:9");
    fs::write(site.path("policy/catalog.toml"), "mistake = true").unwrap();
    let faulty = site.output(&[]);
    fs::remove_dir_all(site.path("policy")).unwrap();
    let missing = site.output(&["--check"]);

    for (output, words) in [
        (faulty, "catalog.toml"),
        (missing, "there is no such folder"),
    ] {
        let stderr = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(1), "{stderr}");
        assert!(stderr.contains(words), "{stderr}");
        assert!(output.stdout.is_empty());
    }
}
