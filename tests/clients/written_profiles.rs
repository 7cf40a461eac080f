//! The profiles that `jit profiles sync` writes, used by the AWS CLI and boto3.

use std::fs;
use std::process::Command;

use jit_testkit::{AwsCli, Boto3, DevBroker, Jit, Moto, Outcome, program};

/// Asks for the target and has it approved.
fn open_a_window(requester: &Jit, approver: &Jit) {
    let request = requester.json(&[
        "request",
        "--account",
        "payments-prod",
        "--permission-set",
        "PowerUser",
        "--duration",
        "1h",
        "--reason",
        "INC-4711: stuck queue",
    ]);
    let id = request["id"].as_str().unwrap();
    let outcome = approver.run(&["approve", id, "--yes"]);
    assert_eq!(outcome.status, Some(0), "{outcome}");
}

#[test]
fn profiles_that_jit_wrote_are_profiles_of_the_aws_cli_and_boto3() {
    let moto = Moto::start();
    let broker = DevBroker::start_with(&["--sts-endpoint", moto.url()]);
    let mut requester = Jit::with_token(broker.url(), &broker.token("engineer"));
    let approver = Jit::with_token(broker.url(), &broker.token("lead"));
    let config = requester.home().join("aws-config");
    requester.set("AWS_CONFIG_FILE", config.to_str().unwrap());
    fs::write(&config, "[profile mine]\r\nregion = eu-west-1\r\n").unwrap();
    // Where a person has installed it is in the file, whatever that is.
    let tools = requester.home().join("my tools");
    fs::create_dir(&tools).unwrap();
    let jit = tools.join("jit");
    // By another process: a program that this one has open while another starts could not be run.
    let mut copy = Command::new("cp");
    let copied = copy.arg(program("jit")).arg(&jit).status().unwrap();
    assert!(copied.success());
    let aws = AwsCli {
        person: &requester,
        endpoint: moto.url(),
    };

    let sync = ["profiles", "sync", "--region", "eu-central-1", "--json"];
    let synced = requester.command_of(&jit).args(sync).output().unwrap();
    let synced = Outcome::of(&synced);
    assert_eq!(synced.status, Some(0), "{synced}");
    let synced: serde_json::Value = serde_json::from_str(&synced.stdout).unwrap();
    let names: Vec<&str> = synced["added"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|it| it.as_str())
        .collect();
    assert!(names.contains(&"payments-prod.PowerUser"), "{synced}");

    let boto3 = Boto3 {
        person: &requester,
        endpoint: moto.url(),
    };
    let listed = boto3.run("import boto3; print(*boto3.Session().available_profiles, sep='\\n')");
    let mut found: Vec<&str> = listed.stdout.lines().collect();
    let mut wanted = names.clone();
    wanted.push("mine");
    found.sort_unstable();
    wanted.sort_unstable();
    assert_eq!(found, wanted, "{listed}");
    for name in &names {
        let region = aws.run(&["configure", "get", "region", "--profile", name]);
        assert_eq!(region.stdout.trim(), "eu-central-1", "{name}: {region}");
    }

    open_a_window(&requester, &approver);
    let profile = ["--profile", "payments-prod.PowerUser"];
    let cli = aws.run(&[&profile[..], &["sts", "get-caller-identity"]].concat());
    assert_eq!(cli.status, Some(0), "{cli}");
    assert!(cli.stdout.contains("111122223333"), "{cli}");
    let python = boto3.run(
        "import boto3; print(boto3.Session(profile_name='payments-prod.PowerUser')\
         .client('sts').get_caller_identity()['Account'])",
    );
    assert_eq!(python.stdout.trim(), "111122223333", "{python}");
}
