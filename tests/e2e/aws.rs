//! The real AWS CLI and boto3 get their credentials from `jit`, and an AWS emulator says who they
//! are.

use std::fs;

use jit_testkit::{AwsCli, Boto3, DevBroker, Jit, Moto, program};

/// A person whose `~/.aws/config` has `jit` behind the profile `payments-prod`.
fn person(broker: &DevBroker, subject: &str) -> Jit {
    let person = Jit::with_token(broker.url(), &broker.token(subject));
    let config = format!(
        "[profile payments-prod]\n\
         credential_process = {} credential-process --account payments-prod --permission-set PowerUser\n\
         region = eu-central-1\n",
        program("jit").display()
    );
    fs::write(person.home().join("aws-config"), config).unwrap();
    person
}

/// Asks for the target and has it approved; answers with the ten characters of the request's ID.
fn open_a_window(requester: &Jit, approver: &Jit) -> String {
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
    id.strip_prefix("req-").unwrap().to_owned()
}

#[test]
fn the_aws_cli_and_boto3_act_as_the_session_of_the_request() {
    let moto = Moto::start();
    let broker = DevBroker::start_with(&["--sts-endpoint", moto.url()]);
    let requester = person(&broker, "engineer");
    let approver = person(&broker, "lead");
    let aws = AwsCli {
        person: &requester,
        endpoint: moto.url(),
    };
    let who = ["--profile", "payments-prod", "sts", "get-caller-identity"];

    let before = aws.run(&who);
    let request = open_a_window(&requester, &approver);
    let cli = aws.run(&[&who[..], &["--output", "json"]].concat());
    let boto3 = Boto3 {
        person: &requester,
        endpoint: moto.url(),
    };
    let python = boto3.run(
        "import boto3; print(boto3.Session(profile_name='payments-prod')\
         .client('sts').get_caller_identity()['Arn'])",
    );
    let revoked = approver.run(&["revoke", &request, "--yes"]);
    let after = aws.run(&who);

    let session = format!("+{request}");
    let role = "arn:aws:sts::111122223333:assumed-role/PowerUser/";
    assert_eq!(cli.status, Some(0), "{cli}");
    let identity: serde_json::Value = serde_json::from_str(&cli.stdout).unwrap();
    let arn = identity["Arn"].as_str().unwrap();
    assert!(arn.starts_with(role) && arn.ends_with(&session), "{arn}");
    assert_eq!(identity["Account"], "111122223333");
    assert_eq!(python.status, Some(0), "{python}");
    assert_eq!(python.stdout.trim(), arn);
    assert_eq!(revoked.status, Some(0), "{revoked}");
    for (refused, why) in [(before, "no_request"), (after, "window_closed")] {
        assert_ne!(refused.status, Some(0), "{refused}");
        assert!(
            refused.stderr.contains(&format!("jit: {why}:")),
            "{refused}"
        );
    }
}
