use jit_testkit::{Boto3, Outcome};

use crate::client::Client;
use crate::stage::{Stage, TARGET};
use crate::{life, own_source};

/// Asks AWS who it is, so many times.
pub(crate) fn boto3(stage: &Stage, profile: &str, calls: u32) -> Outcome {
    let boto3 = Boto3 {
        person: &stage.requester,
        endpoint: stage.endpoint(),
    };
    boto3.run(&format!(
        "import boto3\n\
         sts = boto3.Session(profile_name='{profile}').client('sts')\n\
         for _ in range({calls}):\n    print(sts.get_caller_identity()['Arn'])\n"
    ))
}

#[test]
fn boto3_has_credentials_while_the_window_is_open() {
    life::of(Client::Boto3);
}

#[test]
fn boto3_ends_with_a_profile_that_is_its_own_source() {
    own_source::ends(Client::Boto3);
}

#[test]
fn boto3_asks_before_every_request_where_the_profile_says_strict() {
    let stage = Stage::start_at(0);
    stage.open(TARGET, "1h");
    let profile = format!(
        "[profile strict]\ncredential_process = {} --recheck strict\nregion = eu-central-1\n",
        stage.credential_process(TARGET)
    );
    stage.configure(&[TARGET], &profile);

    let outcome = boto3(&stage, "strict", 5);

    assert_eq!(outcome.status, Some(0), "{outcome}");
    let runs = stage.runs();
    assert!(runs >= 5, "{runs} runs");
}
