use aws_config::BehaviorVersion;
use aws_config::profile::ProfileFileCredentialsProvider;
use aws_runtime::env_config::file::{EnvConfigFileKind, EnvConfigFiles};
use aws_sdk_sts::config::Region;
use aws_sdk_sts::error::DisplayErrorContext;
use aws_sdk_sts::{Client as Sts, Config};
use jit_testkit::Outcome;

use crate::client::Client;
use crate::stage::Stage;
use crate::{life, own_source};

/// Asks AWS who it is, so many times.
pub(crate) fn rust(stage: &Stage, profile: &str, calls: u32) -> Outcome {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let sts = client(stage, profile);
    let mut outcome = Outcome {
        status: Some(0),
        stdout: String::new(),
        stderr: String::new(),
    };
    for _ in 0..calls {
        match runtime.block_on(sts.get_caller_identity().send()) {
            Ok(identity) => {
                outcome.stdout.push_str(identity.arn().unwrap());
                outcome.stdout.push('\n');
            }
            Err(error) => {
                outcome.status = Some(1);
                outcome.stderr = DisplayErrorContext(error).to_string();
                break;
            }
        }
    }
    outcome
}

fn client(stage: &Stage, profile: &str) -> Sts {
    let file = stage.requester.home().join("aws-config");
    let files = EnvConfigFiles::builder()
        .with_file(EnvConfigFileKind::Config, file)
        .build();
    let credentials = ProfileFileCredentialsProvider::builder()
        .profile_files(files)
        .profile_name(profile)
        .build();
    let config = Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::from_static("eu-central-1"))
        .endpoint_url(stage.endpoint())
        .credentials_provider(credentials)
        .build();
    Sts::from_conf(config)
}

#[test]
fn the_sdk_for_rust_has_credentials_while_the_window_is_open() {
    life::of(Client::Rust);
}

#[test]
fn the_sdk_for_rust_ends_with_a_profile_that_is_its_own_source() {
    own_source::ends(Client::Rust);
}
