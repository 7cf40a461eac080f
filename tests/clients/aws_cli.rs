use jit_testkit::{AwsCli, Outcome};

use crate::client::Client;
use crate::stage::{Stage, TARGET};
use crate::{life, own_source};

/// Asks AWS who it is, by so many commands.
pub(crate) fn aws_cli(stage: &Stage, profile: &str, calls: u32) -> Outcome {
    let who = ["sts", "get-caller-identity", "--output", "text", "--query"];
    let arguments = [&["--profile", profile], &who[..], &["Arn"]].concat();
    let mut all = String::new();
    for _ in 1..calls {
        let outcome = run(stage, &arguments);
        all.push_str(&outcome.stdout);
    }
    let mut last = run(stage, &arguments);
    last.stdout.insert_str(0, &all);
    last
}

fn run(stage: &Stage, arguments: &[&str]) -> Outcome {
    let aws = AwsCli {
        person: &stage.requester,
        endpoint: stage.endpoint(),
    };
    aws.run(arguments)
}

#[test]
fn the_aws_cli_has_credentials_while_the_window_is_open() {
    life::of(Client::AwsCli);
}

#[test]
fn the_aws_cli_ends_with_a_profile_that_is_its_own_source() {
    own_source::ends(Client::AwsCli);
}

#[test]
fn the_aws_cli_gets_along_with_every_word_of_its_own_log() {
    let stage = Stage::start_at(0);
    stage.open(TARGET, "1h");
    let profile = TARGET.profile();
    let who = ["sts", "get-caller-identity"];

    let told = run(
        &stage,
        &[&["--debug", "--profile", &profile], &who[..]].concat(),
    );

    assert_eq!(told.status, Some(0), "{told}");
    assert!(told.stderr.contains("custom-process"), "{told}");
    assert!(told.stdout.contains(&TARGET.role()), "{told}");
}
