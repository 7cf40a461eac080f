use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Stdio};

use insta::assert_snapshot;
use jit_api::{ErrorCode, TargetOffer, TargetPage};
use serde_json::json;

use crate::fake_broker::{Answer, FakeBroker};
use crate::stage::{Stage, stderr, stdout};

const TARGETS: &str = "GET /v1/targets";

fn offer(account: &str, name: &str, set: &str) -> TargetOffer {
    let offer = json!({
        "account": account,
        "account_name": name,
        "permission_set": set,
        "role_arn": format!("arn:aws:iam::{account}:role/jit/role"),
        "max_duration_seconds": 3600,
        "approval": "manual",
        "reason_min_length": 1,
        "ticket_required": false,
    });
    serde_json::from_value(offer).unwrap()
}

fn page(targets: Vec<TargetOffer>, next: Option<&str>) -> Answer {
    Answer::json(&TargetPage {
        targets,
        next_cursor: next.map(str::to_owned),
    })
}

fn payments() -> TargetOffer {
    offer("111111111111", "payments-prod", "PowerUser")
}

fn shop() -> TargetOffer {
    offer("444455556666", "Shop (EU) #1", "ReadOnly")
}

/// A person who may request two targets, which come on two pages the first time.
fn stage() -> Stage {
    stage_and_then(vec![payments(), shop()])
}

/// The same, who may request other targets after that.
fn stage_and_then(offers: Vec<TargetOffer>) -> Stage {
    let stage = Stage::new();
    let first = page(vec![payments()], Some("more"));
    stage.broker.on(TARGETS, first);
    stage.broker.on(TARGETS, page(vec![shop()], None));
    stage.broker.on(TARGETS, page(offers, None));
    stage
}

fn config(stage: &Stage) -> PathBuf {
    stage.home().join(".aws/config")
}

fn write(stage: &Stage, text: &str) {
    fs::create_dir_all(stage.home().join(".aws")).unwrap();
    fs::write(config(stage), text).unwrap();
}

fn read(stage: &Stage) -> String {
    fs::read_to_string(config(stage)).unwrap()
}

/// The text without what differs between two runs.
fn plain(stage: &Stage, text: &str) -> String {
    let program = stage.command(&[]);
    let program = Path::new(program.get_program()).to_str().unwrap();
    let host = stage.broker.url().trim_start_matches("http://");
    text.replace(program, "/usr/bin/jit")
        .replace(stage.home().to_str().unwrap(), "HOME")
        .replace(host, "BROKER")
}

/// `jit profiles sync` with these flags, as text.
fn sync(stage: &Stage, flags: &[&str]) -> String {
    let told = stage.jit(&[&["profiles", "sync"], flags].concat());
    plain(stage, &told)
}

#[test]
fn every_target_of_every_page_gets_a_profile() {
    let stage = stage();
    write(&stage, "[default]\nregion = eu-west-1\n");
    let told = sync(&stage, &["--region", "eu-central-1", "--output", "json"]);
    assert_snapshot!(
        "written",
        format!("{told}--- file ---\n{}", plain(&stage, &read(&stage)))
    );
    assert_eq!(
        stage.broker.lines(),
        ["GET /v1/targets", "GET /v1/targets?cursor=more"]
    );
}

#[test]
fn a_second_run_changes_nothing() {
    let stage = stage();
    sync(&stage, &[]);
    let before = fs::metadata(config(&stage)).unwrap().modified().unwrap();
    assert_snapshot!(sync(&stage, &[]));
    let after = fs::metadata(config(&stage)).unwrap().modified().unwrap();
    assert_eq!(after, before);
}

#[test]
fn a_dry_run_shows_the_difference_and_writes_nothing() {
    let stage = stage();
    assert_snapshot!(sync(&stage, &["--dry-run"]));
    assert!(!config(&stage).parent().unwrap().exists());
}

#[test]
fn what_changes_and_what_stays_is_told() {
    let new = offer("777788889999", "new", "Auditor");
    let stage = stage_and_then(vec![payments(), new]);
    sync(&stage, &[]);
    let strict = ["--recheck", "strict", "--dry-run"];
    assert_snapshot!("kept", sync(&stage, &strict));
    assert_snapshot!(
        "pruned",
        sync(&stage, &[&strict[..], &["--prune"]].concat())
    );
    assert_snapshot!("verbose", sync(&stage, &["--prune", "--verbose"]));
}

#[test]
fn the_json_says_what_became_of_each_profile() {
    let stage = stage();
    write(&stage, "[profile Shop-EU-1.ReadOnly]\n");
    assert_snapshot!("json", sync(&stage, &["--json"]));
    assert_snapshot!("json_of_a_dry_run", sync(&stage, &["--json", "--dry-run"]));
}

#[test]
fn a_profile_with_keys_of_its_own_is_not_hidden_by_ours() {
    let stage = stage();
    write(&stage, "");
    let keys = "[payments-prod.PowerUser]\naws_secret_access_key = hunter2\n";
    fs::write(stage.home().join(".aws/credentials"), keys).unwrap();
    assert_snapshot!(sync(&stage, &[]));
    let left = fs::read_to_string(stage.home().join(".aws/credentials")).unwrap();
    assert_eq!(left, keys);
}

/// Settings of other profiles may be secrets.
#[test]
fn nothing_from_outside_of_the_block_is_shown() {
    let stage = stage();
    write(&stage, "[profile x]\naws_secret_access_key = hunter2\n");
    let told = sync(&stage, &["--verbose"]);
    let again = sync(&stage, &["--dry-run", "--recheck", "strict"]);
    assert!(told.contains("+[profile") && again.contains("strict"));
    assert!(!told.contains("hunter2") && !again.contains("hunter2"));
}

#[test]
fn what_is_named_narrows_what_is_written() {
    let stage = stage();
    assert!(sync(&stage, &["--account", "444455556666"]).contains("added    Shop-EU-1.ReadOnly"));
    let both = ["--account", "payments-prod", "--permission-set", "ReadOnly"];
    assert!(!sync(&stage, &both).contains("added"));
    assert_snapshot!(
        "unknown_account",
        sync(&stage, &["--account", "payment-prod"])
    );
    assert_snapshot!(
        "unknown_set",
        sync(&stage, &["--permission-set", "poweruser"])
    );
    assert!(!read(&stage).contains("payments-prod"));
}

#[test]
fn names_follow_a_template() {
    let stage = stage();
    let told = sync(&stage, &["--name", "{account-id}/{permission-set}"]);
    assert!(told.contains("added    111111111111/PowerUser"), "{told}");
    for name in ["{role}", "a b", "-x", "{account"] {
        let output = stage.run(&["profiles", "sync", "--name", name]);
        assert_eq!(output.status.code(), Some(2), "{name}");
    }
}

#[test]
fn a_file_that_is_in_doubt_is_left_as_it_is() {
    let stage = stage();
    let broken = format!("[default]\n# >>> jit profiles {} >>>\n", stage.broker.url());
    write(&stage, &broken);
    assert_snapshot!("doubt", sync(&stage, &[]));
    assert_snapshot!("doubt_in_json", sync(&stage, &["--json"]));
    assert_eq!(read(&stage), broken);
}

#[test]
fn the_file_that_a_variable_names_is_written() {
    let stage = stage();
    let elsewhere = stage.home().join("elsewhere");
    let stage = stage.with("AWS_CONFIG_FILE", elsewhere.to_str().unwrap());
    sync(&stage, &[]);
    assert!(fs::read_to_string(&elsewhere).unwrap().contains("[profile"));
    assert!(!config(&stage).exists());

    let stage = stage
        .without("AWS_CONFIG_FILE")
        .with("AWS_CONFIG_FILE", "elsewhere");
    assert_snapshot!(sync(&stage, &[]));
}

#[test]
fn who_may_request_nothing_gets_no_file() {
    let stage = Stage::new();
    stage.broker.on(TARGETS, page(Vec::new(), None));
    assert_snapshot!(sync(&stage, &[]));
    assert!(!config(&stage).parent().unwrap().exists());
}

/// A broker that has lost its policies lists nothing.
#[test]
fn a_list_of_nothing_prunes_nothing() {
    let stage = stage_and_then(Vec::new());
    sync(&stage, &[]);
    let before = read(&stage);
    assert_snapshot!(sync(&stage, &["--prune"]));
    assert_eq!(read(&stage), before);
}

#[test]
fn a_refusal_and_a_list_without_an_end_leave_the_file_as_it_is() {
    for (answer, status) in [
        (Answer::refusal(ErrorCode::NotSignedIn, "no"), 6),
        (page(Vec::new(), Some("more")), 1),
        (page(vec![offer("111122223333", "a", "b")], Some("same")), 1),
    ] {
        let stage = Stage::new();
        write(&stage, "[default]\n");
        stage.broker.on(TARGETS, answer);
        let output = stage.run(&["profiles", "sync"]);
        assert_eq!(output.status.code(), Some(status), "{}", stderr(&output));
        assert_eq!(read(&stage), "[default]\n");
    }
}

/// What a profile runs is what `jit` understands.
#[test]
fn the_command_of_a_profile_is_understood() {
    let stage = stage();
    sync(&stage, &["--recheck", "strict"]);
    stage.broker.on(
        "POST /v1/credentials",
        Answer::json(&crate::answers::credentials()),
    );
    let file = read(&stage);
    let line = file
        .lines()
        .find(|line| line.contains("PowerUser --recheck"));
    let command = line.unwrap().strip_prefix("credential_process = ");
    let words = shlex::split(command.unwrap()).unwrap();
    let arguments: Vec<&str> = words.iter().skip(1).map(String::as_str).collect();
    let stage = stage.without("JIT_BROKER");
    let output = stage.run(&arguments);
    assert!(
        stdout(&output).contains("SecretAccessKey"),
        "{}",
        stderr(&output)
    );
    let asked = stage.broker.calls().pop().unwrap().json();
    assert_eq!(asked["account"], "111111111111");
    assert_eq!(asked["permission_set"], "PowerUser");
}

#[test]
fn runs_at_the_same_time_lose_nothing_of_each_other() {
    let stage = Stage::new();
    write(&stage, "[default]\n");
    let brokers: Vec<FakeBroker> = (0..6).map(|_| FakeBroker::start()).collect();
    let runs: Vec<Child> = brokers
        .iter()
        .enumerate()
        .map(|(number, broker)| {
            let name = format!("account-{number}");
            let offers = vec![offer("111111111111", &name, "ReadOnly")];
            broker.on(TARGETS, page(offers, None));
            let arguments = ["profiles", "sync", "--broker", broker.url()];
            stage
                .command(&arguments)
                .stderr(Stdio::piped())
                .spawn()
                .unwrap()
        })
        .collect();
    for run in runs {
        let output = run.wait_with_output().unwrap();
        assert!(output.status.success(), "{}", stderr(&output));
    }
    let file = read(&stage);
    assert!(file.starts_with("[default]\n"), "{file}");
    for number in 0..6 {
        let header = format!("[profile account-{number}.ReadOnly]");
        assert_eq!(file.matches(&header).count(), 1, "{file}");
    }
    let mut names: Vec<_> = fs::read_dir(config(&stage).parent().unwrap())
        .unwrap()
        .map(|entry| entry.unwrap().file_name())
        .collect();
    names.sort();
    assert_eq!(names, ["config", "config.jit-backup"]);
}
