//! A client that runs no program to get credentials: it asks `jit serve-credentials`.

use jit_testkit::{Outcome, tools};

use crate::stage::{Stage, TARGET};

/// Asks AWS who it is, with nothing but the endpoint to get credentials from.
const WHO: &str = "\
import boto3
sts = boto3.Session().client('sts', region_name='eu-central-1')
for _ in range(3):
    print(sts.get_caller_identity()['Arn'])
";

/// Runs boto3 beside the endpoint, after what a shell does first.
fn boto3(stage: &Stage, first: &str) -> Outcome {
    let python = tools().join("python/bin/python");
    let line = format!("{first}\nexec \"$0\" -c \"$1\"");
    let mut command = stage.requester.command();
    command
        .arg("serve-credentials")
        .args(TARGET.arguments())
        .args(["--", "/bin/sh", "-c", &line])
        .arg(python)
        .arg(WHO)
        .env("AWS_ENDPOINT_URL", stage.endpoint());
    Outcome::of(&command.output().unwrap())
}

#[test]
fn boto3_takes_credentials_from_the_endpoint() {
    let stage = Stage::start_at(0);
    let request = stage.open(TARGET, "1h");

    let outcome = boto3(&stage, "");

    assert_eq!(outcome.status, Some(0), "{outcome}");
    let session = request.replacen("req-", "Engineer+", 1);
    let arn = format!("arn:aws:sts::111122223333:assumed-role/PowerUser/{session}\n");
    assert_eq!(outcome.stdout, arn.repeat(3), "{outcome}");
}

#[test]
fn boto3_without_the_token_has_no_credentials() {
    let stage = Stage::start_at(0);
    stage.open(TARGET, "1h");
    for first in [
        "unset AWS_CONTAINER_AUTHORIZATION_TOKEN",
        "export AWS_CONTAINER_AUTHORIZATION_TOKEN=\"Bearer $AWS_CONTAINER_AUTHORIZATION_TOKEN\"",
    ] {
        let outcome = boto3(&stage, first);
        assert_ne!(outcome.status, Some(0), "{outcome}");
        assert_eq!(outcome.stdout, "", "{outcome}");
        let told = "AWS_CONTAINER_AUTHORIZATION_TOKEN is not the one";
        assert!(outcome.stderr.contains(told), "{outcome}");
    }
}
